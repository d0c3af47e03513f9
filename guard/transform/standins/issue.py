"""Stand-ins for all values of one exchange: one for each, and none that stands in it anyway.

A stand-in is turned back wherever it stands, so it must not be anything that the request holds, nor be
short enough to stand in a reply by chance.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import re2

from guard.transform.standins import people
from guard.transform.standins.draw import Draw
from guard.transform.standins.edges import Apart
from guard.transform.standins.makers import PERSON, make

SHORTEST = 5
"""Code points: a shorter stand-in would be found where nobody put it."""
_LONGEST = 200
_ATTEMPTS = 12
_ROUNDS = 4
_NEVER = "<>\n\r\t"


@dataclass(frozen=True, slots=True)
class StandIns:
    """What stands in for values, by label and value.

    Args:
        units: by label and value, or part of a name.
    """

    units: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False)

    def of(self, label: str, value: str) -> str | None:
        """Give a value's stand-in, None if it has none."""
        wanted = units(label, value)
        if not wanted or any((label, unit) not in self.units for unit in wanted):
            return None
        if label != PERSON:
            return self.units[label, value]
        return people.renamed(value, {unit: self.units[label, unit] for unit in wanted})

    def tokens(self, label: str, value: str) -> dict[str, str]:
        """Give what each stand-in in a value's stand-in stands for."""
        return {self.units[label, unit]: unit for unit in units(label, value)}


def units(label: str, value: str) -> tuple[str, ...]:
    """Give what of a value gets a stand-in of its own: the value, or the parts of a name."""
    return people.parts(value) if label == PERSON else (value,)


def issue(
    wanted: Iterable[tuple[str, str]],
    secret: bytes,
    texts: Sequence[str],
    known: Mapping[str, str],
    spoiled: Callable[[Sequence[str]], Collection[str]],
) -> StandIns:
    """Find stand-ins, as far as there are any.

    The earlier of two values that would get the same one keeps it, so that what is added to a
    conversation changes nothing before it.

    Args:
        wanted: label and value, in the order of the texts.
        secret: what decides.
        texts: everything that the exchange holds.
        known: tokens in force before it, and what they stand for.
        spoiled: gives those of some stand-ins that must not be used for what they hold.
    """
    found: dict[tuple[str, str], str] = {}
    used: dict[str, str] = dict(known)
    waiting = {(label, unit): 0 for label, value in wanted for unit in units(label, value)}
    for _ in range(_ROUNDS):
        drawn: dict[str, tuple[str, str]] = {}
        for (label, unit), tried in waiting.items():
            for attempt in range(tried, _ATTEMPTS):
                waiting[label, unit] = attempt + 1
                made = make(label, unit, Draw(secret, label, unit, attempt))
                if made is None:
                    break  # there is no such thing as a stand-in for it
                if _fits(made, unit) and used.get(made, unit) == unit and made not in drawn:
                    drawn[made] = (label, unit)
                    break
        taken = _standing(drawn, texts).union(spoiled(list(drawn)))
        for made, (label, unit) in drawn.items():
            if made not in taken:
                found[label, unit] = made
                used[made] = unit
        waiting = {drawn[made]: waiting[drawn[made]] for made in drawn if made in taken}
        if not waiting:
            break
    return StandIns(found)


def _fits(made: str, unit: str) -> bool:
    distinct = SHORTEST <= len(made) <= _LONGEST and made.casefold() != unit.casefold()
    return distinct and made == made.strip() and not any(sign in made for sign in _NEVER)


def _standing(drawn: Collection[str], texts: Sequence[str]) -> set[str]:
    """Give those of some stand-ins that stand in the texts already."""
    try:
        apart = Apart(drawn)
    except re2.error:
        return set(drawn)  # too much to look for is as if all of it stood there
    return {texts[at][start:end] for at, start, end in apart.spans(texts)}
