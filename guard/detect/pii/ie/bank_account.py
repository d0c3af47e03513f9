"""Irish sort code and account number: six digits from 90 on and eight digits.

https://en.wikipedia.org/wiki/Sort_code
"""

from guard.detect.patterns import Pattern, PatternDetector

IE_BANK_ACCOUNT = PatternDetector(
    "IE_BANK_ACCOUNT",
    [
        Pattern(r"(?<![\w./+-])9[0-9]-[0-9]{2}-[0-9]{2}[ ,/]{1,2}[0-9]{8}(?![\w-]|[.,][0-9])", 0.5),
        # Without hyphens a word must support it.
        Pattern(
            r"(?<![\w./+-])9[0-9] ?[0-9]{2} ?[0-9]{2} ?[0-9]{8}(?![\w-]|[.,][0-9])", 0.3, needs_context=True
        ),
    ],
    context=(
        "sort code",
        "nsc",
        "account number",
        "bank account",
    ),
    source="https://en.wikipedia.org/wiki/Sort_code",
    country="ie",
)
