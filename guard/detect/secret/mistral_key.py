"""Mistral API keys: 32 characters, known by their name only.

https://docs.mistral.ai/getting-started/quickstart/
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

MISTRAL_KEY = PatternDetector(
    "MISTRAL_KEY",
    named("mistral(?:ai)?", "[A-Za-z0-9]{32}"),
    context=credentials_of("mistral", "mistralai"),
    validate=mixed,
    source="https://docs.mistral.ai/getting-started/quickstart/",
    default=True,
    flags=0,
)
