"""PagerDuty keys: REST keys begin ``u+`` or are known by their name, as integration keys are.

https://support.pagerduty.com/main/docs/api-access-keys
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

PAGERDUTY_KEY = PatternDetector(
    "PAGERDUTY_KEY",
    [
        Pattern(r"(?<![\w+/])u\+[A-Za-z0-9_-]{18}(?![\w-])", 0.7),
        *named("(?:pagerduty|pager.duty|pd)", "(?:[A-Za-z0-9_+-]{20}|[a-f0-9]{32})"),
    ],
    context=credentials_of("pagerduty", "pager duty"),
    validate=mixed,
    source="https://support.pagerduty.com/main/docs/api-access-keys",
    default=True,
    flags=0,
)
