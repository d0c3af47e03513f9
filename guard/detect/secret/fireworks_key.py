"""Fireworks AI API keys.

https://docs.fireworks.ai/getting-started/quickstart
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import mixed

FIREWORKS_KEY = PatternDetector(
    "FIREWORKS_KEY",
    [Pattern(r"\bfw_[A-Za-z0-9]{22,24}(?![\w-])", 0.9), Pattern(r"\bfpk_[A-Za-z0-9]{20,30}(?![\w-])", 0.9)],
    validate=mixed,
    source="https://docs.fireworks.ai/getting-started/quickstart",
    default=True,
    flags=0,
)
