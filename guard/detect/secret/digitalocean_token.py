"""DigitalOcean tokens: personal, OAuth and refresh; keys of Spaces by their name.

https://docs.digitalocean.com/reference/api/create-personal-access-token/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

DIGITALOCEAN_TOKEN = PatternDetector(
    "DIGITALOCEAN_TOKEN",
    [
        Pattern(r"\bdo[opr]_v1_[a-f0-9]{64}(?![\w-])", 0.9),
        Pattern(r"\bDO00[A-Z0-9]{16}(?![\w-])", 0.9),
        *named("(?:digital.?ocean|spaces)", "[A-Za-z0-9+/]{43}"),
    ],
    context=credentials_of("digitalocean", "digital ocean", "spaces"),
    validate=mixed,
    source="https://docs.digitalocean.com/reference/api/create-personal-access-token/",
    default=True,
    flags=0,
)
