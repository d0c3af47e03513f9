"""Bulgarian identity card (лична карта): nine digits, or two letters and seven; it counts with a word.

https://en.wikipedia.org/wiki/Bulgarian_identity_card
"""

from guard.detect.patterns import Pattern, PatternDetector

BG_IDENTITY_CARD = PatternDetector(
    "BG_IDENTITY_CARD",
    [
        Pattern(r"(?<![\w./-])(?:[0-9]{9}|[A-Z]{2}[0-9]{7})(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=("лична карта", "личната карта", "л.к", "лк №", "lichna karta", "bulgarian identity card"),
    source="https://en.wikipedia.org/wiki/Bulgarian_identity_card",
    country="bg",
)
