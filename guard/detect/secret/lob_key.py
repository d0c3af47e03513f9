"""Lob API keys.

https://docs.lob.com/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

LOB_KEY = PatternDetector(
    "LOB_KEY",
    [Pattern(r"\b(?:live|test)_[a-f0-9]{35}(?![\w-])", 0.9)],
    validate=varied,
    source="https://docs.lob.com/",
    default=True,
    flags=0,
)
