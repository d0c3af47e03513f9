"""Perplexity API keys.

https://docs.perplexity.ai/getting-started/overview
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

PERPLEXITY_KEY = PatternDetector(
    "PERPLEXITY_KEY",
    [Pattern(r"\bpplx-[A-Za-z0-9]{48,60}(?![\w-])", 0.9)],
    validate=varied,
    source="https://docs.perplexity.ai/getting-started/overview",
    default=True,
    flags=0,
)
