"""SendGrid API keys.

https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import mixed

SENDGRID_KEY = PatternDetector(
    "SENDGRID_KEY",
    [Pattern(r"(?<![\w.])SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}(?![\w-])", 0.9)],
    validate=mixed,
    source="https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",
    default=True,
    flags=0,
)
