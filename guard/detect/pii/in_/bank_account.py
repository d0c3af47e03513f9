"""Indian bank account number: nine to eighteen digits, so a word must support it.

https://www.rbi.org.in/
"""

from guard.detect.patterns import Pattern, PatternDetector

IN_BANK_ACCOUNT = PatternDetector(
    "IN_BANK_ACCOUNT",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{9,18}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "bank account",
        "account number",
        "account no",
        "a/c no",
        "savings account",
        "current account",
        "a/c",
        "account num",
        "beneficiary account",
        "खाता संख्या",
        "बैंक खाता",
    ),
    source="https://www.rbi.org.in/",
    country="in",
)
