"""Taiwanese health insurance card number: twelve digits, so a word must support it.

https://www.nhi.gov.tw/
"""

from guard.detect.patterns import Pattern, PatternDetector

TW_HEALTH_INSURANCE = PatternDetector(
    "TW_HEALTH_INSURANCE",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{12}(?![0-9A-Za-z_/-]|\.[0-9])", 0.35, needs_context=True
        ),
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9][ .])[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}(?![0-9A-Za-z_/-]|[ .][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "nhi card",
        "health insurance card",
        "health card number",
        "nhi number",
        "健保卡",
        "健保卡號",
        "健保卡號碼",
        "健保卡卡號",
        "全民健康保險",
    ),
    source="https://www.nhi.gov.tw/",
    country="tw",
)
