"""Finnish passport number: two letters and seven digits, so a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-finland-passport-number
"""

from guard.detect.patterns import Pattern, PatternDetector

FI_PASSPORT = PatternDetector(
    "FI_PASSPORT",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[A-Z]{2}[0-9]{7}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=("passi", "passin", "passin numero", "passinumero", "passnummer", "passport", "passport number"),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-finland-passport-number",
    country="fi",
)
