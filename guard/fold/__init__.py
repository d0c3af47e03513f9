"""Further readings of a text: what it says once disguises are taken off.

A model reads full-width digits, letters of other scripts that look like ASCII ones, words written
apart and base64 as easily as plain text; so detectors are given these readings besides the text. Each
reading knows the exact code points of the original that every part of it comes from. Readings are
built one on the other (what is decoded is folded, what is folded may be joined), and one that says
nothing new is not given. All decisions are local: they depend on `REACH` code points on either side,
and on the whole of an encoded run.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import re2

from guard.fold import alike, characters, escapes, joined, leet, runs
from guard.fold.view import Edit, How, View
from guard.types import readable

__all__ = ["DEPTH", "REACH", "Fold", "How", "View", "fold"]

DEPTH = 2
"""How often what is encoded is read in what was decoded."""
REACH = 256
"""Code points on either side that say how a place is read, the encoded run it lies in besides."""

_SIGNS = (
    *alike.SIGNS.items(),
    *escapes.SIGNS.items(),
    *runs.SIGNS.items(),
    ("control", characters.CONTROL),
    ("single", joined.RUN),
    ("spelt", joined.SPELT),
    ("leet", leet.SIGN),
)


@dataclass(frozen=True, slots=True)
class Fold:
    """The further readings of one text.

    Args:
        views: the readings, those that change least first.
        truncated: whether something was encoded too deep, or was too much, to be read to its end.
    """

    views: tuple[View, ...] = ()
    truncated: bool = False


_NOTHING = Fold()


def _signs() -> Callable[[str], frozenset[str]]:
    """Compile what every disguise holds into one set: a plain text is passed over once, and no more."""
    options = re2.Options()
    options.log_errors = False
    every = re2.Set.SearchSet(options)
    for _, pattern in _SIGNS:
        every.Add(pattern)
    every.Compile()
    names = [name for name, _ in _SIGNS]

    def signs(text: str) -> frozenset[str]:
        hits = every.Match(text)
        return frozenset(names[hit] for hit in hits) if hits else frozenset()

    return signs


_signs_in = _signs()


def fold(text: str) -> Fold:
    """Give the further readings of a text; of a text without disguise there are none.

    Args:
        text: the text; lone surrogates in it are read as replacement characters.
    """
    try:
        signs = _signs_in(text)
    except UnicodeEncodeError:
        text = readable(text)
        signs = _signs_in(text)
    if not signs and text.isascii():
        return _NOTHING
    readings = _Readings(View(text), signs)
    readings.fold()
    truncated = readings.decode()
    readings.join()
    return Fold(tuple(readings.all()), truncated)


class _Readings:
    """The readings of one text as they are found, each built on the last."""

    def __init__(self, original: View, signs: frozenset[str]) -> None:
        self._first = self._last = original
        self._found: list[View] = []
        self._signs = {original.text: signs}

    def all(self) -> Iterator[View]:
        """Give what was found, each reading once, and last those for word lists."""
        known = {self._first.text}
        for view in (*self._found, *self._leet()):
            if view.text not in known:
                known.add(view.text)
                yield view

    def fold(self) -> None:
        """Read characters as what they look like; what tag characters spell makes a reading of its own."""
        odd = characters.odd(self._last.text)
        revealed = self._last.edited(characters.hidden(self._last.text, odd), How.DECODED)
        folded = self._folded(self._last, odd)
        if folded is not None:
            self._add(folded)
        if revealed is not None:
            self._add((self._folded(revealed) or revealed).named(How.DECODED))

    def decode(self) -> bool:
        """Read encoded runs, and those inside them; tell whether some of it stays unread."""
        truncated = False
        for depth in range(DEPTH + 1):
            view, signs = self._last, self._signs_of(self._last)
            if "run" in signs and "\n" in view.text:
                view = view.edited(runs.unwrapped(view.text), How.DECODED) or view
                signs = self._signs_of(view)
            found, cut = runs.runs(view.text, signs)
            new = view.edited((*escapes.escapes(view.text, signs), *found), How.DECODED)
            truncated |= cut
            if new is None:
                break
            if depth == DEPTH:
                return True
            self._add((self._folded(new) or new).named(How.DECODED))
        return truncated

    def join(self) -> None:
        """Read what is written apart."""
        signs = self._signs_of(self._last)
        edits: list[Edit] = []
        if "spelt" in signs:
            edits += joined.spelt(self._last.text)
        if "single" in signs:
            edits += joined.runs(self._last.text)
        new = self._last.edited(edits, How.JOINED)
        if new is not None:
            self._add(new)

    def _leet(self) -> Iterable[View]:
        if "leet" not in self._signs_of(self._last):
            return ()
        both = (self._last.edited(edits, How.LEET) for edits in leet.words(self._last.text))
        return [view for view in both if view is not None]

    def _add(self, view: View) -> None:
        self._found.append(view)
        self._last = view

    def _folded(self, view: View, odd: frozenset[str] | None = None) -> View | None:
        """Give a reading with its characters read as what they look like, None if nothing changes."""
        odd = characters.odd(view.text) if odd is None else odd
        plain = view.edited(characters.plain(view.text, odd), How.FOLDED)
        last = plain or view
        last = last.edited(alike.beside(last.text, self._signs_of(last)), How.FOLDED) or last
        if "among" in self._signs_of(last):
            last = last.edited(alike.among(last.text), How.FOLDED) or last
        return None if last is view else last

    def _signs_of(self, view: View) -> frozenset[str]:
        signs = self._signs.get(view.text)
        if signs is None:
            signs = self._signs[view.text] = _signs_in(view.text)
        return signs
