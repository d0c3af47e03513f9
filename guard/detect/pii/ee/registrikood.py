"""Estonian registration code: eight digits from 1, 7, 8 or 9 on, with a check digit.

https://ariregister.rik.ee/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

EE_REGISTRIKOOD = PatternDetector(
    "EE_REGISTRIKOOD",
    [
        # One bare number in ten passes, so a word must support it.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[1789][0-9]{7}(?![\w/-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "registrikood",
        "registrikoodi",
        "registrikoodiga",
        "registry code",
        "registration code",
        "reg.kood",
        "reg nr",
        "äriregister",
        "registrinumber",
    ),
    validate=stdnum("ee.registrikood"),
    checks="mod 11",
    source="https://ariregister.rik.ee/",
    country="ee",
)
