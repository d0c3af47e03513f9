"""Vercel access tokens: new ones have a prefix, old ones only their name gives away.

https://vercel.com/docs/rest-api
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

VERCEL_TOKEN = PatternDetector(
    "VERCEL_TOKEN",
    [Pattern(r"\bvc[aciprk]_[A-Za-z0-9]{24,64}(?![\w-])", 0.9), *named("vercel", "[A-Za-z0-9]{24}")],
    context=credentials_of("vercel"),
    validate=mixed,
    source="https://vercel.com/docs/rest-api",
    default=True,
    flags=0,
)
