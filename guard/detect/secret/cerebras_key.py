"""Cerebras API keys.

https://inference-docs.cerebras.ai/quickstart
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

CEREBRAS_KEY = PatternDetector(
    "CEREBRAS_KEY",
    [Pattern(r"\bcsk-[a-z0-9]{48}(?![\w-])", 0.9)],
    validate=varied,
    source="https://inference-docs.cerebras.ai/quickstart",
    default=True,
    flags=0,
)
