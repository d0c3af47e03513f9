"""Croatian identification number (OIB): eleven digits with an ISO 7064 check; with HR in front it is the VAT number.

https://hr.wikipedia.org/wiki/Osobni_identifikacijski_broj
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

HR_OIB = PatternDetector(
    "HR_OIB",
    [
        Pattern(r"(?<![\w./-])HR ?[0-9]{11}(?![\w-]|\.\w|/[0-9])", 0.3, valid=0.8),
        # One bare number in ten passes the check, so a word must support it.
        Pattern(r"(?<![\w./-])[0-9]{11}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.3),
    ],
    context=("oib", "osobni identifikacijski broj", "pdv id", "pdv broj", "croatian vat"),
    validate=stdnum("hr.oib"),
    checks="mod 11,10",
    source="https://hr.wikipedia.org/wiki/Osobni_identifikacijski_broj",
    country="hr",
)
