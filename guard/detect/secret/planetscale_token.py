"""PlanetScale passwords and tokens.

https://planetscale.com/docs/api/reference/service-tokens
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

PLANETSCALE_TOKEN = PatternDetector(
    "PLANETSCALE_TOKEN",
    [Pattern(r"\bpscale_(?:tkn|pw|oauth)_[A-Za-z0-9_=.-]{31,63}[A-Za-z0-9_=-](?![\w-])", 0.9)],
    validate=varied,
    source="https://planetscale.com/docs/api/reference/service-tokens",
    default=True,
    flags=0,
)
