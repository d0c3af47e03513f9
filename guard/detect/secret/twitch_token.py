"""Twitch secrets and tokens: 30 characters, known by their name only.

https://dev.twitch.tv/docs/authentication/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

TWITCH_TOKEN = PatternDetector(
    "TWITCH_TOKEN",
    [Pattern(r"\boauth:[a-z0-9]{30}\b", 0.8), *named("twitch", "[a-z0-9]{30}")],
    context=credentials_of("twitch"),
    validate=mixed,
    source="https://dev.twitch.tv/docs/authentication/",
    default=True,
    flags=0,
)
