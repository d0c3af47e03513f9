"""Kenyan identity card number: seven to nine digits, so a word must support it.

https://en.wikipedia.org/wiki/National_identification_number
"""

from guard.detect.patterns import Pattern, PatternDetector

KE_NATIONAL_ID = PatternDetector(
    "KE_NATIONAL_ID",
    [
        Pattern(r"(?<![\w/+-])(?<![0-9]\.)[0-9]{7,9}(?![\w/-]|\.[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "national id",
        "id card number",
        "kenyan id",
        "maisha namba",
        "huduma namba",
        "kitambulisho",
        "nambari ya kitambulisho",
    ),
    source="https://en.wikipedia.org/wiki/National_identification_number",
    country="ke",
)
