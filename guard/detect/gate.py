"""Which patterns can match, and in which stretches of a text: all of them in a few RE2 sets.

The answer may name a pattern that then does not match, never leave out one that does. A set is
asked about short pieces of the text, so that a pattern that one token lets in is not run over all
of it; pieces overlap by the longest match. The cost of asking is linear and hardly depends on the
number of patterns.
"""

from collections.abc import Iterable, Sequence

import re2

from guard.detect.reading import Reading
from guard.detect.shadow import Shade
from guard.detect.shape import Shape
from guard.errors import PatternError

_STEP = 64
"""Code points of a piece, without its overlap."""
_TOGETHER = 100
"""Patterns of one set: the states of its automaton multiply with them, the cost of asking only adds up."""
_MEMORY = 8 << 20
_MEMORY_PER_SIGN = 64  # long lists of words need more
_DIGIT = b"0"
_KNOWN = 4096
"""Combinations of gate forms whose patterns are remembered; they say nothing of any text."""

Stretches = list[tuple[int, int]]
"""Ranges of code points, in order and apart, in which matches may begin."""


class GateError(RuntimeError):
    """A set gave no answer at all: its automaton ran out of memory."""


class _Set:
    """Some gate forms over one shade; equal ones are asked once."""

    def __init__(self, shapes: Iterable[tuple[int, Shape]], shade: Shade) -> None:
        options = re2.Options()
        options.log_errors = False
        options.encoding = re2.Options.Encoding.LATIN1
        listed = list(shapes)
        options.max_mem = _MEMORY + _MEMORY_PER_SIGN * sum(len(shape.gate) for _, shape in listed)
        self._set = re2.Set.SearchSet(options)
        self._shade = shade
        self._owners: list[tuple[int, ...]] = []
        self._known: dict[tuple[int, ...], tuple[int, ...]] = {}
        by_source: dict[str, tuple[int, ...]] = {}
        for number, shape in listed:
            by_source[shape.gate] = (*by_source.get(shape.gate, ()), number)
        try:
            for source, numbers in by_source.items():
                self._set.Add(source)
                self._owners.append(numbers)
            # Matches everywhere: no answer means that the set failed, which RE2's Python face does not tell.
            self._set.Add("")
            self._owners.append(())
            self._set.Compile()
        except re2.error:
            raise PatternError("a pattern too large for RE2: expected fewer or smaller repeats") from None
        self._before = max((shape.before for _, shape in listed), default=0)
        self._after = max((shape.ahead + (shape.longest or 0) for _, shape in listed), default=0)
        self.empty = not listed

    def ask(self, piece: bytes) -> tuple[int, ...]:
        """Give the numbers of the patterns that may match in a piece.

        Raises:
            GateError: if the set failed.
        """
        hits = tuple(self._set.Match(piece) or ())
        known = self._known.get(hits)
        if known is None:
            if not hits:
                raise GateError
            known = tuple(number for hit in hits for number in self._owners[hit])
            if len(self._known) < _KNOWN:
                self._known[hits] = known
        return known

    def whole(self, reading: Reading) -> dict[int, Stretches]:
        """Ask about the whole text at once."""
        seen = reading.seen(self._shade)
        return {number: [(0, len(seen))] for number in self.ask(seen)}

    def pieces(self, reading: Reading) -> dict[int, Stretches]:
        """Ask about one piece of the text after the other; what needs a digit only where one is."""
        seen = reading.seen(self._shade)
        found: dict[int, Stretches] = {}
        digits = self._shade is Shade.BARE
        if (digits and _DIGIT not in seen) or (not digits and not self.ask(seen)):
            return found
        for start in range(0, len(seen), _STEP):
            piece = seen[max(0, start - self._before) : start + _STEP + self._after]
            if digits and _DIGIT not in piece:
                continue
            for number in self.ask(piece):
                known = found.setdefault(number, [])
                if known and known[-1][1] == start:
                    known[-1] = (known[-1][0], start + _STEP)
                else:
                    known.append((start, start + _STEP))
        return found


class Gate:
    """The patterns of all active detectors.

    Args:
        shapes: of the patterns, in the order by which they are numbered.

    Raises:
        PatternError: if one is too large for RE2.
    """

    def __init__(self, shapes: Sequence[Shape]) -> None:
        numbered = list(enumerate(shapes))
        self._long = _Set([each for each in numbered if each[1].longest is None], Shade.SMALL)
        self._short = []
        for shade in (Shade.BARE, Shade.SMALL):
            # Patterns that begin alike share states.
            short = [each for each in numbered if each[1].longest is not None and each[1].shade is shade]
            short.sort(key=lambda each: each[1].gate)
            self._short += [_Set(short[at : at + _TOGETHER], shade) for at in range(0, len(short), _TOGETHER)]

    def stretches(self, reading: Reading) -> dict[int, Stretches]:
        """Give where matches of each pattern may begin; patterns that cannot match are not in it.

        Raises:
            GateError: if a set failed.
        """
        found = {} if self._long.empty else self._long.whole(reading)
        for each in self._short:
            found |= each.pieces(reading)
        return found
