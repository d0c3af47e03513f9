"""A further reading of a text, with a map back to the original."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from operator import attrgetter
from typing import Self

from guard.errors import SpanError


class How(StrEnum):
    """What was done to a text to read it."""

    NOTHING = "nothing"
    FOLDED = "folded"
    DECODED = "decoded"
    JOINED = "joined"
    LEET = "leet"


@dataclass(frozen=True, slots=True)
class Edit:
    """The code points ``[start, end)`` are read as ``text``.

    Args:
        start: where it begins, in code points.
        end: where it ends.
        text: what stands there instead; empty if nothing does.
        out: every ``out`` code points of ``text`` come from ``into`` of what was read; 0 if all come from all.
        into: see ``out``.
    """

    start: int
    end: int
    text: str = field(repr=False)
    out: int = 0
    into: int = 0


@dataclass(frozen=True, slots=True)
class _Piece:
    """Code points of a view from ``at`` on come from ``[start, end)``, ``out`` of them from ``into`` each."""

    at: int
    start: int
    end: int
    out: int
    into: int

    def low(self, point: int) -> int:
        return self.start + (point - self.at) // self.out * self.into

    def high(self, point: int) -> int:
        return min(self.end, self.low(point) + self.into)


_at = attrgetter("at")


@dataclass(frozen=True, slots=True)
class View:
    """One reading of a text.

    Args:
        text: the reading.
        how: what was done last to get it.
    """

    text: str = field(repr=False)
    how: How = How.NOTHING
    _pieces: tuple[_Piece, ...] = field(default=(), repr=False)
    _under: Self | None = field(default=None, repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the code points of the original text that a stretch of this reading comes from.

        Args:
            start: where the stretch begins, in code points of this reading.
            end: where it ends; it holds at least one code point.

        Raises:
            SpanError: if the stretch is empty or not inside this reading.
        """
        if not 0 <= start < end <= len(self.text):
            raise SpanError(f"span {start}:{end} of a reading: expected 0 <= start < end <= {len(self.text)}")
        if self._under is None:
            return start, end
        first = self._pieces[bisect_right(self._pieces, start, key=_at) - 1]
        last = self._pieces[bisect_right(self._pieces, end - 1, key=_at) - 1]
        return self._under.span(first.low(start), last.high(end - 1))

    def named(self, how: How) -> "View":
        """Give the same reading under another name."""
        return replace(self, how=how)

    def edited(self, edits: Iterable[Edit], how: How) -> "View | None":
        """Give this reading with some stretches read otherwise, None if that changes nothing.

        Of edits that overlap the earlier one counts, of two that begin together the longer.
        """
        text, pieces, parts = self.text, [], []
        length = done = 0
        for edit in sorted(edits, key=lambda each: (each.start, -each.end)):
            if edit.start < done:
                continue
            if done < edit.start:
                pieces.append(_Piece(length, done, edit.start, 1, 1))
                parts.append(text[done : edit.start])
                length += edit.start - done
            if edit.text:
                whole = edit.out == 0
                out, into = (len(edit.text), edit.end - edit.start) if whole else (edit.out, edit.into)
                pieces.append(_Piece(length, edit.start, edit.end, out, into))
                parts.append(edit.text)
                length += len(edit.text)
            done = edit.end
        if not done:
            return None
        if done < len(text):
            pieces.append(_Piece(length, done, len(text), 1, 1))
            parts.append(text[done:])
        new = "".join(parts)
        return None if new == text else View(new, how, tuple(pieces), self)
