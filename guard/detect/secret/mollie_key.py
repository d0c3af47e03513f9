"""Mollie API keys and access tokens.

https://docs.mollie.com/reference/authentication
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import unworded

MOLLIE_KEY = PatternDetector(
    "MOLLIE_KEY",
    [
        Pattern(r"\b(?:live|test)_[A-Za-z0-9]{30}(?![\w-])", 0.9),
        Pattern(r"\baccess_[A-Za-z0-9]{30,40}(?![\w-])", 0.9),
    ],
    validate=unworded,
    source="https://docs.mollie.com/reference/authentication",
    default=True,
    flags=0,
)
