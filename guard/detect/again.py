"""A name that was found once is found again: where the same words stand alone, with less around them to tell."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Final

from guard.linear import Literals
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
_NOWHERE: Final[tuple[list[int], list[int]]] = ([], [])


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
    taken = _taken(found)
    more = []
    for index, start, end in Literals(scores, apart=True).spans(values):
        starts, furthest = taken.get(index, _NOWHERE)
        before = bisect_left(starts, end)
        if before == 0 or furthest[before - 1] <= start:
            origin = scores[values[index][start:end]]
            score = round(origin.score * SHARE, 4)
            more.append(replace(origin, text=index, span=Span(start, end), score=score))
    return more


def _taken(found: Iterable[Finding]) -> dict[int, tuple[list[int], list[int]]]:
    """Give where names are known already: by text where they start, and how far those up to there reach."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for each in found:
        if each.label == LABEL:
            spans.setdefault(each.text, []).append((each.span.start, each.span.end))
    taken = {}
    for index, places in spans.items():
        places.sort()
        taken[index] = ([start for start, _ in places], list(accumulate((end for _, end in places), max)))
    return taken


def _telling(part: str) -> bool:
    return (
        len(part) >= _SHORTEST
        and part not in _TITLES
        and part[0].isupper()
        and not part.isupper()
        and any(map(str.islower, part))
    )
