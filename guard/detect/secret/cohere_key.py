"""Cohere API keys: 40 characters, known by their name only.

https://docs.cohere.com/reference/about
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

COHERE_KEY = PatternDetector(
    "COHERE_KEY",
    named("(?:cohere|co_)", "[A-Za-z0-9]{40}"),
    context=credentials_of("cohere", "co"),
    validate=mixed,
    source="https://docs.cohere.com/reference/about",
    default=True,
    flags=0,
)
