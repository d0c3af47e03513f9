"""X (Twitter): bearer tokens, access tokens, keys and secrets by their name.

https://docs.x.com/fundamentals/authentication/overview
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

TWITTER_TOKEN = PatternDetector(
    "TWITTER_TOKEN",
    [
        Pattern(r"(?<![\w%])A{20,22}[A-Za-z0-9%]{80,120}(?![\w%])", 0.9),
        *named("twitter", "(?:[0-9]{15,20}-[A-Za-z0-9]{40}|[A-Za-z0-9]{50}|[A-Za-z0-9]{45}|[A-Za-z0-9]{25})"),
    ],
    context=credentials_of("twitter"),
    validate=mixed,
    source="https://docs.x.com/fundamentals/authentication/overview",
    default=True,
    flags=0,
)
