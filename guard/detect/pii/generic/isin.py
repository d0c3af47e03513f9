"""International securities identification number (ISIN): country, nine signs and a check digit. ISO 6166.

https://en.wikipedia.org/wiki/International_Securities_Identification_Number
"""

import regex

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

ISIN = PatternDetector(
    "ISIN",
    [
        Pattern(r"(?<![\w/+=-])[A-Z]{2}[A-Z0-9]{9}[0-9](?![\w/+=-])", 0.1, valid=0.6),
        Pattern(
            r"(?<![\w/+=-])[A-Z]{2}[ -][A-Z0-9]{9}[ -]?[0-9](?![\w/+=-])", 0.1, valid=0.6, needs_context=True
        ),
        Pattern(
            r"(?<![\w/+=-])[A-Z]{2} ?[A-Z0-9]{3} ?[A-Z0-9]{3} ?[A-Z0-9]{3} ?[0-9](?![\w/+=-])",
            0.1,
            valid=0.4,
            needs_context=True,
        ),
        Pattern(r"(?i)(?<![\w/+=-])[A-Z]{2}[A-Z0-9]{9}[0-9](?![\w/+=-])", 0.1, valid=0.4, needs_context=True),
    ],
    context=("isin", "isin code", "securities identification number"),
    validate=lambda value: stdnum("isin")(value.replace("-", "")),
    checks="country and Luhn",
    source="https://en.wikipedia.org/wiki/International_Securities_Identification_Number",
    flags=regex.DOTALL | regex.MULTILINE,
)
