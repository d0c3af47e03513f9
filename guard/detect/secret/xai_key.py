"""xAI API keys.

https://docs.x.ai/docs/overview
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

XAI_KEY = PatternDetector(
    "XAI_KEY",
    [Pattern(r"\bxai-(?:token-)?[A-Za-z0-9]{70,90}(?![\w-])", 0.9)],
    validate=varied,
    source="https://docs.x.ai/docs/overview",
    default=True,
    flags=0,
)
