"""Israeli bank account: bank (two digits), branch (three) and account, so a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-israel-bank-account-number
"""

from guard.detect.patterns import Pattern, PatternDetector

IL_BANK_ACCOUNT = PatternDetector(
    "IL_BANK_ACCOUNT",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[0-9]{2}-[0-9]{3}-[0-9]{5,9}(?![\w/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{6,13}(?![\w/-]|\.[0-9])", 0.3, needs_context=True),
    ],
    context=(
        "bank account",
        "account number",
        "account no",
        "a/c no",
        "חשבון בנק",
        "מספר חשבון",
        "מספר חשבון בנק",
        "חשבון הבנק",
    ),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-israel-bank-account-number",
    country="il",
)
