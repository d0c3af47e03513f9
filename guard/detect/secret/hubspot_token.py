"""HubSpot access tokens of private apps, and old keys by their name.

https://developers.hubspot.com/docs/apps/legacy-apps/private-apps/overview
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import UUID, credentials_of, mixed, named

HUBSPOT_TOKEN = PatternDetector(
    "HUBSPOT_TOKEN",
    [Pattern(rf"\bpat-(?:na|eu|ap)[0-9]-{UUID}(?![\w-])", 0.9), *named("hubspot", UUID)],
    context=credentials_of("hubspot"),
    validate=mixed,
    source="https://developers.hubspot.com/docs/apps/legacy-apps/private-apps/overview",
    default=True,
    flags=0,
)
