"""Portuguese passport number: one or two letters and six digits; a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-portugal-passport-number
"""

from guard.detect.patterns import Pattern, PatternDetector

PT_PASSPORT = PatternDetector(
    "PT_PASSPORT",
    [
        Pattern(r"(?<![\w./+-])[A-Z]{1,2}[0-9]{6}(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
        # In small letters it is a word such as de.
        Pattern(r"(?<![\w./+-])(?-i:[A-Z]{1,2} [0-9]{6})(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "passaporte",
        "número de passaporte",
        "passport",
        "passport number",
    ),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-portugal-passport-number",
    country="pt",
)
