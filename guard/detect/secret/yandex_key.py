"""Yandex Cloud: API keys, IAM and OAuth tokens.

https://yandex.cloud/en/docs/iam/concepts/authorization/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

YANDEX_KEY = PatternDetector(
    "YANDEX_KEY",
    [
        Pattern(r"\bAQVN[A-Za-z0-9_-]{35,38}(?![\w-])", 0.9),
        Pattern(r"\by[0-3]_[A-Za-z0-9_-]{55,58}(?![\w-])", 0.9),
        Pattern(r"\bt1\.[A-Za-z0-9_-]{80,400}={0,2}\.[A-Za-z0-9_-]{86}={0,2}", 0.9),
        Pattern(r"\bYC[A-Z][A-Za-z0-9_-]{37}(?![\w-])", 0.9),
    ],
    validate=varied,
    source="https://yandex.cloud/en/docs/iam/concepts/authorization/",
    default=True,
    flags=0,
)
