"""Square access tokens and OAuth secrets.

https://developer.squareup.com/docs/build-basics/access-tokens
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

SQUARE_TOKEN = PatternDetector(
    "SQUARE_TOKEN",
    [
        Pattern(r"\bsq0(?:atp-[A-Za-z0-9_-]{22}|csp-[A-Za-z0-9_-]{43})(?![\w-])", 0.9),
        Pattern(r"\bEAAA[A-Za-z0-9_-]{60}(?![\w-])", 0.9),
    ],
    validate=varied,
    source="https://developer.squareup.com/docs/build-basics/access-tokens",
    default=True,
    flags=0,
)
