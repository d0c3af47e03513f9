"""Names of people who are not there: blended out of Faker's names, so that they are nobody's.

A name is made part by part, so that "Ann Lee" and "Ms Lee" stay one person, and so that a model that
writes to "Ms Calderson" alone is understood. A blend is no word and no common name: if a reply holds
it, it is because the request did.
"""

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guard.transform.standins.draw import Draw

SHORTEST = 5
"""Letters: what is shorter stands in too many texts by chance."""

_PART = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|['\u2019.,\- ])*")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff'\u2019]+")
_INITIAL = re.compile("[A-Za-z\u00c0-\u024f]")
_TITLES = frozenset("mr mrs ms miss mx dr prof sir herr frau mme mlle sra srta dott ing dipl".split())
_PARTICLES = frozenset(
    """van der den de del della di da do dos du la le von zu zum zur ter ten el al bin ibn bint ben and und et""".split()
)
_ENDS = frozenset("Jr Sr jr sr JR SR II III IV MD PhD".split())
_SYLLABLE = re.compile("[bcdfghjklmnpqrstvwxz]*[aeiouy]+[bcdfghjklmnpqrstvwxz]+")
_ENDING = re.compile("[aeiouy]+[bcdfghjklmnpqrstvwxz]+[aeiouy]*$|[aeiouy]+[bcdfghjklmnpqrstvwxz]*$")
_LONGEST = 12


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of one kind, in lower case, and how those that are long enough begin and end."""

    every: frozenset[str]
    heads: tuple[str, ...]
    tails: tuple[str, ...]


def _listed(names: Iterable[str]) -> _Names:
    every = frozenset(name.lower() for name in names if name.isascii() and name.isalpha())
    long = [name for name in every if len(name) >= SHORTEST]
    heads = {found.group() for name in long if (found := _SYLLABLE.match(name))}
    tails = {found.group() for name in long if (found := _ENDING.search(name))}
    return _Names(every, tuple(sorted(heads)), tuple(sorted(tails)))


@functools.cache
def _names() -> tuple[_Names, _Names, _Names]:
    """Give the names of women, of men and of families."""
    from faker.providers.person.en_US import Provider  # noqa: PLC0415  # 0.1 s that few policies need

    return (
        _listed(Provider.first_names_female),
        _listed(Provider.first_names_male),
        _listed(Provider.last_names),
    )


@functools.cache
def _real() -> frozenset[str]:
    """Give what no invented name may be."""
    from faker.providers.lorem.en_US import Provider  # noqa: PLC0415  # the same

    words = frozenset(word.lower() for word in Provider.word_list)
    return words.union(*(names.every for names in _names()))


def blend(part: str, draw: Draw) -> str:
    """Give an invented name in lower case: of a woman, of a man or of a family, as the part is one."""
    women, men, families = _names()
    known = part.lower()
    names = women if known in women.every else men if known in men.every else families
    made = ""
    while made in _real() or not SHORTEST <= len(made) <= _LONGEST:
        made = draw.among(names.heads) + draw.among(names.tails)
    return made


def cased(made: str, like: str) -> str:
    """Give a lower-case name in the case of another: capitals, small letters, or a first capital."""
    if len(like) > 1 and like.isupper():
        return made.upper()
    return made if like.islower() else made.capitalize()


def family(draw: Draw) -> str:
    """Give an invented family name."""
    return blend("", draw).capitalize()


def name(part: str, draw: Draw) -> str | None:
    """Give a stand-in for one part of a name, None if it is not of Latin letters."""
    if not _LATIN.fullmatch(part):
        return None
    return cased(blend(part, draw), part)


def parts(value: str) -> tuple[str, ...]:
    """Give the parts of a name that have to go, none if the value is not a name.

    Titles, particles, initials and "Jr" stay where such words stand: they are the shape of a name, not
    whose it is. Anywhere else the same letters are somebody's name, and go.
    """
    return tuple(match.group() for match in _going(value)) if _NAME.fullmatch(value) else ()


def renamed(value: str, made: Mapping[str, str]) -> str:
    """Give a name with its parts replaced."""
    pieces: list[str] = []
    done = 0
    for match in _going(value):
        pieces += (value[done : match.start()], made[match.group()])
        done = match.end()
    return "".join((*pieces, value[done:]))


def _going(value: str) -> list[re.Match[str]]:
    found = list(_PART.finditer(value))
    last = len(found) - 1
    return [
        match for at, match in enumerate(found) if not _stays(match.group(), first=at == 0, last=at == last)
    ]


def _stays(part: str, *, first: bool, last: bool) -> bool:
    if len(part) == 1:
        return _INITIAL.fullmatch(part) is not None
    if first:
        return not last and part.lower() in _TITLES
    if last:
        return part in _ENDS
    return part in _PARTICLES or part.lower() in _TITLES
