"""German account number (Kontonummer), up to ten digits, alone or with its bank code; a word must support it.

https://de.wikipedia.org/wiki/Kontonummer
"""

from guard.detect.patterns import Pattern, PatternDetector

DE_BANK_ACCOUNT = PatternDetector(
    "DE_BANK_ACCOUNT",
    [
        Pattern(
            r"(?<![\w-])[1-8][0-9]{2} ?[0-9]{3} ?[0-9]{2}[ /,-]{1,3}[0-9]{6,10}(?![\w/-]|[.,][0-9])",
            0.4,
            needs_context=True,
        ),
        Pattern(r"(?<![\w-])(?<![0-9][.,])[0-9]{6,10}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[0-9]{1,3} [0-9]{3} [0-9]{3}(?![\w/-]|[ .,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "kontonummer",
        "konto-nr",
        "kontonr",
        "kto",
        "kto-nr",
        "ktonr",
        "girokonto",
        "bankkonto",
        "bankverbindung",
        "account number",
        "bank account",
    ),
    source="https://de.wikipedia.org/wiki/Kontonummer",
    country="de",
)
