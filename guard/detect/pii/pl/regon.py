"""Polish register number of an economic unit (REGON): nine or fourteen digits that count with a word.

https://bip.stat.gov.pl/en/regon/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

PL_REGON = PatternDetector(
    "PL_REGON",
    [
        Pattern(r"(?<![\w./-])[0-9]{9}(?:[0-9]{5})?(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
    ],
    context=("regon", "rejestr gospodarki narodowej", "numer statystyczny"),
    validate=stdnum("pl.regon"),
    checks="mod 11",
    source="https://bip.stat.gov.pl/en/regon/",
    country="pl",
)
