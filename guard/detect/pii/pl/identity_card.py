"""Polish identity card (dowód osobisty): three letters and six digits, the first of which is a check digit.

https://en.wikipedia.org/wiki/Polish_identity_card
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

_WEIGHTS = (7, 3, 1, 9, 7, 3, 1, 7, 3)


def _valid(number: str) -> bool:
    marks = number.replace(" ", "")
    return sum(weight * int(mark, 36) for weight, mark in zip(_WEIGHTS, marks, strict=True)) % 10 == 0


PL_IDENTITY_CARD = PatternDetector(
    "PL_IDENTITY_CARD",
    [
        # Three letters and six digits are an article number too, so a word must support it.
        Pattern(r"(?<![\w./-])(?:[a-zA-Z]{3}|[A-Z]{3} )[0-9]{6}(?![\w-]|\.\w|/[0-9])", 0.05, valid=0.35),
    ],
    context=(
        "dowód osobisty",
        "dowodu osobistego",
        "dowodem osobistym",
        "dowód tożsamości",
        "dowod osobisty",
        "seria i numer dowodu",
        "polish identity card",
    ),
    validate=_valid,
    checks="mod 10",
    flags=regex.DOTALL | regex.MULTILINE,
    source="https://en.wikipedia.org/wiki/Polish_identity_card",
    country="pl",
)
