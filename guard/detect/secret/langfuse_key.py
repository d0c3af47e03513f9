"""Langfuse secret keys; public keys (``pk-lf-``) are public.

https://langfuse.com/docs/observability/get-started
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import UUID, varied

LANGFUSE_KEY = PatternDetector(
    "LANGFUSE_KEY",
    [Pattern(rf"\bsk-lf-{UUID}(?![\w-])", 0.9)],
    validate=varied,
    source="https://langfuse.com/docs/observability/get-started",
    default=True,
    flags=0,
)
