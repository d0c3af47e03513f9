"""Datadog keys: 32 hex digits (API) or 40 (application), known by their name only.

https://docs.datadoghq.com/account_management/api-app-keys/
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

DATADOG_KEY = PatternDetector(
    "DATADOG_KEY",
    named("(?:datadog|dd)", "(?:[a-f0-9]{40}|[a-f0-9]{32})"),
    context=credentials_of("datadog", "dd"),
    validate=mixed,
    source="https://docs.datadoghq.com/account_management/api-app-keys/",
    default=True,
    flags=0,
)
