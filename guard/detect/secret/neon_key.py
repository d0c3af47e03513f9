"""Neon API keys and passwords.

https://neon.com/docs/manage/api-keys
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import mixed

NEON_KEY = PatternDetector(
    "NEON_KEY",
    [Pattern(r"\bnapi_[a-z0-9]{64}(?![\w-])", 0.9), Pattern(r"\bnpg_[A-Za-z0-9]{12}(?![\w-])", 0.9)],
    validate=mixed,
    source="https://neon.com/docs/manage/api-keys",
    default=True,
    flags=0,
)
