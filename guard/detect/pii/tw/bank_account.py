"""Taiwanese bank account: bank code (three digits) and account (ten to fourteen), so a word must support it.

https://www.fisc.com.tw/
"""

from guard.detect.patterns import Pattern, PatternDetector

TW_BANK_ACCOUNT = PatternDetector(
    "TW_BANK_ACCOUNT",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9][ .])\(?[0-9]{3}\)?[ -][0-9]{10,14}(?![0-9A-Za-z_/-]|[ .][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{10,14}(?![0-9A-Za-z_/-]|\.[0-9])", 0.3, needs_context=True
        ),
    ],
    context=(
        "bank account",
        "account number",
        "account no",
        "a/c no",
        "銀行帳號",
        "帳號",
        "帳戶",
        "銀行帳戶",
        "匯款帳號",
        "存摺帳號",
    ),
    source="https://www.fisc.com.tw/",
    country="tw",
)
