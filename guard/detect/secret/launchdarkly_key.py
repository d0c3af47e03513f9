"""LaunchDarkly keys: server and API; mobile keys too.

https://launchdarkly.com/docs/home/account/environment/keys
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import UUID, varied

LAUNCHDARKLY_KEY = PatternDetector(
    "LAUNCHDARKLY_KEY",
    [Pattern(rf"\b(?:sdk|api|mob)-{UUID}(?![\w-])", 0.9)],
    validate=varied,
    source="https://launchdarkly.com/docs/home/account/environment/keys",
    default=True,
    flags=0,
)
