"""Japanese qualified invoice issuer number: T and the corporate number or one of a sole trader.

https://www.invoice-kohyo.nta.go.jp/
"""

import regex

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

_corporate = stdnum("jp.cn")


def _valid(value: str) -> bool:
    return _corporate(value.removeprefix("T").removeprefix("-"))


JP_INVOICE_NUMBER = PatternDetector(
    "JP_INVOICE_NUMBER",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)T-?[1-9][0-9]{12}(?![0-9A-Za-z_/-]|\.[0-9])", 0.4, valid=0.8
        ),
    ],
    context=(
        "登録番号",
        "適格請求書",
        "適格請求書発行事業者",
        "インボイス番号",
        "qualified invoice",
        "invoice registration number",
    ),
    validate=_valid,
    checks="mod 9",
    source="https://www.invoice-kohyo.nta.go.jp/",
    country="jp",
    flags=regex.DOTALL | regex.MULTILINE,
)
