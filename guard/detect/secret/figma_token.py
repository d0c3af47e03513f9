"""Figma access tokens.

https://developers.figma.com/docs/rest-api/authentication/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

FIGMA_TOKEN = PatternDetector(
    "FIGMA_TOKEN",
    [Pattern(r"\bfig(?:d|u|o|r|ur|dr|or)_[A-Za-z0-9_-]{38,60}(?![\w-])", 0.9)],
    validate=varied,
    source="https://developers.figma.com/docs/rest-api/authentication/",
    default=True,
    flags=0,
)
