"""Romanian passport: eight or nine digits that count with a word.

https://en.wikipedia.org/wiki/Romanian_passport
"""

from guard.detect.patterns import Pattern, PatternDetector

RO_PASSPORT = PatternDetector(
    "RO_PASSPORT",
    [
        Pattern(r"(?<![\w./-])[0-9]{8,9}(?![\w-]|\.\w|/[0-9])", 0.35, needs_context=True),
    ],
    context=(
        "paşaport",
        "pașaport",
        "pasaport",
        "paşaportul",
        "pașaportul",
        "pasaportul",
        "paşaportului",
        "romanian passport",
    ),
    source="https://en.wikipedia.org/wiki/Romanian_passport",
    country="ro",
)
