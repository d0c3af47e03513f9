"""Mobile subscriber identity (IMSI): a known country and network, then a number; it needs a word.

https://www.itu.int/rec/T-REC-E.212
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

IMSI = PatternDetector(
    "IMSI",
    [
        Pattern(r"(?<![\w.,/-])[2-7][0-9]{13,14}(?![\w-]|[.,/][0-9])", 0.1, valid=0.35, needs_context=True),
        Pattern(
            r"(?<![\w.,/-])[2-7][0-9]{2}[ -][0-9]{2,3}[ -][0-9]{8,10}(?![\w-])",
            0.1,
            valid=0.35,
            needs_context=True,
        ),
    ],
    context=(
        "imsi",
        "mobile subscriber identity",
        "international mobile subscriber identity",
        "subscriber identity",
    ),
    validate=stdnum("imsi"),
    checks="country and network",
    source="https://www.itu.int/rec/T-REC-E.212",
)
