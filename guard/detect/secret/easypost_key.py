"""EasyPost API keys, live and test.

https://docs.easypost.com/docs/authentication
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

EASYPOST_KEY = PatternDetector(
    "EASYPOST_KEY",
    [Pattern(r"\bEZ[AT]K[A-Za-z0-9]{54}(?![\w-])", 0.9)],
    validate=varied,
    source="https://docs.easypost.com/docs/authentication",
    default=True,
    flags=0,
)
