"""Chinese unified social credit code: eighteen characters, the last one checks the others.

https://zh.wikipedia.org/wiki/统一社会信用代码
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

_PLACE = r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[1-9]{2}[1-8][0-9]{5}"
_CODE = _PLACE + r"(?=[0-9]{0,9}[A-Y])[0-9A-HJ-NP-RTUWXY]{10}(?![0-9A-Za-z_/-]|\.[0-9])"

CN_USCC = PatternDetector(
    "CN_USCC",
    [
        Pattern(_CODE, 0.15, valid=0.75),
        # Of digits alone it looks like an order number, so a word must support it.
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[1-9]{2}[1-8][0-9]{15}(?![0-9A-Za-z_/-]|\.[0-9])",
            0.05,
            valid=0.3,
        ),
    ],
    context=(
        "unified social credit code",
        "social credit code",
        "uscc",
        "统一社会信用代码",
        "社会信用代码",
        "统一社会信用代码为",
        "信用代码",
        "纳税人识别号",
        "税号",
    ),
    validate=stdnum("cn.uscc"),
    checks="mod 31",
    source="https://zh.wikipedia.org/wiki/统一社会信用代码",
    country="cn",
)
