"""Webhook signing secrets of Svix, Clerk, Stripe and others: ``whsec_``.

https://docs.svix.com/receiving/verifying-payloads/how
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

WEBHOOK_SECRET = PatternDetector(
    "WEBHOOK_SECRET",
    [Pattern(r"\bwhsec_[A-Za-z0-9+/]{24,90}={0,2}(?![\w+/=])", 0.9)],
    validate=varied,
    source="https://docs.svix.com/receiving/verifying-payloads/how",
    default=True,
    flags=0,
)
