"""Snyk tokens: service accounts begin ``snyk_``, others are UUIDs known by their name.

https://docs.snyk.io/snyk-api/authentication-for-api
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import UUID, credentials_of, mixed, named

SNYK_TOKEN = PatternDetector(
    "SNYK_TOKEN",
    [Pattern(r"\bsnyk_(?:uat|sat)\.[a-f0-9]{8}\.[A-Za-z0-9_.-]{40,250}(?![\w-])", 0.9), *named("snyk", UUID)],
    context=credentials_of("snyk"),
    validate=mixed,
    source="https://docs.snyk.io/snyk-api/authentication-for-api",
    default=True,
    flags=0,
)
