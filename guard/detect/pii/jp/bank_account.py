"""Japanese bank account: bank (four digits), branch (three) and account (seven), so a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-japan-bank-account-number
"""

from guard.detect.patterns import Pattern, PatternDetector

JP_BANK_ACCOUNT = PatternDetector(
    "JP_BANK_ACCOUNT",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{4}-[0-9]{3}-[0-9]{7}(?![0-9A-Za-z_/-]|\.[0-9])",
            0.4,
            needs_context=True,
        ),
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{7}(?![0-9A-Za-z_/-]|\.[0-9])", 0.35, needs_context=True
        ),
    ],
    context=(
        "bank account",
        "account number",
        "account no",
        "a/c no",
        "口座番号",
        "口座番号は",
        "普通",
        "普通預金",
        "当座",
        "当座預金",
        "普通口座",
        "振込先",
        "銀行口座",
    ),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-japan-bank-account-number",
    country="jp",
)
