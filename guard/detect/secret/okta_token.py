"""Okta API tokens: ``00`` and 40 characters, known by the word before them; client secrets by their name.

https://developer.okta.com/docs/guides/create-an-api-token/main/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

OKTA_TOKEN = PatternDetector(
    "OKTA_TOKEN",
    [
        Pattern(r"\bSSWS\s{1,3}(00[A-Za-z0-9_-]{40})(?![\w-])", 0.95, group=1),
        *named("okta", "(?:00[A-Za-z0-9_-]{40}|[A-Za-z0-9_-]{64})"),
    ],
    context=credentials_of("okta", "okta api"),
    validate=mixed,
    source="https://developer.okta.com/docs/guides/create-an-api-token/main/",
    default=True,
    flags=0,
)
