"""Sentry tokens: organisation and user tokens, and old secret DSNs.

https://docs.sentry.io/account/auth-tokens/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

SENTRY_TOKEN = PatternDetector(
    "SENTRY_TOKEN",
    [
        Pattern(r"\bsntrys_eyJ[A-Za-z0-9+/=_]{80,400}[A-Za-z0-9+/](?![\w+/])", 0.95),
        Pattern(r"\bsntryu_[a-f0-9]{64}(?![\w-])", 0.9),
        Pattern(r"https://[a-f0-9]{32}:([a-f0-9]{32})@[\w.-]{1,80}/[0-9]{1,12}\b", 0.9, group=1),
    ],
    validate=varied,
    source="https://docs.sentry.io/account/auth-tokens/",
    default=True,
    flags=0,
)
