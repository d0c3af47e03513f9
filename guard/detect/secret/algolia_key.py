"""Algolia admin keys: 32 hex digits, known by their name only.

https://www.algolia.com/doc/guides/security/api-keys
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

ALGOLIA_KEY = PatternDetector(
    "ALGOLIA_KEY",
    named("algolia", "[a-f0-9]{32}"),
    context=credentials_of("algolia", "algolia admin"),
    validate=mixed,
    source="https://www.algolia.com/doc/guides/security/api-keys",
    default=True,
    flags=0,
)
