"""Danish passport number: nine digits, so a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-denmark-passport-number
"""

from guard.detect.patterns import Pattern, PatternDetector

DK_PASSPORT = PatternDetector(
    "DK_PASSPORT",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{9}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=("passport", "passport number", "dansk pas", "pasnr", "pasnummer", "pas nr", "rejsepas"),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-denmark-passport-number",
    country="dk",
)
