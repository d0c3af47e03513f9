"""Singaporean bank account: nine to twelve digits in groups, so a word must support it.

https://en.wikipedia.org/wiki/List_of_banks_in_Singapore
"""

from guard.detect.patterns import Pattern, PatternDetector

SG_BANK_ACCOUNT = PatternDetector(
    "SG_BANK_ACCOUNT",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[0-9]{3}-[0-9]{5,6}-[0-9]{1,3}(?![\w/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[0-9]{3}-[0-9]-[0-9]{6}(?![\w/-]|\.[0-9])", 0.35, needs_context=True
        ),
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[0-9]{3}-[0-9]{3}-[0-9]{3}-[0-9](?![\w/-]|\.[0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{9,12}(?![\w/-]|\.[0-9])", 0.3, needs_context=True),
    ],
    context=("bank account", "account number", "account no", "a/c no", "dbs", "posb", "ocbc", "uob"),
    source="https://en.wikipedia.org/wiki/List_of_banks_in_Singapore",
    country="sg",
)
