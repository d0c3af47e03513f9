"""Tencent Cloud secret ids, and the secret key by its name.

https://www.tencentcloud.com/document/product/598/32675
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

TENCENT_KEY = PatternDetector(
    "TENCENT_KEY",
    [
        Pattern(r"\b(?:AKID|IKID)[A-Za-z0-9]{32}(?![\w-])", 0.9),
        *named("(?:tencent|qcloud)", "[A-Za-z0-9]{32}"),
    ],
    context=credentials_of("tencent", "tencent cloud"),
    validate=mixed,
    source="https://www.tencentcloud.com/document/product/598/32675",
    default=True,
    flags=0,
)
