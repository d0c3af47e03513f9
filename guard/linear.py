"""RE2 over code points: the only engine that may run a pattern somebody else wrote."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any, Final

import re2
import regex

_MEMORY: Final = 64 << 20
_BETWEEN: Final = "\0"
"""What stands between texts that are searched as one."""
_BEGIN: Final = 5
"""Code points from the beginning of a string by which it is looked for."""
_MISSES: Final = 100
"""So often what begins like a string may be none before the strings are looked for to their ends."""
_EDGE: Final = regex.compile(r"[^\p{L}\p{M}\p{N}_]")


def _compiled(pattern: str, *, any_case: bool = False) -> Any:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.case_sensitive = not any_case
    options.longest_match = True
    options.log_errors = False
    # Not by `re2.compile`, which remembers patterns: those made of values have to go with their exchange.
    return re2._Regexp(pattern.encode(), options)  # noqa: SLF001


class Alternatives:
    """A compiled pattern that prefers the longest of several alternatives.

    Args:
        alternatives: patterns in RE2 syntax; literals must be escaped.
        before: a pattern for the edge before a match.
        after: a pattern for the edge after it.
        any_case: whether case is ignored.

    Raises:
        re2.error: if the pattern is not RE2's, or too large.
    """

    def __init__(
        self, alternatives: Iterable[str], *, before: str = "", after: str = "", any_case: bool = False
    ) -> None:
        self._pattern = _compiled(f"{before}({'|'.join(alternatives)}){after}", any_case=any_case)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Give the code-point range of every match, without its edges.

        The edge after one match is looked at again: it may be the edge before the next.
        """
        data = text.encode()
        at_byte = at_char = 0  # RE2 counts bytes; code points are counted along the way, once
        while (match := self._pattern.search(data, at_byte)) is not None:
            start, end = match.span(1)
            begin = at_char + len(data[at_byte:start].decode())
            at_char = begin + len(data[start:end].decode())
            at_byte = end
            yield begin, at_char


class Literals:
    """Strings that are looked for in several texts in one pass; of those that begin together the longest counts.

    Args:
        strings: what is looked for, none of it empty.
        apart: whether a string counts only where no letter, mark, digit or underscore touches it.

    Raises:
        re2.error: if they are too much.
    """

    def __init__(self, strings: Iterable[str], *, apart: bool = False) -> None:
        self._strings = sorted(set(strings))
        self._apart = apart
        self._begin = min((_BEGIN, *map(len, self._strings)))
        self._lengths: dict[str, list[int]] = {}
        for each in sorted(self._strings, key=len, reverse=True):
            lengths = self._lengths.setdefault(each[: self._begin], [])
            if len(each) not in lengths[-1:]:
                lengths.append(len(each))
        self._known = frozenset(self._strings)
        # Their beginnings are compiled and found at a fraction of the cost of all of them.
        self._beginnings = _compiled("|".join(map(re2.escape, self._lengths)))
        # A string that holds what stands between two texts could be found across them.
        self._one_by_one = any(_BETWEEN in each for each in self._strings)

    @cached_property
    def _whole(self) -> Any:
        """The strings to their ends: for texts in which most of what begins like one is none."""
        return _compiled("|".join(map(re2.escape, self._strings)))

    def spans(self, texts: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """Give every match: the index of its text, and its code-point range there.

        Raises:
            re2.error: if the strings are too much.
        """
        if not self._strings:
            return
        if self._one_by_one:
            yield from ((at, *span) for at, text in enumerate(texts) for span in self._spans(text))
            return
        starts = [0, *accumulate(len(text) + len(_BETWEEN) for text in texts)]
        for start, end in self._spans(_BETWEEN.join(texts)):
            at = bisect_right(starts, start) - 1
            yield at, start - starts[at], end - starts[at]

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        data = text.encode()
        plain = len(data) == len(text)  # then bytes are code points
        pattern, misses = self._beginnings, 0
        at_byte = at_char = 0
        while (match := pattern.search(data, at_byte)) is not None:
            low, _ = match.span()
            start = low if plain else at_char + len(data[at_byte:low].decode())
            end = self._end(text, start)
            if end > start:
                yield start, end
                at_char = end
            else:
                misses += 1
                if misses == _MISSES:
                    pattern = self._whole
                at_char = self._next(text, start)
            at_byte = at_char if plain else low + len(text[start:at_char].encode())

    def _end(self, text: str, start: int) -> int:
        """Give where the longest string ends that stands at ``start``, ``start`` if none does."""
        if self._apart and start and not _EDGE.match(text, start - 1):
            return start
        for length in self._lengths[text[start : start + self._begin]]:
            end = start + length
            if end > len(text) or text[start:end] not in self._known:
                continue
            if not self._apart or end == len(text) or _EDGE.match(text, end):
                return end
        return start

    def _next(self, text: str, start: int) -> int:
        """Give where the next string may begin after none stood at ``start``."""
        if not self._apart:
            return start + 1
        edge = _EDGE.search(text, start)
        return len(text) if edge is None else max(start + 1, edge.end())
