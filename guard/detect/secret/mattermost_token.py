"""Mattermost access tokens: 26 characters, known by their name only.

https://developers.mattermost.com/integrate/reference/personal-access-token/
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

MATTERMOST_TOKEN = PatternDetector(
    "MATTERMOST_TOKEN",
    named("mattermost", "[a-z0-9]{26}"),
    context=credentials_of("mattermost"),
    validate=mixed,
    source="https://developers.mattermost.com/integrate/reference/personal-access-token/",
    default=True,
    flags=0,
)
