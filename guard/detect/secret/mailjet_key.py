"""Mailjet keys and secrets: 32 hex digits, known by their name only.

https://dev.mailjet.com/email/guides/
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

MAILJET_KEY = PatternDetector(
    "MAILJET_KEY",
    named("mailjet", "[a-f0-9]{32}"),
    context=credentials_of("mailjet"),
    validate=mixed,
    source="https://dev.mailjet.com/email/guides/",
    default=True,
    flags=0,
)
