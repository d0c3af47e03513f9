"""Austrian driving licence number: eight digits; a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-austria-drivers-license-number
"""

from guard.detect.patterns import Pattern, PatternDetector

AT_DRIVING_LICENCE = PatternDetector(
    "AT_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w./+-])[0-9]{8}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
    ],
    context=(
        "führerschein",
        "fuehrerschein",
        "führerscheinnummer",
        "fuehrerscheinnummer",
        "driving licence",
        "driving license",
        "driver's licence",
        "driver's license",
        "driver license",
        "driver licence",
    ),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-austria-drivers-license-number",
    country="at",
)
