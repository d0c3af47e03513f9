"""Postmark server and account tokens: UUIDs, known by their name only.

https://postmarkapp.com/developer/api/overview
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import UUID, credentials_of, mixed, named

POSTMARK_TOKEN = PatternDetector(
    "POSTMARK_TOKEN",
    named("postmark", UUID),
    context=credentials_of("postmark", "postmark server"),
    validate=mixed,
    source="https://postmarkapp.com/developer/api/overview",
    default=True,
    flags=0,
)
