"""Heroku API keys: new ones begin ``HRKU-``, old ones are UUIDs known by their name.

https://devcenter.heroku.com/articles/authentication
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import UUID, credentials_of, mixed, named

HEROKU_KEY = PatternDetector(
    "HEROKU_KEY",
    [
        Pattern(r"\bHRKU-[A-Za-z0-9_-]{60,65}(?![\w-])", 0.9),
        Pattern(rf"\bHRKU-{UUID}(?![\w-])", 0.9),
        *named("heroku", UUID),
    ],
    context=credentials_of("heroku"),
    validate=mixed,
    source="https://devcenter.heroku.com/articles/authentication",
    default=True,
    flags=0,
)
