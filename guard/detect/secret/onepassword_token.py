"""1Password: service account tokens and secret keys.

https://developer.1password.com/docs/service-accounts/security/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

ONEPASSWORD_TOKEN = PatternDetector(
    "ONEPASSWORD_TOKEN",
    [
        Pattern(r"\bops_eyJ[A-Za-z0-9+/_-]{200,999}={0,3}(?![\w+/=])", 0.95),
        Pattern(
            r"\bA3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}(?![\w-])",
            0.9,
        ),
    ],
    validate=varied,
    source="https://developer.1password.com/docs/service-accounts/security/",
    default=True,
    flags=0,
)
