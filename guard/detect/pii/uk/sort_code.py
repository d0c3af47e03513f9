"""British sort code: three pairs of digits, so a word must support it.

https://en.wikipedia.org/wiki/Sort_code
"""

from guard.detect.patterns import Pattern, PatternDetector

UK_SORT_CODE = PatternDetector(
    "UK_SORT_CODE",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][ .,])[0-9]{2}[- ][0-9]{2}[- ][0-9]{2}(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{6}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=("sort code", "sortcode", "sort-code", "bank sort code"),
    source="https://en.wikipedia.org/wiki/Sort_code",
    country="uk",
)
