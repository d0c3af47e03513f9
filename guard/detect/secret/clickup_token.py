"""ClickUp personal tokens.

https://developer.clickup.com/docs/authentication
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

CLICKUP_TOKEN = PatternDetector(
    "CLICKUP_TOKEN",
    [Pattern(r"\bpk_[0-9]{6,10}_[A-Z0-9]{32}(?![\w-])", 0.9)],
    validate=varied,
    source="https://developer.clickup.com/docs/authentication",
    default=True,
    flags=0,
)
