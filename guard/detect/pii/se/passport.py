"""Swedish passport number: eight digits, or two letters and six or seven digits; a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-sweden-passport-number
"""

from guard.detect.patterns import Pattern, PatternDetector

SE_PASSPORT = PatternDetector(
    "SE_PASSPORT",
    [
        Pattern(
            r"(?<![\w/-])(?<![0-9][.,])(?:[0-9]{8}|[A-Z]{2}[0-9]{6,7})(?![\w/-]|[.,][0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=("svenskt pass", "passnummer", "passnr", "pass nr", "passport", "passport number"),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-sweden-passport-number",
    country="se",
)
