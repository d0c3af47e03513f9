"""Norwegian bank account: eleven digits, the last one checks the others.

https://www.ecbs.org/iban/norway-bank-account-number.html
"""

from guard.detect.checked import stdnum
from guard.detect.patterns import Pattern, PatternDetector

NO_KONTONUMMER = PatternDetector(
    "NO_KONTONUMMER",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{4}\.[0-9]{2}\.[0-9]{5}(?![\w/-]|[.,][0-9])", 0.3, valid=0.7),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[0-9]{4} [0-9]{2} [0-9]{5}(?![\w/-]|[ .,][0-9])", 0.15, valid=0.5
        ),
        # One bare number in eleven passes, so a word must support it.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{11}(?![\w/-]|[.,][0-9])", 0.05, valid=0.3),
    ],
    context=(
        "kontonummer",
        "kontonr",
        "konto nr",
        "konto",
        "bankkonto",
        "kontonummeret",
        "account number",
        "bank account",
        "bankgiro",
    ),
    validate=stdnum("no.kontonr"),
    checks="mod 11",
    source="https://www.ecbs.org/iban/norway-bank-account-number.html",
    country="no",
)
