"""Belgian passport number: two letters and six digits; a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-belgium-passport-number
"""

from guard.detect.patterns import Pattern, PatternDetector

BE_PASSPORT = PatternDetector(
    "BE_PASSPORT",
    [
        Pattern(r"(?<![\w./+-])[A-Z]{2}[0-9]{6}(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
        # In small letters the two are a word such as no.
        Pattern(r"(?<![\w./+-])(?-i:[A-Z]{2} [0-9]{6})(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "paspoort",
        "paspoortnummer",
        "passeport",
        "numéro de passeport",
        "reisepass",
        "passport",
        "passport number",
    ),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-belgium-passport-number",
    country="be",
)
