"""Resend API keys.

https://resend.com/docs/dashboard/api-keys/introduction
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import mixed

RESEND_KEY = PatternDetector(
    "RESEND_KEY",
    [Pattern(r"\bre_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,30}(?![\w-])", 0.9)],
    validate=mixed,
    source="https://resend.com/docs/dashboard/api-keys/introduction",
    default=True,
    flags=0,
)
