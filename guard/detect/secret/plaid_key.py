"""Plaid tokens, and client secrets by their name.

https://plaid.com/docs/quickstart/glossary/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import UUID, credentials_of, mixed, named

PLAID_KEY = PatternDetector(
    "PLAID_KEY",
    [
        Pattern(rf"\b(?:access|public|link)-(?:sandbox|development|production)-{UUID}(?![\w-])", 0.9),
        *named("plaid", "[a-f0-9]{30}"),
    ],
    context=credentials_of("plaid"),
    validate=mixed,
    source="https://plaid.com/docs/quickstart/glossary/",
    default=True,
    flags=0,
)
