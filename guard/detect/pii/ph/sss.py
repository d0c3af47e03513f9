"""Philippine social security number (SSS): ten digits in groups of 2, 7 and 1; a word must support it.

https://en.wikipedia.org/wiki/Social_Security_System_(Philippines)
"""

from guard.detect.patterns import Pattern, PatternDetector

PH_SSS = PatternDetector(
    "PH_SSS",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{2}-[0-9]{7}-[0-9](?![\w/-]|\.[0-9])", 0.35),
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{10}(?![\w/-]|\.[0-9])", 0.3, needs_context=True),
    ],
    context=("sss", "sss number", "sss no", "social security system", "ss number"),
    source="https://en.wikipedia.org/wiki/Social_Security_System_(Philippines)",
    country="ph",
)
