"""Spotify client secrets: 32 hex digits, known by their name only.

https://developer.spotify.com/documentation/web-api/concepts/apps
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

SPOTIFY_SECRET = PatternDetector(
    "SPOTIFY_SECRET",
    named("spotify", "[a-f0-9]{32}"),
    context=credentials_of("spotify"),
    validate=mixed,
    source="https://developer.spotify.com/documentation/web-api/concepts/apps",
    default=True,
    flags=0,
)
