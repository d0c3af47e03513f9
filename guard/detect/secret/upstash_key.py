"""Upstash REST tokens, known by their name only.

https://upstash.com/docs/redis/features/restapi
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

UPSTASH_KEY = PatternDetector(
    "UPSTASH_KEY",
    named("upstash", "[A-Za-z0-9_-]{36,100}={0,2}"),
    context=credentials_of("upstash"),
    validate=mixed,
    source="https://upstash.com/docs/redis/features/restapi",
    default=True,
    flags=0,
)
