"""Sendbird tokens: 40 hex digits, known by their name only.

https://sendbird.com/docs/chat/platform-api/v3/prepare-to-use-api
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

SENDBIRD_KEY = PatternDetector(
    "SENDBIRD_KEY",
    named("sendbird", "[a-f0-9]{40}"),
    context=credentials_of("sendbird"),
    validate=mixed,
    source="https://sendbird.com/docs/chat/platform-api/v3/prepare-to-use-api",
    default=True,
    flags=0,
)
