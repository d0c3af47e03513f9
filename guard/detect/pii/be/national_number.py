"""Belgian national and BIS number: date of birth, serial and mod 97.

https://nl.wikipedia.org/wiki/Rijksregisternummer
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

BE_NATIONAL_NUMBER = PatternDetector(
    "BE_NATIONAL_NUMBER",
    [
        Pattern(r"(?<![\w./+-])[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{3}[.-][0-9]{2}(?![\w-]|[.,][0-9])", 0.4),
        Pattern(
            r"(?<![\w./+-])[0-9]{2} [0-9]{2} [0-9]{2} [0-9]{3} [0-9]{2}(?![\w-]|[.,][0-9])", 0.3, valid=0.85
        ),
        Pattern(r"(?<![\w./+-])[0-9]{6}[ -][0-9]{3}[ -]?[0-9]{2}(?![\w-]|[.,][0-9])", 0.3, valid=0.8),
        Pattern(
            r"(?<![\w./+-])[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{5}(?![\w-]|[.,][0-9])",
            0.1,
            valid=0.6,
        ),
        # Without a plain date only the check is left, and phone numbers pass it.
        Pattern(r"(?<![\w./+-])[0-9]{11}(?![\w-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "rijksregisternummer",
        "rijksregister",
        "rrn",
        "insz",
        "niss",
        "numéro national",
        "numero national",
        "registre national",
        "bis nummer",
        "numéro bis",
        "nationalregisternummer",
        "sociale zekerheid",
        "national number",
        "national register",
    ),
    validate=stdnum("be.ssn"),
    checks="date and mod 97",
    source="https://nl.wikipedia.org/wiki/Rijksregisternummer",
    country="be",
    default=True,
)
