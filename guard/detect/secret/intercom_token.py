"""Intercom access tokens: ``tok:`` and an id in base 64.

https://developers.intercom.com/docs/build-an-integration/learn-more/authentication
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

INTERCOM_TOKEN = PatternDetector(
    "INTERCOM_TOKEN",
    [Pattern(r"(?<![\w+/])dG9rO[A-Za-z0-9+/_]{40,90}={0,2}(?![\w+/=])", 0.9)],
    validate=varied,
    source="https://developers.intercom.com/docs/build-an-integration/learn-more/authentication",
    default=True,
    flags=0,
)
