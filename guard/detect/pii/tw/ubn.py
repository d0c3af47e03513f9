"""Taiwanese unified business number: eight digits, the last one checks; a word must support it.

https://zh.wikipedia.org/wiki/統一編號
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

TW_UBN = PatternDetector(
    "TW_UBN",
    [
        Pattern(r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{8}(?![0-9A-Za-z_/-]|\.[0-9])", 0.05, valid=0.3),
    ],
    context=(
        "unified business number",
        "ubn",
        "tax id number",
        "vat number",
        "統一編號",
        "統編",
        "統一編號是",
        "營利事業統一編號",
        "公司統編",
    ),
    validate=stdnum("tw.ubn"),
    checks="mod 10",
    source="https://zh.wikipedia.org/wiki/統一編號",
    country="tw",
)
