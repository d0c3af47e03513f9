"""Kenyan health insurance number (NHIF, SHIF): six to nine digits, so a word must support it.

https://sha.go.ke/
"""

from guard.detect.patterns import Pattern, PatternDetector

KE_NHIF = PatternDetector(
    "KE_NHIF",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)(?:R|CR)?[0-9]{6,9}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=("nhif", "nhif number", "nhif no", "shif", "sha number", "social health authority"),
    source="https://sha.go.ke/",
    country="ke",
)
