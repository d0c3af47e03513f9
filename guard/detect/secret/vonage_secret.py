"""Vonage (Nexmo) secrets: 16 characters, known by their name only.

https://developer.vonage.com/en/account/secret-management
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

VONAGE_SECRET = PatternDetector(
    "VONAGE_SECRET",
    named("(?:vonage|nexmo)", "[A-Za-z0-9]{16}"),
    context=credentials_of("vonage", "nexmo"),
    validate=mixed,
    source="https://developer.vonage.com/en/account/secret-management",
    default=True,
    flags=0,
)
