"""Frame.io developer tokens.

https://developer.adobe.com/frameio/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

FRAMEIO_TOKEN = PatternDetector(
    "FRAMEIO_TOKEN",
    [Pattern(r"\bfio-u-[A-Za-z0-9_=-]{64}(?![\w-])", 0.9)],
    validate=varied,
    source="https://developer.adobe.com/frameio/",
    default=True,
    flags=0,
)
