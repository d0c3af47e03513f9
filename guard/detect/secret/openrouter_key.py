"""OpenRouter API keys.

https://openrouter.ai/docs/api-reference/authentication
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

OPENROUTER_KEY = PatternDetector(
    "OPENROUTER_KEY",
    [Pattern(r"\bsk-or-(?:v1-)?[a-f0-9]{64}(?![\w-])", 0.9)],
    validate=varied,
    source="https://openrouter.ai/docs/api-reference/authentication",
    default=True,
    flags=0,
)
