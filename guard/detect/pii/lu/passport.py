"""Luxembourg passport number: seven or eight letters and digits; a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-luxemburg-passport-number
"""

from guard.detect.patterns import Pattern, PatternDetector

LU_PASSPORT = PatternDetector(
    "LU_PASSPORT",
    [
        Pattern(
            r"(?<![\w./+-])(?=[A-Z]{0,7}[0-9])[A-Z][0-9A-Z]{6,7}(?![\w-]|[.,][0-9])", 0.35, needs_context=True
        ),
    ],
    context=(
        "passeport",
        "reisepass",
        "numéro de passeport",
        "passport",
        "passport number",
    ),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-luxemburg-passport-number",
    country="lu",
)
