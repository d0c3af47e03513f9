"""Freshdesk API keys: 20 characters, known by their name only.

https://developers.freshdesk.com/api/
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

FRESHDESK_KEY = PatternDetector(
    "FRESHDESK_KEY",
    named("fresh(?:desk|service|works)", "[A-Za-z0-9]{20}"),
    context=credentials_of("freshdesk", "freshservice"),
    validate=mixed,
    source="https://developers.freshdesk.com/api/",
    default=True,
    flags=0,
)
