"""Lithuanian personal code: sex and century, birth date, three digits and a check digit.

https://lt.wikipedia.org/wiki/Asmens_kodas
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

LT_ASMENS_KODAS = PatternDetector(
    "LT_ASMENS_KODAS",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[3-6][0-9]{10}(?![\w/-]|[.,][0-9])", 0.2, valid=0.6),
    ],
    context=(
        "asmens kodas",
        "asmens kodą",
        "asmens kodo",
        "a.k",
        "personal code",
        "personal identification number",
    ),
    validate=stdnum("lt.asmens"),
    checks="birth date and mod 11",
    source="https://lt.wikipedia.org/wiki/Asmens_kodas",
    country="lt",
)
