"""GoCardless access tokens.

https://developer.gocardless.com/api-reference/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import unworded

GOCARDLESS_TOKEN = PatternDetector(
    "GOCARDLESS_TOKEN",
    [Pattern(r"\b(?:live|sandbox)_[A-Za-z0-9_-]{40}(?![\w-])", 0.9)],
    validate=unworded,
    source="https://developer.gocardless.com/api-reference/",
    default=True,
    flags=0,
)
