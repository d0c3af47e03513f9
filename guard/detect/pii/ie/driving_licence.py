"""Irish driver number: nine digits, or six digits and four letters before 2013; a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-ireland-drivers-license-number
"""

from guard.detect.patterns import Pattern, PatternDetector

IE_DRIVING_LICENCE = PatternDetector(
    "IE_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w./+-])[0-9]{9}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
        Pattern(r"(?<![\w./+-])[0-9]{3} [0-9]{3} [0-9]{3}(?![\w-]|[.,][0-9])", 0.3, needs_context=True),
        Pattern(r"(?<![\w./+-])[0-9]{6}[A-Z]{4}(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "driver number",
        "ndls",
        "ceadúnas tiomána",
        "driving licence",
        "driving license",
        "driver's licence",
        "driver's license",
        "driver license",
        "driver licence",
    ),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-ireland-drivers-license-number",
    country="ie",
)
