"""Old number of a physician (UPIN): a letter and five digits, so a word must support it.

https://en.wikipedia.org/wiki/Unique_physician_identification_number
"""

from guard.detect.patterns import Pattern, PatternDetector

US_UPIN = PatternDetector(
    "US_UPIN",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[A-Z][0-9]{5}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=("upin", "unique physician identification number", "physician identification number"),
    source="https://en.wikipedia.org/wiki/Unique_physician_identification_number",
    country="us",
)
