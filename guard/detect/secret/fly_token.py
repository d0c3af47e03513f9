"""Fly.io tokens: OAuth tokens and macaroons.

https://fly.io/docs/security/tokens/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

FLY_TOKEN = PatternDetector(
    "FLY_TOKEN",
    [
        Pattern(r"\bfo1_[A-Za-z0-9_-]{43}(?![\w-])", 0.9),
        Pattern(r"\bfm[12][ar]?_[A-Za-z0-9+/]{100,999}={0,3}", 0.9),
    ],
    validate=varied,
    source="https://fly.io/docs/security/tokens/",
    default=True,
    flags=0,
)
