"""Where a text that is still growing may be cut: the same places for any pieces it comes in.

What leaves together is a stretch: a few sentences, or some words. A stretch is screened in its surroundings:
some text before it, and enough behind it that whatever could still begin inside it is seen whole. Which text
that is depends on the text alone, never on how much of it happens to be there; so a whole text, cut by
the same rules, gives the same stretches, the same findings and the same output as its stream.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

BEFORE = 256
"""Code points before a stretch that are screened with it, a quarter of them at least: the rest from
the beginning of a sentence on."""
FIRST = 40
"""Code points below which the first sentence leaves together with the next one."""
SHORT = 160
"""The same for later sentences: each stretch costs a look at its surroundings as well."""
LONG = 512
"""Code points without the end of a sentence after which any space will do."""
ENDLESS = 8192
"""Code points without a space after which a text is cut anywhere."""
NEAR = 24
"""Code points, spaces not counted, that must be known behind a sentence of plain words."""
FAR = 96
"""The same behind anything else: numbers, addresses and keys may go on over lines."""

# After a full stop that ends a word, not a number: "no. 12" and "+1 415. 555" stay together.
_SENTENCE = re.compile("(?<=[^\\W\\d][.!?…])[\"')\\]]*\\s+|\\n+|[\u3002\uff01\uff1f]+")
_SPACE = re.compile(r"\s+")
_INK = re.compile(r"\S")
_SPACED = 16  # runs of spaces are followed this far: a phrase torn by longer ones is read as two
_LINE = 48
_STEP = 16
_LAST_WORD = re.compile(r"([^\W\d_]{3,})[.!?…,;:]*[\"')\]]*\s+\Z|[\u3002\uff01\uff1f]+\Z")
_RESTLESS = re.compile(r"[^\w\s.,;:!?…'\"()\u2018-\u201d\u3000-\u303f\uff01-\uff1f-]|[\d_]|--")


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch ``[low, high)`` of a part of a text, and where in the whole text that part begins."""

    value: str = field(repr=False)
    low: int
    high: int
    at: int


@dataclass(frozen=True, slots=True)
class Cutting:
    """How texts are cut.

    Args:
        window: code points held back at any space; 0 for sentences.
        reach: code points, spaces not counted, that must be known behind a stretch at least.
        before: code points before a stretch that are screened with it.
        uncut: gives the last place up to one that lies inside nothing that must stay whole.
        whole: whether nothing leaves before all of it is there.
    """

    window: int = 0
    reach: int = NEAR
    before: int = BEFORE
    uncut: Callable[[str, int], int] | None = None
    whole: bool = False


class Segments:
    """Cuts one text.

    Args:
        cutting: by which rules.
    """

    def __init__(self, cutting: Cutting) -> None:
        self._cutting = cutting
        self._text = ""  # with what is before the next stretch
        self._more: list[str] = []
        self._known = 0
        self._needed = 0  # no use to look before this much is known
        self._at = 0
        self._low = 0
        self._tried = 0
        self._closed = False

    def add(self, piece: str) -> None:
        """Take a piece of the text."""
        self._more.append(piece)
        self._known += len(piece)

    def close(self) -> None:
        """Say that the text is whole."""
        self._closed = True

    def next(self) -> Cut | None:
        """Give the next stretch to screen, None if more of the text is needed or it has all been given."""
        if not self._closed and (self._cutting.whole or self._known < self._needed):
            return None
        if self._more:
            self._text = "".join((self._text, *self._more))
            self._more.clear()
        while not self._cutting.whole:
            edge = self._edge()
            behind = -1 if edge < 0 else self._behind(edge)
            if behind < 0:
                break
            self._tried = edge
            value = self._text[:behind]
            if self._cutting.uncut is not None:
                edge = self._cutting.uncut(value, edge)
            if edge > self._low:
                return Cut(value, self._low, edge, self._at)
        if not self._closed:
            self._needed = self._known + NEAR // 2
            return None
        end = len(self._text)
        return Cut(self._text, self._low, end, self._at) if self._low < end else None

    def take(self, upto: int) -> None:
        """Say how far the last stretch went; if nowhere, it is tried again with more of the text."""
        self._low = upto
        gone = self._beginning(upto)
        self._text = self._text[gone:]
        self._at += gone
        self._known -= gone
        self._low -= gone
        self._tried = max(self._low, self._tried - gone)
        self._needed = 0

    def _beginning(self, low: int) -> int:
        """Give where the part of the text begins that is screened with a stretch: half a sentence misleads."""
        furthest = max(0, low - self._cutting.before)
        if not furthest:
            return 0
        match = _SENTENCE.search(self._text, furthest, low - self._cutting.before // 4)
        return match.end() if match else furthest

    def _edge(self) -> int:
        """Give the first place after those tried where a stretch may end, -1 if none is known."""
        text, low, tried = self._text, self._low, self._tried
        if tried - low > LONG:
            # Something long goes on here. Each try reads all of it again: they get rarer as it grows.
            return self._space(tried + tried - low, tried)
        if self._cutting.window:
            return self._space(low + max(self._cutting.window // 2, _STEP), tried)
        soon = low + (SHORT if self._at + low else FIRST)
        for match in _SENTENCE.finditer(text, max(low, tried)):
            if match.end() > low + LONG:
                break
            if match.end() >= soon and match.end() > tried:
                return match.end()
        return self._space(low + LONG, tried) if len(text) > low + LONG else -1

    def _space(self, soon: int, tried: int) -> int:
        """Give the first place from ``soon`` on, and after ``tried``, where words are divided."""
        start = max(soon, tried)
        most = self._low + ENDLESS * (1 + (start - self._low) // ENDLESS)
        for match in _SPACE.finditer(self._text, start, most):
            if match.end() > tried:
                return match.end()
        return most if len(self._text) > most else -1

    def _behind(self, edge: int) -> int:
        """Give how far the text must be known for a stretch to end at a place, -1 if it is not."""
        text = self._text
        reach = max(self._cutting.reach, self._cutting.window)
        if not self._cutting.window and not _calm(text, edge):
            reach = max(reach, FAR)
        if len(text) - edge < reach:
            return -1
        most = edge + reach * _SPACED
        signs = islice(_INK.finditer(text, edge, most), reach - 1, None)
        last = next(signs, None)
        if last is not None:
            return last.end()
        return most if len(text) >= most else -1


def _calm(text: str, edge: int) -> bool:
    """Tell whether a sentence ends in plain words, behind which nothing goes on."""
    line = text[max(0, edge - _LINE) : edge]
    last = _LAST_WORD.search(line)
    return last is not None and (last.group(1) or "a").islower() and _RESTLESS.search(line) is None
