"""Thai bank account: ten digits in groups of 3, 1, 5 and 1.

https://en.wikipedia.org/wiki/List_of_banks_in_Thailand
"""

from guard.detect.patterns import Pattern, PatternDetector

TH_BANK_ACCOUNT = PatternDetector(
    "TH_BANK_ACCOUNT",
    [
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{3}-[0-9]-[0-9]{5}-[0-9](?![0-9A-Za-z_/-]|\.[0-9])", 0.45
        ),
        # Ten digits alone need a word.
        Pattern(
            r"(?<![0-9A-Za-z_/+-])(?<![0-9]\.)[0-9]{10}(?![0-9A-Za-z_/-]|\.[0-9])", 0.3, needs_context=True
        ),
    ],
    context=(
        "bank account",
        "account number",
        "account no",
        "a/c no",
        "promptpay",
        "เลขที่บัญชี",
        "เลขบัญชี",
        "บัญชีธนาคาร",
        "บัญชีเลขที่",
        "ธนาคารกสิกรไทย",
        "กสิกรไทย",
        "ไทยพาณิชย์",
        "กรุงไทย",
    ),
    source="https://en.wikipedia.org/wiki/List_of_banks_in_Thailand",
    country="th",
)
