"""Austrian passport number: a letter and seven digits; a word must support it.

https://learn.microsoft.com/en-us/purview/sit-defn-austria-passport-number
"""

from guard.detect.patterns import Pattern, PatternDetector

AT_PASSPORT = PatternDetector(
    "AT_PASSPORT",
    [
        Pattern(r"(?<![\w./+-])[A-Z]{1,2}[0-9]{7}(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
        # In small letters it is a word such as nr.
        Pattern(r"(?<![\w./+-])(?-i:[A-Z]{1,2} [0-9]{7})(?![\w-]|[.,][0-9])", 0.35, needs_context=True),
    ],
    context=(
        "reisepass",
        "reisepassnummer",
        "passnummer",
        "pass nr",
        "passport",
        "passport number",
    ),
    source="https://learn.microsoft.com/en-us/purview/sit-defn-austria-passport-number",
    country="at",
)
