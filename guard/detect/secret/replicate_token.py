"""Replicate API tokens.

https://replicate.com/docs/topics/security/api-tokens
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

REPLICATE_TOKEN = PatternDetector(
    "REPLICATE_TOKEN",
    [Pattern(r"\br8_[A-Za-z0-9]{37,40}(?![\w-])", 0.9)],
    validate=varied,
    source="https://replicate.com/docs/topics/security/api-tokens",
    default=True,
    flags=0,
)
