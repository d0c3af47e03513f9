"""Tailscale keys: auth, API, clients, webhooks.

https://tailscale.com/kb/1085/auth-keys
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

TAILSCALE_KEY = PatternDetector(
    "TAILSCALE_KEY",
    [Pattern(r"\btskey-(?:auth|api|client|scim|webhook)-[A-Za-z0-9]{8,20}-[A-Za-z0-9]{16,60}(?![\w-])", 0.9)],
    validate=varied,
    source="https://tailscale.com/kb/1085/auth-keys",
    default=True,
    flags=0,
)
