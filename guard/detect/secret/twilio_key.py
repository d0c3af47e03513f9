"""Twilio: account SIDs, API keys, and the auth token by its name.

https://www.twilio.com/docs/iam/api-keys
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

TWILIO_KEY = PatternDetector(
    "TWILIO_KEY",
    [Pattern(r"\b(?:AC|SK)[a-f0-9]{32}(?![\w-])", 0.9), *named("twilio", "(?:[a-f0-9]{32}|[A-Za-z0-9]{32})")],
    context=credentials_of("twilio"),
    validate=mixed,
    source="https://www.twilio.com/docs/iam/api-keys",
    default=True,
    flags=0,
)
