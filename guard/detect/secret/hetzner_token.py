"""API tokens of Hetzner Cloud: 64 letters and digits, known by their name only.

https://docs.hetzner.cloud/
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

HETZNER_TOKEN = PatternDetector(
    "HETZNER_TOKEN",
    named("(?:hetzner|hcloud)", "[A-Za-z0-9]{64}"),
    context=credentials_of("hetzner", "hcloud", "hetzner cloud"),
    validate=mixed,
    source="https://docs.hetzner.cloud/",
    default=True,
    flags=0,
)
