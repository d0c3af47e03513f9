"""Cloudflare API tokens: new ones have a prefix, old ones only their name gives away; keys of the origin CA.

https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

CLOUDFLARE_TOKEN = PatternDetector(
    "CLOUDFLARE_TOKEN",
    [
        Pattern(r"\bcf(?:k|ut|at)_[A-Za-z0-9]{40}[a-f0-9]{8}(?![\w-])", 0.9),
        Pattern(r"\bv1\.0-[a-f0-9]{24}-[a-f0-9]{146}(?![\w-])", 0.9),
        *named("(?:cloudflare|cf)", "(?:[A-Za-z0-9_-]{40}|[a-f0-9]{37})"),
    ],
    context=credentials_of("cloudflare", "cf"),
    validate=mixed,
    source="https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/",
    default=True,
    flags=0,
)
