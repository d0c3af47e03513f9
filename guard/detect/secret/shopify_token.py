"""Shopify tokens: access tokens of apps, and shared secrets.

https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

SHOPIFY_TOKEN = PatternDetector(
    "SHOPIFY_TOKEN",
    [Pattern(r"\bshp(?:at|ca|pa|ss|ua|it|tka)_[a-fA-F0-9]{32}(?![\w-])", 0.9)],
    validate=varied,
    source="https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens",
    default=True,
    flags=0,
)
