"""Shippo API tokens.

https://docs.goshippo.com/docs/guides_general/authentication/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

SHIPPO_TOKEN = PatternDetector(
    "SHIPPO_TOKEN",
    [Pattern(r"\bshippo_(?:live|test)_[a-f0-9]{40}(?![\w-])", 0.9)],
    validate=varied,
    source="https://docs.goshippo.com/docs/guides_general/authentication/",
    default=True,
    flags=0,
)
