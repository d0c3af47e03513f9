"""Chinese bank card number (UnionPay debit): 62 and seventeen digits, the last one is Luhn's.

https://en.wikipedia.org/wiki/UnionPay
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

_luhn = stdnum("luhn")


def _valid(value: str) -> bool:
    return _luhn(value.replace(" ", ""))


CN_BANK_CARD = PatternDetector(
    "CN_BANK_CARD",
    [
        Pattern(r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)62[0-9]{17}(?![0-9A-Za-z_/-]|\.[0-9])", 0.1, valid=0.6),
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9][ .])62[0-9]{2}(?: [0-9]{4}){3} [0-9]{3}(?![0-9A-Za-z_/-]|[ .][0-9])",
            0.1,
            valid=0.8,
        ),
    ],
    context=(
        "bank card",
        "unionpay",
        "debit card",
        "银行卡",
        "银行卡号",
        "银行卡号是",
        "银行卡号为",
        "卡号",
        "银联",
        "账号",
        "储蓄卡",
    ),
    validate=_valid,
    checks="Luhn",
    source="https://en.wikipedia.org/wiki/UnionPay",
    country="cn",
)
