"""Notion integration tokens, new and old.

https://developers.notion.com/docs/authorization
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import mixed

NOTION_TOKEN = PatternDetector(
    "NOTION_TOKEN",
    [
        Pattern(r"\bntn_[0-9]{11}[A-Za-z0-9]{35}(?![\w-])", 0.9),
        Pattern(r"\bsecret_[A-Za-z0-9]{43}(?![\w-])", 0.9),
    ],
    validate=mixed,
    source="https://developers.notion.com/docs/authorization",
    default=True,
    flags=0,
)
