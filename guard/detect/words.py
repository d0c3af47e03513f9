"""Tenants' own word lists: whole words and phrases, any case, any number of spaces between."""

from collections.abc import Iterable, Iterator

import re2

from guard.linear import Alternatives
from guard.types import Finding, Kind, Span, Text

_EDGE = r"[^\pL\pM\pN_]"
_SPACES = r"[\s\x0b\x1c-\x1f\x{85}\pZ]+"


class WordsDetector:
    """One list.

    Args:
        list_id: the list's id; findings carry the label ``words:<id>``.
        words: words or phrases, at least one.

    Raises:
        ValueError: if there is no word in it.
    """

    def __init__(self, list_id: str, words: Iterable[str]) -> None:
        phrases = [parts for word in words if (parts := word.split())]
        if not phrases:
            raise ValueError("expected at least one word")
        self.label = f"words:{list_id}"
        self.name = self.label
        self.labels = frozenset((self.label,))
        alternatives = (_SPACES.join(re2.escape(part) for part in parts) for parts in phrases)
        self._pattern = Alternatives(
            alternatives, before=f"(?:^|{_EDGE})", after=f"(?:$|{_EDGE})", any_case=True
        )

    def detect(self, index: int, text: Text) -> Iterator[Finding]:
        """Find every word of the list."""
        for start, end in self._pattern.spans(text.value):
            yield Finding(index, Span(start, end), self.label, Kind.WORDS, 1.0, self.name)
