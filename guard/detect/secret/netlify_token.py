"""Netlify access tokens.

https://docs.netlify.com/api/get-started/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

NETLIFY_TOKEN = PatternDetector(
    "NETLIFY_TOKEN",
    [Pattern(r"\bnf[cpoub]_[A-Za-z0-9_-]{36}(?![\w-])", 0.9), *named("netlify", "[A-Za-z0-9_-]{43,45}")],
    context=credentials_of("netlify"),
    validate=mixed,
    source="https://docs.netlify.com/api/get-started/",
    default=True,
    flags=0,
)
