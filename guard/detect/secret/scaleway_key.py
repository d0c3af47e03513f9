"""Scaleway API keys: the access key, and the secret key by its name.

https://www.scaleway.com/en/docs/iam/how-to/create-api-keys/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import UUID, credentials_of, mixed, named

SCALEWAY_KEY = PatternDetector(
    "SCALEWAY_KEY",
    [Pattern(r"\bSCW[A-Z0-9]{17}(?![\w-])", 0.9), *named("(?:scaleway|scw)", UUID)],
    context=credentials_of("scaleway", "scw"),
    validate=mixed,
    source="https://www.scaleway.com/en/docs/iam/how-to/create-api-keys/",
    default=True,
    flags=0,
)
