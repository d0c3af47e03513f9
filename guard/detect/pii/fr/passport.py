"""French passport number: two digits, two letters, five digits; a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-france-passport-number
"""

from guard.detect.patterns import Pattern, PatternDetector

FR_PASSPORT = PatternDetector(
    "FR_PASSPORT",
    [
        Pattern(r"(?<![\w./+-])[0-9]{2} ?[A-Z]{2} ?[0-9]{5}(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "passeport",
        "numéro de passeport",
        "passport",
        "passport number",
    ),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-france-passport-number",
    country="fr",
)
