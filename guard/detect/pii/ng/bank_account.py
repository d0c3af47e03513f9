"""Nigerian bank account (NUBAN): ten digits, so a word must support it.

https://www.cbn.gov.ng/
"""

from guard.detect.patterns import Pattern, PatternDetector

NG_BANK_ACCOUNT = PatternDetector(
    "NG_BANK_ACCOUNT",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{10}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "bank account",
        "account number",
        "account no",
        "a/c no",
        "nuban",
        "acct no",
        "gtbank",
        "zenith bank",
        "access bank",
        "first bank",
        "opay",
        "kuda",
    ),
    source="https://www.cbn.gov.ng/",
    country="ng",
)
