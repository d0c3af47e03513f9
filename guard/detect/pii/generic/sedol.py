"""SEDOL number of a security in London: seven signs with a check digit, so a word must support it.

https://en.wikipedia.org/wiki/SEDOL
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

SEDOL = PatternDetector(
    "SEDOL",
    [
        Pattern(
            r"(?<![\w./-])[B-DF-HJ-NP-TV-Z0-9][B-DF-HJ-NP-TV-Z0-9]{5}[0-9](?![\w-])",
            0.1,
            valid=0.35,
            needs_context=True,
        )
    ],
    context=("sedol", "sedol code", "sedol number"),
    validate=stdnum("gb.sedol"),
    checks="weighted mod 10",
    source="https://en.wikipedia.org/wiki/SEDOL",
)
