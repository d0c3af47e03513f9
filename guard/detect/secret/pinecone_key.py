"""Pinecone API keys, and old ones (UUIDs) by their name.

https://docs.pinecone.io/guides/projects/manage-api-keys
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import UUID, credentials_of, mixed, named

PINECONE_KEY = PatternDetector(
    "PINECONE_KEY",
    [Pattern(r"\bpcsk_[A-Za-z0-9]{4,8}_[A-Za-z0-9]{50,70}(?![\w-])", 0.9), *named("pinecone", UUID)],
    context=credentials_of("pinecone"),
    validate=mixed,
    source="https://docs.pinecone.io/guides/projects/manage-api-keys",
    default=True,
    flags=0,
)
