"""Zoom client secrets and webhook tokens, known by their name only.

https://developers.zoom.us/docs/internal-apps/create/
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

ZOOM_SECRET = PatternDetector(
    "ZOOM_SECRET",
    named("zoom", "(?:[A-Za-z0-9]{32}|[A-Za-z0-9_-]{22})"),
    context=credentials_of("zoom"),
    validate=mixed,
    source="https://developers.zoom.us/docs/internal-apps/create/",
    default=True,
    flags=0,
)
