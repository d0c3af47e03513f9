"""Doppler tokens: personal, service, service account, CLI, SCIM, audit.

https://docs.doppler.com/docs/service-tokens
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

DOPPLER_TOKEN = PatternDetector(
    "DOPPLER_TOKEN",
    [Pattern(r"\bdp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}(?![\w-])", 0.9)],
    validate=varied,
    source="https://docs.doppler.com/docs/service-tokens",
    default=True,
    flags=0,
)
