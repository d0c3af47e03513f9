"""Danish bank account: registration number (four digits) and account (up to ten), so a word must support it.

https://en.wikipedia.org/wiki/International_Bank_Account_Number
"""

from guard.detect.patterns import Pattern, PatternDetector

DK_BANK_ACCOUNT = PatternDetector(
    "DK_BANK_ACCOUNT",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[0-9]{4}[ -]{1,2}[0-9]{7,10}(?![\w/-]|[ .,][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[0-9]{4}[ -][0-9]{3} ?[0-9]{3} ?[0-9]{4}(?![\w/-]|[ .,][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{14}(?![\w/-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "kontonummer",
        "kontonr",
        "konto nr",
        "konto",
        "bankkonto",
        "reg.nr",
        "registreringsnummer",
        "reg og konto",
        "bank account",
        "account number",
        "nemkonto",
    ),
    source="https://en.wikipedia.org/wiki/International_Bank_Account_Number",
    country="dk",
)
