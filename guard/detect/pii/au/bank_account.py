"""Australian bank account: BSB (six digits) and account (five to ten), so a word must support it.

https://en.wikipedia.org/wiki/Bank_state_branch
"""

from guard.detect.patterns import Pattern, PatternDetector

AU_BANK_ACCOUNT = PatternDetector(
    "AU_BANK_ACCOUNT",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{3}-[0-9]{3}[ ,/-]{1,2}[0-9]{6,10}(?![\w/-]|\.[0-9])", 0.35),
        # A BSB or an account alone.
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{3}[- ]?[0-9]{3}(?![\w/-]|\.[0-9])", 0.3, needs_context=True),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{7,10}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "bank account",
        "account number",
        "account no",
        "a/c no",
        "bsb",
        "bsb number",
        "acc no",
        "bank details",
    ),
    source="https://en.wikipedia.org/wiki/Bank_state_branch",
    country="au",
)
