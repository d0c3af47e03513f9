"""Austrian tax number (Steuernummer, Abgabenkontonummer): tax office and seven digits with a check digit.

https://de.wikipedia.org/wiki/Abgabenkontonummer
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

AT_TAX_NUMBER = PatternDetector(
    "AT_TAX_NUMBER",
    [
        Pattern(r"(?<![\w./+-])[0-9]{2}[ -][0-9]{3}/[0-9]{4}(?![\w-]|[.,][0-9])", 0.4, valid=0.8),
        Pattern(r"(?<![\w./+-])[0-9]{2}[ -][0-9]{7}(?![\w-]|[.,][0-9])", 0.1, valid=0.3),
        Pattern(r"(?<![\w./+-])[0-9]{9}(?![\w-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "steuernummer",
        "st nr",
        "abgabenkontonummer",
        "finanzamt",
        "abgabenkonto",
        "tax number",
        "tin",
    ),
    validate=stdnum("at.tin"),
    checks="tax office and mod 10",
    source="https://de.wikipedia.org/wiki/Abgabenkontonummer",
    country="at",
)
