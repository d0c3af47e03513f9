"""Mailchimp API keys, which end in their data centre, and keys of Mandrill.

https://mailchimp.com/developer/marketing/guides/quick-start/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import mixed

MAILCHIMP_KEY = PatternDetector(
    "MAILCHIMP_KEY",
    [Pattern(r"\b[a-f0-9]{32}-us[0-9]{1,2}(?![\w-])", 0.9), Pattern(r"\bmd-[A-Za-z0-9_-]{22}(?![\w-])", 0.9)],
    validate=mixed,
    source="https://mailchimp.com/developer/marketing/guides/quick-start/",
    default=True,
    flags=0,
)
