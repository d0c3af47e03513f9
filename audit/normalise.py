"""Values as the blind index sees them: one spelling for what people write in many.

A change here makes old tokens unfindable, so the version is part of every token.
"""

import unicodedata
from typing import Final

VERSION: Final = "1"
_PHONE: Final = "PHONE_NUMBER"
_PARTED: Final = frozenset(
    "ADDRESS DATE_OF_BIRTH DATE_TIME IP_ADDRESS LOCATION MAC_ADDRESS ORGANIZATION PERSON URL".split()
)
"""Kinds in which it matters where one part ends; in a card's number it does not."""


def normalise(kind: str, value: str) -> tuple[str, str]:
    """Return kind and value as they go into a token.

    Compatibility forms are unified (Unicode NFKC) and case is folded. What holds a digit keeps letters,
    marks and digits only, with single spaces in dates, places, names and addresses; a telephone number
    keeps digits only; anything else single spaces between words.

    Args:
        kind: entity, under Presidio's name.
        value: as it was written.
    """
    before, kept = "", value
    while kept != before:  # what is dropped can leave letters side by side that belong together
        before, kept = kept, _once(kind, kept)
    return f"{VERSION}/{kind}", kept


def _once(kind: str, value: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).casefold())
    if kind == _PHONE:
        return "".join(str(unicodedata.digit(sign)) for sign in folded if sign.isdigit()).lstrip("0")
    if not any(map(str.isdigit, folded)) or "@" in folded:
        return " ".join(folded.split())
    joint = " " if kind in _PARTED else ""
    return joint.join("".join(sign if _kept(sign) else " " for sign in folded).split())


def _kept(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign).startswith("M")
