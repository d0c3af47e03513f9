"""Slovenian identity card (osebna izkaznica): nine digits, or two letters and seven; it counts with a word.

https://en.wikipedia.org/wiki/Slovenian_identity_card
"""

from guard.detect.patterns import Pattern, PatternDetector

SI_IDENTITY_CARD = PatternDetector(
    "SI_IDENTITY_CARD",
    [
        Pattern(r"(?<![\w./-])(?:[0-9]{9}|[A-Z]{2}[0-9]{7})(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=("osebna izkaznica", "osebne izkaznice", "osebno izkaznico", "slovenian identity card"),
    source="https://en.wikipedia.org/wiki/Slovenian_identity_card",
    country="si",
)
