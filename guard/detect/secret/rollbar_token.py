"""Rollbar access tokens: 32 hex digits, known by their name only.

https://docs.rollbar.com/docs/access-tokens
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

ROLLBAR_TOKEN = PatternDetector(
    "ROLLBAR_TOKEN",
    named("rollbar", "[a-f0-9]{32}"),
    context=credentials_of("rollbar"),
    validate=mixed,
    source="https://docs.rollbar.com/docs/access-tokens",
    default=True,
    flags=0,
)
