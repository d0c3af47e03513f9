"""Czech company number (IČO): eight digits with a mod 11 check that count with a word.

https://cs.wikipedia.org/wiki/Identifika%C4%8Dn%C3%AD_%C4%8D%C3%ADslo_osoby
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

CZ_ICO = PatternDetector(
    "CZ_ICO",
    [
        Pattern(r"(?<![\w./-])[0-9]{8}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
        Pattern(r"(?<![\w./-])[0-9]{3} [0-9]{2} [0-9]{3}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
    ],
    context=("ičo", "ico", "ič", "identifikační číslo osoby", "identifikační číslo", "czech company number"),
    # The VAT number of a company is its IČO, so the check is the same.
    validate=stdnum("cz.dic"),
    checks="mod 11",
    source="https://cs.wikipedia.org/wiki/Identifika%C4%8Dn%C3%AD_%C4%8D%C3%ADslo_osoby",
    country="cz",
)
