"""Estonian passport number: one or two letters and seven digits, so a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-estonia-passport-number
"""

from guard.detect.patterns import Pattern, PatternDetector

EE_PASSPORT = PatternDetector(
    "EE_PASSPORT",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[A-Z]{1,2}[0-9]{7}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "eesti pass",
        "passi",
        "passi number",
        "passinumber",
        "passport",
        "passport number",
        "reisidokument",
    ),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-estonia-passport-number",
    country="ee",
)
