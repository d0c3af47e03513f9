"""Prefect Cloud keys of users and service accounts.

https://docs.prefect.io/v3/how-to-guides/cloud/manage-users/api-keys
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

PREFECT_KEY = PatternDetector(
    "PREFECT_KEY",
    [Pattern(r"\bpn[ub]_[A-Za-z0-9]{36}(?![\w-])", 0.9)],
    validate=varied,
    source="https://docs.prefect.io/v3/how-to-guides/cloud/manage-users/api-keys",
    default=True,
    flags=0,
)
