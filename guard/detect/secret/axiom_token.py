"""Axiom API and personal tokens.

https://axiom.co/docs/reference/tokens
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import UUID, varied

AXIOM_TOKEN = PatternDetector(
    "AXIOM_TOKEN",
    [Pattern(rf"\bxa(?:at|pt)-{UUID}(?![\w-])", 0.9)],
    validate=varied,
    source="https://axiom.co/docs/reference/tokens",
    default=True,
    flags=0,
)
