"""Pakistani identity card number (CNIC): province and district, seven digits, and one for the sex.

https://en.wikipedia.org/wiki/CNIC_(Pakistan)
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

PK_CNIC = PatternDetector(
    "PK_CNIC",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[1-7][0-9]{4}-[0-9]{7}-[1-9](?![\w/-]|\.[0-9])", 0.3, valid=0.6),
        # There is no check digit, so a word must support a bare number.
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[1-7][0-9]{11}[1-9](?![\w/-]|\.[0-9])", 0.05, valid=0.25),
    ],
    context=(
        "cnic",
        "nicop",
        "snic",
        "nadra",
        "identity card",
        "شناختی کارڈ",
        "قومی شناختی کارڈ",
        "شناختی کارڈ نمبر",
    ),
    validate=stdnum("pk.cnic"),
    checks="province and sex",
    source="https://en.wikipedia.org/wiki/CNIC_(Pakistan)",
    country="pk",
)
