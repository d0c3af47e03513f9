"""Codecov upload tokens: UUIDs, known by their name only.

https://docs.codecov.com/docs/codecov-tokens
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import UUID, credentials_of, mixed, named

CODECOV_TOKEN = PatternDetector(
    "CODECOV_TOKEN",
    named("codecov", rf"(?:{UUID}|[a-f0-9]{{32}})"),
    context=credentials_of("codecov"),
    validate=mixed,
    source="https://docs.codecov.com/docs/codecov-tokens",
    default=True,
    flags=0,
)
