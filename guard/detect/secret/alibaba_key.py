"""Alibaba Cloud access keys: the id, and the secret by its name.

https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

ALIBABA_KEY = PatternDetector(
    "ALIBABA_KEY",
    [
        Pattern(r"\bLTAI[A-Za-z0-9]{12,20}(?![\w-])", 0.9),
        *named("(?:alibaba|aliyun|alicloud)", "[A-Za-z0-9]{30}"),
    ],
    context=credentials_of("alibaba", "aliyun", "alibaba cloud"),
    validate=mixed,
    source="https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair",
    default=True,
    flags=0,
)
