"""Octopus Deploy API keys.

https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import mixed

OCTOPUS_KEY = PatternDetector(
    "OCTOPUS_KEY",
    [Pattern(r"\bAPI-[A-Z0-9]{25,32}(?![\w-])", 0.9)],
    validate=mixed,
    source="https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key",
    default=True,
    flags=0,
)
