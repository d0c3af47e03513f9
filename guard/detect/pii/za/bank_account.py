"""South African bank account: seven to eleven digits, or a branch code of six before it; a word must support it.

https://en.wikipedia.org/wiki/List_of_banks_in_South_Africa
"""

from guard.detect.patterns import Pattern, PatternDetector

ZA_BANK_ACCOUNT = PatternDetector(
    "ZA_BANK_ACCOUNT",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[0-9]{6}[ -][0-9]{9,11}(?![\w/-]|\.[0-9])", 0.4, needs_context=True
        ),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{7,11}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "bank account",
        "account number",
        "account no",
        "a/c no",
        "branch code",
        "cheque account",
        "savings account",
        "bankrekening",
        "rekeningnommer",
        "rekening nommer",
    ),
    source="https://en.wikipedia.org/wiki/List_of_banks_in_South_Africa",
    country="za",
)
