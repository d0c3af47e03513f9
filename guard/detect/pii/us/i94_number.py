"""Number of an arrival record (I-94): nine digits, a letter and a digit, or eleven digits; a word must support it.

https://i94.cbp.dhs.gov/
"""

from guard.detect.patterns import Pattern, PatternDetector

US_I94_NUMBER = PatternDetector(
    "US_I94_NUMBER",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{9}[A-Z][0-9](?![\w/-]|[.,][0-9])", 0.3),
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{11}(?![\w/-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "i-94",
        "i94",
        "admission number",
        "admission record",
        "arrival record",
        "arrival departure record",
    ),
    source="https://i94.cbp.dhs.gov/",
    country="us",
)
