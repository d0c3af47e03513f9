"""Slovak company number (IČO): eight digits with a mod 11 check that count with a word.

https://www.orsr.sk/
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

SK_ICO = PatternDetector(
    "SK_ICO",
    [
        Pattern(r"(?<![\w./-])[0-9]{8}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
        Pattern(r"(?<![\w./-])[0-9]{2} [0-9]{3} [0-9]{3}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
    ],
    context=("ičo", "ico", "identifikačné číslo organizácie", "identifikačné číslo", "slovak company number"),
    # Czech and Slovak numbers are of one series with one check.
    validate=stdnum("cz.dic"),
    checks="mod 11",
    source="https://www.orsr.sk/",
    country="sk",
)
