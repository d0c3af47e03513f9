"""Danish driving licence number: eight digits, so a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-denmark-drivers-license-number
"""

from guard.detect.patterns import Pattern, PatternDetector

DK_DRIVING_LICENCE = PatternDetector(
    "DK_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[0-9]{8}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "kørekort",
        "kørekortnummer",
        "kørekortnr",
        "koerekort",
        "driving licence",
        "driving license",
        "driver's license",
        "drivers license",
    ),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-denmark-drivers-license-number",
    country="dk",
)
