"""Tavily API keys.

https://docs.tavily.com/documentation/quickstart
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import mixed

TAVILY_KEY = PatternDetector(
    "TAVILY_KEY",
    [
        Pattern(r"\btvly-(?:(?:dev|prod)-)?[A-Za-z0-9]{32}(?![\w-])", 0.9),
        Pattern(r"\btvly-(?:(?:dev|prod)-)?[A-Za-z0-9]{20}(?![\w-])", 0.9),
    ],
    validate=mixed,
    source="https://docs.tavily.com/documentation/quickstart",
    default=True,
    flags=0,
)
