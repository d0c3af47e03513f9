"""Fastly API tokens: 32 characters, known by their name only.

https://www.fastly.com/documentation/guides/account-info/user-and-account-management/using-api-tokens/
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

FASTLY_TOKEN = PatternDetector(
    "FASTLY_TOKEN",
    named("fastly", "[A-Za-z0-9_-]{32}"),
    context=credentials_of("fastly"),
    validate=mixed,
    source="https://www.fastly.com/documentation/guides/account-info/user-and-account-management/using-api-tokens/",
    default=True,
    flags=0,
)
