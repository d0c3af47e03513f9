"""French driving licence number: twelve digits, or two digits, two letters, five digits; a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-france-drivers-license-number
"""

from guard.detect.patterns import Pattern, PatternDetector

FR_DRIVING_LICENCE = PatternDetector(
    "FR_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w./+-])[0-9]{12}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
        Pattern(r"(?<![\w./+-])[0-9]{2}[A-Z]{2}[0-9]{5}(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "permis de conduire",
        "numéro de permis",
        "neph",
        "permis b",
        "driving licence",
        "driving license",
        "driver's licence",
        "driver's license",
        "driver license",
        "driver licence",
    ),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-france-drivers-license-number",
    country="fr",
)
