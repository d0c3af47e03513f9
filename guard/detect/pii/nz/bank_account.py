"""New Zealand bank account: bank, branch, account and suffix; known branch and a check.

https://en.wikipedia.org/wiki/New_Zealand_bank_account_number
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

NZ_BANK_ACCOUNT = PatternDetector(
    "NZ_BANK_ACCOUNT",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[0-9]{2}-[0-9]{4}-[0-9]{7}-[0-9]{2,3}(?![\w/-]|\.[0-9])", 0.4, valid=1.0
        ),
        Pattern(
            r"(?<![\w/+-])(?<![0-9][ .])[0-9]{2} [0-9]{4} [0-9]{7} [0-9]{2,3}(?![\w/-]|[ .][0-9])",
            0.3,
            valid=0.9,
        ),
        # Card and order numbers look like it, so a word must support it.
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{15,16}(?![\w/-]|\.[0-9])", 0.05, valid=0.3),
    ],
    context=("bank account", "account number", "account no", "a/c no", "bank acc", "direct debit"),
    validate=stdnum("nz.bankaccount"),
    checks="branch and mod 11",
    source="https://en.wikipedia.org/wiki/New_Zealand_bank_account_number",
    country="nz",
    default=True,
)
