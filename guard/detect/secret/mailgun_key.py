"""Mailgun keys: private, signing and sending keys.

https://documentation.mailgun.com/docs/mailgun/user-manual/api-key-mgmt/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

MAILGUN_KEY = PatternDetector(
    "MAILGUN_KEY",
    [
        Pattern(r"\bkey-[a-f0-9]{32}(?![\w-])", 0.9),
        Pattern(r"\b[a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8}(?![\w-])", 0.9),
    ],
    validate=varied,
    source="https://documentation.mailgun.com/docs/mailgun/user-manual/api-key-mgmt/",
    default=True,
    flags=0,
)
