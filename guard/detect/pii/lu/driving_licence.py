"""Luxembourg driving licence number: six digits; a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-luxemburg-drivers-license-number
"""

from guard.detect.patterns import Pattern, PatternDetector

LU_DRIVING_LICENCE = PatternDetector(
    "LU_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w./+-])[0-9]{6}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "permis de conduire",
        "führerschein",
        "fuehrerschein",
        "driving licence",
        "driving license",
        "driver's licence",
        "driver's license",
        "driver license",
        "driver licence",
    ),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-luxemburg-drivers-license-number",
    country="lu",
)
