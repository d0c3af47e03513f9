"""Irish passport number: a letter or two and seven digits; a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-ireland-passport-number
"""

from guard.detect.patterns import Pattern, PatternDetector

IE_PASSPORT = PatternDetector(
    "IE_PASSPORT",
    [
        Pattern(r"(?<![\w./+-])[A-Z][0-9A-Z]?[0-9]{7}(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "pas",
        "passport",
        "passport number",
    ),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-ireland-passport-number",
    country="ie",
)
