"""Places and organisations that are on no map: invented names with the endings that such names have."""

import functools
import re

from guard.transform.standins import people
from guard.transform.standins.draw import Draw
from guard.transform.standins.shape import same_shape

_LEGAL = re.compile(
    r"(?i)[,]? (?:inc|llc|ltd|limited|plc|corp|corporation|company|co|group|gmbh|ag|kg|se|sa|sas|sarl|bv|nv|ab|oy|as"
    r"|srl|spa|bank|university|hospital|college|school|clinic)\.?"
)
_LATIN = re.compile("[A-Za-z\u00c0-\u024f0-9 .,'\u2019&/\\-]+")


@functools.cache
def _endings() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give how towns end, and what streets are called."""
    from faker.providers.address.en_US import Provider  # noqa: PLC0415  # 0.1 s that few policies need

    return tuple(Provider.city_suffixes), tuple(Provider.street_suffixes)


def town(value: str, draw: Draw) -> str | None:
    """Give a town, in capitals where the value is."""
    if not _LATIN.fullmatch(value):
        return None
    return people.cased(people.blend("", draw) + draw.among(_endings()[0]), value)


def organisation(value: str, draw: Draw) -> str | None:
    """Give a firm; what says which kind it is stays: "Ltd", "GmbH", "Hospital"."""
    if not _LATIN.fullmatch(value):
        return None
    ends = [match for match in _LEGAL.finditer(value) if match.end() == len(value)]
    return people.family(draw) + (ends[0].group() if ends else "")


def address(value: str, draw: Draw) -> str | None:
    """Give an address in as many parts, between commas: a street first, then towns and codes."""
    if not _LATIN.fullmatch(value):
        return None
    first, *rest = re.split(r"(\s*,\s*)", value)
    made = [_street(first, draw)]
    for at, piece in enumerate(rest):
        made.append(piece if at % 2 == 0 else _district(piece, draw))
    return "".join(made)


def _street(value: str, draw: Draw) -> str:
    named = f"{people.family(draw)} {draw.among(_endings()[1])}"
    begins = re.match(r"[0-9]+", value)
    if begins:
        return f"{same_shape(begins.group(), draw)} {named}"
    ends = re.search(r"[0-9]+$", value)
    return f"{named} {same_shape(ends.group(), draw)}" if ends else named


def _district(value: str, draw: Draw) -> str:
    """Give codes the same shape, and a town for every word that is spelled in small letters."""
    made = (
        same_shape(word, draw) if word.isupper() or any(map(str.isdigit, word)) else town(word, draw)
        for word in value.split(" ")
    )
    return " ".join(each for each in made if each)
