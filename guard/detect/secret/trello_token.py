"""Trello tokens and keys.

https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

TRELLO_TOKEN = PatternDetector(
    "TRELLO_TOKEN",
    [
        Pattern(r"\bATTA[a-f0-9]{64}[A-F0-9]{8}(?![\w-])", 0.9),
        *named("trello", "(?:[a-f0-9]{64}|[a-f0-9]{32})"),
    ],
    context=credentials_of("trello"),
    validate=mixed,
    source="https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/",
    default=True,
    flags=0,
)
