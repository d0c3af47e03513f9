"""A long text in pieces that a detector takes, each at its place in the whole."""

from collections.abc import Iterator
from dataclasses import dataclass, field

_SPACES = " \n\t"
_OVERLAP = 200
"""Code points that two pieces share at most, so that what stands across a cut is whole in one of them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a Text.

    Args:
        index: which of the Texts.
        start: where it begins in it, in code points.
        value: what stands there.
    """

    index: int
    start: int
    value: str = field(repr=False)


def cut(index: int, text: str, longest: int) -> Iterator[Piece]:
    """Cut a text into pieces of at most ``longest`` code points, at spaces where there are any.

    Args:
        index: which of the Texts it is.
        text: the whole of it; no code point is left out.
        longest: at least 1, or 0 for any length.
    """
    start = 0
    while longest and len(text) - start > longest:
        end = _last_space(text, start + longest // 2, start + longest) or start + longest
        yield Piece(index, start, text[start:end])
        back = max(start + 1, end - min(_OVERLAP, longest // 4))
        start = _first_space(text, back, end) or back
    yield Piece(index, start, text[start:])


def _last_space(text: str, low: int, high: int) -> int:
    """Give the place behind the last space of a stretch, 0 if it has none."""
    return max(text.rfind(space, low, high) for space in _SPACES) + 1


def _first_space(text: str, low: int, high: int) -> int:
    """Give the place behind the first space of a stretch, 0 if it has none."""
    found = (text.find(space, low, high) for space in _SPACES)
    return min((at + 1 for at in found if at >= 0), default=0)
