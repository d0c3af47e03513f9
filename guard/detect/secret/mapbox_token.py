"""Mapbox secret and temporary tokens; public ones (``pk.``) are public.

https://docs.mapbox.com/accounts/guides/tokens/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

MAPBOX_TOKEN = PatternDetector(
    "MAPBOX_TOKEN",
    [Pattern(r"(?<![\w.])[st]k\.eyJ[A-Za-z0-9_-]{40,120}\.[A-Za-z0-9_-]{20,30}(?![\w-])", 0.95)],
    validate=varied,
    source="https://docs.mapbox.com/accounts/guides/tokens/",
    default=True,
    flags=0,
)
