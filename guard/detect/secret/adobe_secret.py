"""Adobe client secrets.

https://developer.adobe.com/developer-console/docs/guides/credentials/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import mixed

ADOBE_SECRET = PatternDetector(
    "ADOBE_SECRET",
    [Pattern(r"\bp8e-[A-Za-z0-9_-]{32}(?![\w-])", 0.9)],
    validate=mixed,
    source="https://developer.adobe.com/developer-console/docs/guides/credentials/",
    default=True,
    flags=0,
)
