"""Zendesk tokens and secrets: 40 characters, known by their name only.

https://developer.zendesk.com/api-reference/introduction/security-and-auth/
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

ZENDESK_TOKEN = PatternDetector(
    "ZENDESK_TOKEN",
    named("zendesk", "(?:[A-Za-z0-9]{40}|[a-f0-9]{64})"),
    context=credentials_of("zendesk"),
    validate=mixed,
    source="https://developer.zendesk.com/api-reference/introduction/security-and-auth/",
    default=True,
    flags=0,
)
