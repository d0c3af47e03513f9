"""Apify API tokens.

https://docs.apify.com/platform/integrations/api
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

APIFY_TOKEN = PatternDetector(
    "APIFY_TOKEN",
    [Pattern(r"\bapify_api_[A-Za-z0-9]{36}(?![\w-])", 0.9)],
    validate=varied,
    source="https://docs.apify.com/platform/integrations/api",
    default=True,
    flags=0,
)
