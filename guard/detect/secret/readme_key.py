"""ReadMe API keys.

https://docs.readme.com/main/reference/intro/authentication
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

README_KEY = PatternDetector(
    "README_KEY",
    [Pattern(r"\brdme_[a-z0-9]{70}(?![\w-])", 0.9)],
    validate=varied,
    source="https://docs.readme.com/main/reference/intro/authentication",
    default=True,
    flags=0,
)
