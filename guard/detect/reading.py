"""A text as detectors read it: everything they share is worked out once, when first asked for."""

from functools import cached_property

import regex

from guard.detect.shadow import Shade, shadow
from guard.types import Text

_WORDS_BEFORE = 8
_REACH = 120
"""Code points before a match in which its words are looked for."""
_NAMES = 2
_WORD = regex.compile(r"\w+")  # in which, unlike in ``re``, combining marks belong to a word
_INSIDE = regex.compile(r"\w\w")
_NAME_PART = regex.compile(
    r"(?V1)\p{Lu}+(?!\p{Ll})|\p{Lu}?[[\p{L}\p{M}]--\p{Lu}]+"
)  # camelCase of any script
_PLURAL = 3
"""Letters from which on a word loses the s of its plural."""


class Reading:
    """One text while it is being screened.

    Args:
        text: what is read; the member names in its pointer count as words before it.
    """

    def __init__(self, text: Text) -> None:
        self.value = text.value
        self._pointer = text.pointer
        self._before: dict[int, str] = {}

    @cached_property
    def shadow(self) -> bytes:
        """The text, one byte per code point."""
        return shadow(self.value)

    def seen(self, shade: Shade) -> bytes:
        """Give the shadow as the gate sees it."""
        return self._bare if shade is Shade.BARE else self._small if shade is Shade.SMALL else self.shadow

    @cached_property
    def _bare(self) -> bytes:
        return Shade.BARE.of(self.shadow)

    @cached_property
    def _small(self) -> bytes:
        return Shade.SMALL.of(self.shadow)

    def before(self, start: int) -> str:
        """Give the words before code point ``start``, normal and with a space on each side."""
        words = self._before.get(start)
        if words is None:
            first = max(0, start - _REACH)
            found = _WORD.findall(self.value, first, start)
            if first and found and _INSIDE.match(self.value, first - 1):
                del found[0]  # the end of a word is no word
            words = " ".join((self.names, *map(normal, found[-_WORDS_BEFORE:])))
            words = self._before[start] = f" {words} "
        return words

    @cached_property
    def names(self) -> str:
        """The nearest member names in its pointer, as normal words."""
        names = [name for name in self._pointer.split("/")[1:] if not name.isdigit()][-_NAMES:]
        return " ".join(normal(part) for name in names for part in _NAME_PART.findall(name))


def normal(word: str) -> str:
    """Fold case and a plural s, so that "cards" supports like "card"."""
    folded = word.casefold()
    return folded[:-1] if len(folded) > _PLURAL and folded.endswith("s") else folded
