"""CUSIP number of a North American security: nine signs with one check digit, so a word must support it.

https://www.cusip.com/identifiers.html
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

_SIGN = "[A-Z0-9*@#]"

CUSIP = PatternDetector(
    "CUSIP",
    [
        Pattern(
            rf"(?<![\w/-])[A-Z0-9][0-9]{{2}}[A-Z0-9]{{3}}{_SIGN}{{2}}[0-9](?![\w-])",
            0.1,
            valid=0.35,
            needs_context=True,
        ),
        Pattern(
            rf"(?<![\w/-])[A-Z0-9]{{6}} {_SIGN}{{2}} [0-9](?![\w-])", 0.1, valid=0.35, needs_context=True
        ),
    ],
    context=("cusip", "cusip number", "cins"),
    validate=stdnum("cusip"),
    checks="mod 10",
    source="https://www.cusip.com/identifiers.html",
)
