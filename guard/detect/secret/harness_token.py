"""Harness access tokens of persons and service accounts.

https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

HARNESS_TOKEN = PatternDetector(
    "HARNESS_TOKEN",
    [Pattern(r"\b[ps]at\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}(?![\w-])", 0.9)],
    validate=varied,
    source="https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys/",
    default=True,
    flags=0,
)
