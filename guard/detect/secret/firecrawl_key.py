"""Firecrawl API keys.

https://docs.firecrawl.dev/introduction
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

FIRECRAWL_KEY = PatternDetector(
    "FIRECRAWL_KEY",
    [Pattern(r"\bfc-[a-f0-9]{32}(?![\w-])", 0.9)],
    validate=varied,
    source="https://docs.firecrawl.dev/introduction",
    default=True,
    flags=0,
)
