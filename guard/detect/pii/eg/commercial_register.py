"""Egyptian commercial register number: five to seven digits, so a word must support it.

https://www.gafi.gov.eg/
"""

from guard.detect.patterns import Pattern, PatternDetector

EG_COMMERCIAL_REGISTER = PatternDetector(
    "EG_COMMERCIAL_REGISTER",
    [
        Pattern(
            r"(?<![\w/+-])(?<![0-9]\.)[0-9\u0660-\u0669]{5,7}(?![\w/-]|\.[0-9])", 0.35, needs_context=True
        ),
    ],
    context=(
        "commercial register",
        "commercial registration",
        "سجل تجاري",
        "السجل التجاري",
        "رقم السجل التجاري",
    ),
    source="https://www.gafi.gov.eg/",
    country="eg",
)
