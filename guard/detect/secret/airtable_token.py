"""Airtable access tokens, and old keys by their name.

https://airtable.com/developers/web/guides/personal-access-tokens
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

AIRTABLE_TOKEN = PatternDetector(
    "AIRTABLE_TOKEN",
    [
        Pattern(r"\bpat[A-Za-z0-9]{14}\.[a-f0-9]{64}(?![\w-])", 0.9),
        Pattern(r"\boaa[A-Za-z0-9]{14}\.v1\.[A-Za-z0-9_.-]{60,300}(?![\w-])", 0.9),
        *named("airtable", "key[A-Za-z0-9]{14}"),
    ],
    context=credentials_of("airtable"),
    validate=mixed,
    source="https://airtable.com/developers/web/guides/personal-access-tokens",
    default=True,
    flags=0,
)
