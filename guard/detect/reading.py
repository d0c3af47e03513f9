"""A text as detectors read it: everything they share is worked out once, when first asked for."""

from bisect import bisect_left, bisect_right
from functools import cached_property

import regex

from guard.detect.shape import View, shadow
from guard.types import Text

_WORDS_BEFORE = 8
_REACH = 120
"""Code points before a match in which its words are looked for."""
_NAMES = 2
_WORD = regex.compile(r"\w+")  # in which, unlike in ``re``, combining marks belong to a word
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
        self._views: dict[View, bytes] = {}
        self._before: dict[int, str] = {}

    @cached_property
    def shadow(self) -> bytes:
        """The text, one byte per code point."""
        return shadow(self.value)

    def view(self, view: View) -> bytes:
        """Give the shadow as the gate sees it."""
        seen = self._views.get(view)
        if seen is None:
            seen = self._views[view] = view.of(self.shadow)
        return seen

    def before(self, start: int) -> str:
        """Give the words before code point ``start``, normal and with a space on each side."""
        words = self._before.get(start)
        if words is None:
            ends, listed = self._words
            last = bisect_right(ends, start)
            first = max(bisect_left(ends, start - _REACH), last - _WORDS_BEFORE)
            words = " ".join((self.names, *listed[first:last]))
            # A match may begin within a word: what of it stands before is a word too.
            cut = _WORD.search(self.value, ends[last - 1] if last else 0, start)
            if cut is not None:
                words = f"{words} {normal(cut.group())}"
            words = self._before[start] = f" {words} "
        return words

    @cached_property
    def _words(self) -> tuple[list[int], list[str]]:
        """The ends of all words of the text, and the words."""
        found = [(match.end(), normal(match.group())) for match in _WORD.finditer(self.value)]
        return [end for end, _ in found], [word for _, word in found]

    @cached_property
    def names(self) -> str:
        """The nearest member names in its pointer, as normal words."""
        names = [name for name in self._pointer.split("/")[1:] if not name.isdigit()][-_NAMES:]
        return " ".join(normal(part) for name in names for part in _NAME_PART.findall(name))


def normal(word: str) -> str:
    """Fold case and a plural s, so that "cards" supports like "card"."""
    folded = word.casefold()
    return folded[:-1] if len(folded) > _PLURAL and folded.endswith("s") else folded
