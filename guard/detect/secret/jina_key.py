"""Jina AI API keys.

https://docs.jina.ai/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

JINA_KEY = PatternDetector(
    "JINA_KEY",
    [Pattern(r"\bjina_[a-f0-9]{32}[A-Za-z0-9_-]{28}(?![\w-])", 0.9)],
    validate=varied,
    source="https://docs.jina.ai/",
    default=True,
    flags=0,
)
