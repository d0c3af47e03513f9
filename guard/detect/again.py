"""A name that was found once is found again: where the same words stand alone, with less around them to tell."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Final

import re2

from guard.linear import Alternatives
from guard.types import Finding, Span, Text, readable

LABEL: Final = "PERSON"
SURE: Final = 0.6
"""The lowest score of a name that is looked for elsewhere."""
SHARE: Final = 0.9
"""What is left of the score where a name is found again."""
MOST: Final = 200
"""Names of one message that are looked for; more is a list, in which each stands by itself."""
_SHORTEST: Final = 3
_TITLES: Final = frozenset(
    "Miss Mrs Sir Dame Prof Professor Doctor Herr Frau Van Von Der The And Auntie Uncle".split()
)
_EDGE: Final = r"[^\pL\pM\pN_]"


def again(texts: Sequence[Text], findings: Iterable[Finding]) -> list[Finding]:
    """Give further findings of the persons found in texts that travel together.

    A part of a name counts where it is written with a capital, as it was in the name: so Mr Rose is
    found again, and roses are not.
    """
    found = list(findings)
    values = [readable(text.value) for text in texts]
    persons = [each for each in found if each.label == LABEL and each.score >= SURE]
    scores: dict[str, Finding] = {}
    for each in persons:
        value = values[each.text][each.span.start : each.span.end]
        for part in (value, *value.split()):
            whole = part.strip(".,;:'\"()")
            if _telling(whole) and (whole not in scores or scores[whole].score < each.score):
                scores[whole] = each
    if not scores or len(scores) > MOST:
        return []
    pattern = Alternatives(map(re2.escape, sorted(scores)), before=f"(?:^|{_EDGE})", after=f"(?:$|{_EDGE})")
    more = []
    for index, value in enumerate(values):
        taken = sorted(each.span for each in found if each.text == index and each.label == LABEL)
        furthest = list(accumulate((span.end for span in taken), max))
        for start, end in pattern.spans(value):
            before = bisect_left(taken, end, key=lambda span: span.start)
            if before == 0 or furthest[before - 1] <= start:
                origin = scores[value[start:end]]
                score = round(origin.score * SHARE, 4)
                more.append(replace(origin, text=index, span=Span(start, end), score=score))
    return more


def _telling(part: str) -> bool:
    return (
        len(part) >= _SHORTEST
        and part not in _TITLES
        and part[0].isupper()
        and not part.isupper()
        and any(map(str.islower, part))
    )
