"""Render API keys.

https://render.com/docs/api
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

RENDER_KEY = PatternDetector(
    "RENDER_KEY",
    [Pattern(r"\brnd_[A-Za-z0-9]{28,34}(?![\w-])", 0.9)],
    validate=varied,
    source="https://render.com/docs/api",
    default=True,
    flags=0,
)
