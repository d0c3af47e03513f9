"""Strings that count only where they stand alone: no letter, mark, digit or underscore touches them."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from guard.linear import Literals

_PER_PATTERN = 500


def in_word(sign: str) -> bool:
    """Tell whether a sign belongs to a word: a letter, a mark on one, a digit or an underscore."""
    return sign == "_" or unicodedata.category(sign)[0] in "LMN"


class Apart:
    """Finds strings where they stand alone, in time that grows with the texts.

    Args:
        strings: what to look for, none of it empty.

    Raises:
        re2.error: if they are too much.
    """

    def __init__(self, strings: Iterable[str]) -> None:
        listed = sorted(strings)
        steps = range(0, len(listed), _PER_PATTERN)
        self._patterns = [Literals(listed[at : at + _PER_PATTERN], apart=True) for at in steps]

    def spans(self, texts: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """Give text, start and end of every place: of those that overlap the first, and of these the longest."""
        found = sorted(
            (text, start, -end) for pattern in self._patterns for text, start, end in pattern.spans(texts)
        )
        at, done = -1, 0
        for text, start, end in found:
            if text != at or start >= done:
                at, done = text, -end
                yield text, start, done
