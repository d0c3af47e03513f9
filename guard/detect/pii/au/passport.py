"""Australian passport number: one or two letters and seven digits, so a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-australia-passport-number
"""

from guard.detect.patterns import Pattern, PatternDetector

AU_PASSPORT = PatternDetector(
    "AU_PASSPORT",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[A-Z]{1,2}[0-9]{7}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("passport", "travel document"),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-australia-passport-number",
    country="au",
)
