"""Estonian driving licence number: two letters, mostly ET, and six digits; a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-estonia-drivers-license-number
"""

from guard.detect.patterns import Pattern, PatternDetector

EE_DRIVING_LICENCE = PatternDetector(
    "EE_DRIVING_LICENCE",
    [
        Pattern(r"(?<![\w/-])(?<![0-9][.,])[A-Z]{2}[0-9]{6}(?![\w/-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "juhiluba",
        "juhiloa",
        "juhiload",
        "juhiloa number",
        "driving licence",
        "driving license",
        "driver's license",
        "drivers license",
    ),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-estonia-drivers-license-number",
    country="ee",
)
