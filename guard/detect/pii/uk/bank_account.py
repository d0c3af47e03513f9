"""British bank account: eight digits after a sort code, or with a word that supports them.

https://en.wikipedia.org/wiki/Sort_code
"""

from guard.detect.patterns import Pattern, PatternDetector

_DATE = "(?:0[1-9]|[12][0-9]|3[01])-(?:0[1-9]|1[0-2])"
_WITH_SORT_CODE = rf"(?<![\w/-])(?<![0-9][ .,])(?!{_DATE})[0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}}[ ,/]{{1,3}}[0-9]{{8}}(?![\w/-]|[.,][0-9])"


UK_BANK_ACCOUNT = PatternDetector(
    "UK_BANK_ACCOUNT",
    [
        # A date and a number are no account.
        Pattern(_WITH_SORT_CODE, 0.6),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[0-9]{2}-[0-9]{2}-[0-9]{2}[ ,/]{1,3}[0-9]{8}(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[0-9]{2} [0-9]{2} [0-9]{2}[ ,/]{1,3}[0-9]{8}(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{8}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
        Pattern(r"(?<![\w/-])(?<![0-9][ .,])[0-9]{4} [0-9]{4}(?![\w/-]|[ .,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "account number",
        "account no",
        "acc no",
        "acct no",
        "acc number",
        "bank account",
        "sort code",
        "sortcode",
        "current account",
        "savings account",
        "direct debit",
    ),
    source="https://en.wikipedia.org/wiki/Sort_code",
    country="uk",
)
