"""Duffel access tokens.

https://duffel.com/docs/api/overview/welcome
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

DUFFEL_TOKEN = PatternDetector(
    "DUFFEL_TOKEN",
    [Pattern(r"\bduffel_(?:live|test)_[A-Za-z0-9_=-]{43}(?![\w-])", 0.9)],
    validate=varied,
    source="https://duffel.com/docs/api/overview/welcome",
    default=True,
    flags=0,
)
