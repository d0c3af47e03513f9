"""Irish personal public service number (PPS): seven digits, a mod 23 letter, often one more letter.

https://en.wikipedia.org/wiki/Personal_Public_Service_Number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

IE_PPS = PatternDetector(
    "IE_PPS",
    [
        Pattern(r"(?<![\w./+-])[0-9]{7}[A-W][ABHWTX](?![\w-]|[.,][0-9])", 0.2, valid=0.7),
        Pattern(r"(?<![\w./+-])[0-9]{7}[A-W](?![\w-]|[.,][0-9])", 0.1, valid=0.5),
        Pattern(r"(?<![\w./+-])[0-9]{7} [A-W][ABHWTX]?(?![\w-]|[.,][0-9])", 0.1, valid=0.35),
    ],
    context=(
        "pps",
        "ppsn",
        "pps number",
        "personal public service",
        "psp",
        "uimhir psp",
    ),
    validate=stdnum("ie.pps"),
    checks="mod 23",
    source="https://en.wikipedia.org/wiki/Personal_Public_Service_Number",
    country="ie",
)
