"""Estonian personal code (isikukood): sex and century, birth date, three digits and a check digit.

https://www.riigiteataja.ee/akt/106032012004
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

EE_ISIKUKOOD = PatternDetector(
    "EE_ISIKUKOOD",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[1-6][0-9]{10}(?![\w/-]|[.,][0-9])", 0.2, valid=0.6),
    ],
    context=(
        "isikukood",
        "isikukoodi",
        "isikukoodiga",
        "ik",
        "personal identification code",
        "personal code",
        "estonian id",
    ),
    validate=stdnum("ee.ik"),
    checks="birth date and mod 11",
    source="https://www.riigiteataja.ee/akt/106032012004",
    country="ee",
)
