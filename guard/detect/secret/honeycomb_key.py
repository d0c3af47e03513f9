"""Honeycomb keys: ingest, management and configuration.

https://docs.honeycomb.io/configure/environments/manage-api-keys/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

HONEYCOMB_KEY = PatternDetector(
    "HONEYCOMB_KEY",
    [
        Pattern(r"\bhc[abcx](?:ik|lk|mk|ic)_[a-z0-9]{58}(?![\w-])", 0.9),
        *named("honeycomb", "(?:[a-f0-9]{32}|[A-Za-z0-9]{22})"),
    ],
    context=credentials_of("honeycomb"),
    validate=mixed,
    source="https://docs.honeycomb.io/configure/environments/manage-api-keys/",
    default=True,
    flags=0,
)
