"""Old Medicare number (HICN): a social security number and one or two characters.

https://en.wikipedia.org/wiki/Medicare_(United_States)
"""

from guard.detect.patterns import Pattern, PatternDetector

US_HICN = PatternDetector(
    "US_HICN",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])[0-9]{3}-[0-9]{2}-[0-9]{4}[- ]?[A-FJKMTW][0-9A-Z]?(?![\w/-]|[.,][0-9])",
            0.5,
        ),
        # Without hyphens a word must support it.
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{9}[A-FJKMTW][0-9A-Z]?(?![\w/-]|[.,][0-9])", 0.3),
    ],
    context=(
        "hicn",
        "hic",
        "health insurance claim number",
        "medicare",
        "medicare number",
        "medicare claim number",
    ),
    source="https://en.wikipedia.org/wiki/Medicare_(United_States)",
    country="us",
)
