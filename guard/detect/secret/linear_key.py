"""Linear API keys, OAuth tokens and webhook secrets.

https://linear.app/developers/graphql
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

LINEAR_KEY = PatternDetector(
    "LINEAR_KEY",
    [Pattern(r"\blin_(?:api|oauth|wh)_[A-Za-z0-9]{32,64}(?![\w-])", 0.9)],
    validate=varied,
    source="https://linear.app/developers/graphql",
    default=True,
    flags=0,
)
