"""References to people under 18: neutral words, used only next to a finding of sexual content.

``minors.tsv`` and ``exceptions.tsv`` hold one phrase a line; ``template.py`` describes their syntax,
lines that begin with ``#`` are comments. An exception suppresses only what it overlaps.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.abc import Traversable
from importlib.resources import files
from typing import Any, Final

import re2

from guard.detect.minors.template import combine, compile_phrase, plain
from guard.errors import ConfigError

STATE_MEMORY: Final = 64 << 20
"""Bytes that RE2 may use per pattern to remember its states; beyond, it turns to slower code."""
_AGES: Final = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"

Range = tuple[int, int]


class Minors:
    """Finds references to people under 18.

    Args:
        source: the folder that holds the phrases; None for the one in this package.

    Raises:
        ConfigError: if a file is malformed; the message names file and line.
    """

    def __init__(self, source: Traversable | None = None) -> None:
        source = source or files(__name__)
        classes = {
            "under_18": f"(?:{'|'.join(str(age) for age in range(1, 18))})",
            "under_18_words": f"(?:{'|'.join(_AGES.split())})",
        }
        self._phrases = _pattern(source / "minors.tsv", classes)
        self._exceptions = _pattern(source / "exceptions.tsv", classes)

    def spans(self, text: str) -> list[Range]:
        """Give code points of every reference in ``text``."""
        data = plain(text).encode("utf-8", "replace")
        found = list(_all(self._phrases, data))
        if not found:
            return []
        excepted = list(_all(self._exceptions, data))
        left = [each for each in found if not _overlaps(each, excepted)]
        return [(len(data[:start].decode()), len(data[:end].decode())) for start, end in left]


@cache
def minors() -> Minors:
    """Give the shipped phrases, read once."""
    return Minors()


def _all(pattern: Any, data: bytes) -> Iterator[Range]:
    """Yield all matches that do not overlap, in order, without the boundaries around them."""
    at = 0
    while (match := pattern.search(data, at)) is not None:
        start, end = match.span(match.lastindex)
        yield start, end
        at = end


def _overlaps(each: Range, others: Sequence[Range]) -> bool:
    """Tell whether a range shares a byte with one of ``others``, which are sorted and disjoint."""
    after = bisect_right(others, each[0], key=lambda other: other[1])
    return after < len(others) and others[after][0] < each[1]


def _pattern(path: Traversable, classes: Mapping[str, str]) -> Any:
    """Compile the phrases of a file into one pattern that finds the longest of the leftmost matches."""
    options = re2.Options()
    options.longest_match = True
    options.max_mem = STATE_MEMORY
    return re2.compile(combine(list(_phrases(path, classes))), options)


def _phrases(path: Traversable, classes: Mapping[str, str]) -> Iterable[Any]:
    for number, line in enumerate(plain(path.read_text("utf-8")).splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            try:
                yield compile_phrase(line.strip(), classes)
            except ConfigError as error:
                raise ConfigError(f"{path.name}:{number}: {error}") from None
