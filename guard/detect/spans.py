"""The exact spans of one pattern: by ``regex`` in the stretches the gate names, by RE2 if matches are long.

Never a backtracking engine over a whole text. ``regex`` sees what stands around a stretch, so
look-arounds and word edges are those of the whole text, and matches are those it would find there.
"""

import time
from collections.abc import Iterator
from functools import cache, cached_property

import re2
import regex

from guard.detect.detector import DetectorTimeout
from guard.detect.gate import Stretches
from guard.detect.reading import Reading
from guard.detect.shape import Shape, shape
from guard.errors import PatternError

_BUDGET_S = 1.0
_BUDGET_S_PER_CHAR = 20e-6
_MEMORY = 32 << 20


@cache
def _regex(source: str, flags: int) -> "regex.Pattern[str]":
    return regex.compile(source, flags)


@cache
def _re2(source: str) -> "re2._Regexp":
    options = re2.Options()
    options.log_errors = False
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = _MEMORY
    try:
        return re2.compile(source.encode("ascii"), options)
    except re2.error:
        raise PatternError("a pattern too large for RE2: expected fewer or smaller repeats") from None


class Spans:
    """Finds the matches of one pattern; it is compiled when a text first needs it.

    Args:
        source: the pattern in the ``regex`` dialect.
        flags: of the ``regex`` module.
        group: the group whose span is given.
    """

    def __init__(self, source: str, flags: int, group: int = 0) -> None:
        self.source = source
        self._flags = flags
        self._group = group

    @cached_property
    def shape(self) -> Shape:
        """What is known of the pattern, read when first asked for.

        Raises:
            PatternError: if it cannot be read.
        """
        return shape(self.source, self._flags, self._group)

    def check(self) -> None:
        """Compile what RE2 would be asked for.

        Raises:
            PatternError: if the pattern cannot be read, or is too large.
        """
        if self.shape.longest is None:
            _re2(self.shape.exact)

    def find(self, reading: Reading, stretches: Stretches) -> Iterator[tuple[int, int]]:
        """Give the spans of all matches that begin in the stretches, from left to right.

        Raises:
            DetectorTimeout: when the budget for this text is used up.
        """
        budget = _BUDGET_S + len(reading.value) * _BUDGET_S_PER_CHAR
        if self.shape.longest is None:
            return self._long(reading.shadow, budget)
        return self._short(reading.value, stretches, self.shape.longest + self.shape.ahead, budget)

    def _short(
        self, value: str, stretches: Stretches, reach: int, budget: float
    ) -> Iterator[tuple[int, int]]:
        pattern = _regex(self.source, self._flags)
        until = time.monotonic() + budget  # compiling, which happens once, is not the text's fault
        group, nested = self._group, self.shape.nested
        at = 0
        for low, ends in stretches:
            high = min(ends, len(value))  # past the end an empty match would come again and again
            at = max(at, low)
            try:
                while at < high:
                    limit = max(0.001, until - time.monotonic()) if nested else None
                    match = pattern.search(value, at, high + reach, timeout=limit)
                    if match is None:
                        break
                    start, end = match.span()
                    if start >= high:
                        break
                    at = end if end > start else start + 1
                    yield match.span(group)
                    if time.monotonic() > until:
                        raise DetectorTimeout
            except TimeoutError:
                raise DetectorTimeout from None
            if time.monotonic() > until:
                raise DetectorTimeout

    def _long(self, data: bytes, budget: float) -> Iterator[tuple[int, int]]:
        pattern = _re2(self.shape.exact)
        until = time.monotonic() + budget
        core = self.shape.group
        group = core + (self._group > 0)
        at = done = 0
        while at <= len(data) and (match := pattern.search(data, at)) is not None:
            start, end = match.span(core)
            if start >= done:
                yield match.span(group)
                done = end
            # What a look-behind takes in may be the end of the match before.
            at = max(done - self.shape.back, start + 1)
            if time.monotonic() > until:
                raise DetectorTimeout
