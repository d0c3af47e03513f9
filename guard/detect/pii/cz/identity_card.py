"""Czech identity card (občanský průkaz): nine digits, or six and two letters; it counts with a word.

https://cs.wikipedia.org/wiki/Ob%C4%8Dansk%C3%BD_pr%C5%AFkaz
"""

from guard.detect.patterns import Pattern, PatternDetector

CZ_IDENTITY_CARD = PatternDetector(
    "CZ_IDENTITY_CARD",
    [
        Pattern(r"(?<![\w./-])[0-9]{9}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
        Pattern(
            r"(?<![\w./-])[0-9]{6}(?:[A-Z]{2}|(?-i: [A-Z]{2}))[0-9]{0,2}(?![\w-]|\.\w|/[0-9])",
            0.35,
            needs_context=True,
        ),
    ],
    context=(
        "občanský průkaz",
        "obcansky prukaz",
        "občanského průkazu",
        "občanky",
        "číslo op",
        "czech identity card",
    ),
    source="https://cs.wikipedia.org/wiki/Ob%C4%8Dansk%C3%BD_pr%C5%AFkaz",
    country="cz",
)
