"""Belgian driving licence number: ten digits; a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-belgium-drivers-license-number
"""

from guard.detect.patterns import Pattern, PatternDetector

BE_DRIVING_LICENCE = PatternDetector(
    "BE_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w./+-])[0-9]{10}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "rijbewijs",
        "rijbewijsnummer",
        "permis de conduire",
        "numéro de permis",
        "führerschein",
        "driving licence",
        "driving license",
        "driver's licence",
        "driver's license",
        "driver license",
        "driver licence",
    ),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-belgium-drivers-license-number",
    country="be",
)
