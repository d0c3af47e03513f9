"""Lithuanian passport number: eight digits or capital letters with digits, so a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-lithuania-passport-number
"""

from guard.detect.patterns import Pattern, PatternDetector

LT_PASSPORT = PatternDetector(
    "LT_PASSPORT",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{8}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[A-Z]{2}[0-9]{6}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=("pasas", "paso", "paso numeris", "paso nr", "pasą", "passport", "passport number"),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-lithuania-passport-number",
    country="lt",
)
