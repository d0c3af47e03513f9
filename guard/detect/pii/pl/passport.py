"""Polish passport: two letters and seven digits that count with a word; the first digit is a check digit.

https://en.wikipedia.org/wiki/Polish_passport
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

_WEIGHTS = (7, 3, 9, 1, 7, 3, 1, 7, 3)


def _valid(number: str) -> bool | None:
    marks = number.replace(" ", "")
    # Series from before the check digit are still about: a wrong one only proves nothing.
    return sum(weight * int(mark, 36) for weight, mark in zip(_WEIGHTS, marks, strict=True)) % 10 == 0 or None


PL_PASSPORT = PatternDetector(
    "PL_PASSPORT",
    [
        Pattern(
            r"(?<![\w./-])(?:[a-zA-Z]{2}|[A-Z]{2} )[0-9]{7}(?![\w-]|\.\w|/[0-9])",
            0.3,
            valid=0.4,
            needs_context=True,
        ),
    ],
    context=("paszport", "paszportu", "nr paszportu", "polish passport"),
    validate=_valid,
    checks="mod 10",
    flags=regex.DOTALL | regex.MULTILINE,
    source="https://en.wikipedia.org/wiki/Polish_passport",
    country="pl",
)
