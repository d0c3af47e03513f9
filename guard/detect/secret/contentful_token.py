"""Contentful management tokens, and delivery tokens by their name.

https://www.contentful.com/developers/docs/references/authentication/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

CONTENTFUL_TOKEN = PatternDetector(
    "CONTENTFUL_TOKEN",
    [Pattern(r"\bCFPAT-[A-Za-z0-9_-]{43}(?![\w-])", 0.9), *named("contentful", "[A-Za-z0-9_-]{43}")],
    context=credentials_of("contentful"),
    validate=mixed,
    source="https://www.contentful.com/developers/docs/references/authentication/",
    default=True,
    flags=0,
)
