"""Brevo (Sendinblue) keys: API and SMTP.

https://developers.brevo.com/docs/getting-started
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

BREVO_KEY = PatternDetector(
    "BREVO_KEY",
    [Pattern(r"\bx(?:key|smtp)sib-[a-f0-9]{64}-[A-Za-z0-9]{16}(?![\w-])", 0.9)],
    validate=varied,
    source="https://developers.brevo.com/docs/getting-started",
    default=True,
    flags=0,
)
