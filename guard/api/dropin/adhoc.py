"""Recognisers that come with a request of Presidio's: patterns that run on RE2, words, context.

Somebody else wrote these patterns, so no engine that goes back over a text may run them: what RE2
cannot read is refused, as are patterns that match nothing at all.
"""

import re
import time
from collections.abc import Iterator, Sequence

import re2
from pydantic import BaseModel, Field

from guard.detect.context import Context, boosted
from guard.detect.detector import DetectorTimeout
from guard.detect.reading import Reading
from guard.detect.words import WordsDetector
from guard.errors import WireError
from guard.types import Finding, Kind, Span, Text

NAME = "ad-hoc"
_LONGEST = 2000
_PATTERNS = 32
_WORDS = 1000
_MEMORY = 8 << 20
_FLAGS = {re.IGNORECASE: "i", re.MULTILINE: "m", re.DOTALL: "s"}
_DEFAULT = int(re.IGNORECASE | re.MULTILINE | re.DOTALL)
_BUDGET_S = 1.0
_BUDGET_S_PER_CHAR = 20e-6


class PatternEntry(BaseModel):
    """One pattern of an ad-hoc recogniser."""

    name: str = ""
    regex: str = Field(min_length=1, max_length=_LONGEST)
    score: float = Field(ge=0, le=1)


class Entry(BaseModel):
    """One ad-hoc recogniser, as Presidio's requests have it."""

    name: str = ""
    supported_language: str = ""
    supported_entity: str = Field(default="", max_length=100)
    supported_entities: list[str] = Field(default=[], max_length=1)
    patterns: list[PatternEntry] = Field(default=[], max_length=_PATTERNS)
    deny_list: list[str] = Field(default=[], max_length=_WORDS)
    deny_list_score: float = Field(default=1.0, ge=0, le=1)
    context: list[str] | None = Field(default=None, max_length=_WORDS)
    global_regex_flags: int | None = None

    @property
    def entity(self) -> str:
        """What it finds."""
        return self.supported_entity or "".join(self.supported_entities)


class AdHoc:
    """An ad-hoc recogniser.

    Args:
        entry: what was sent.
        place: where it stands in the request.

    Raises:
        WireError: if it names no entity or nothing to look for, or RE2 cannot run one of its patterns.
    """

    name = NAME

    def __init__(self, entry: Entry, place: str) -> None:
        if not entry.entity:
            raise WireError(
                f"{place}.supported_entity: expected the name of an entity", param=f"{place}.supported_entity"
            )
        if not entry.patterns and not any(map(str.strip, entry.deny_list)):
            raise WireError(f"{place}: expected patterns or a deny_list", param=place)
        self.labels = frozenset((entry.entity,))
        self._entity = entry.entity
        self._context = Context(entry.context or ())
        flags = _DEFAULT if entry.global_regex_flags is None else entry.global_regex_flags
        self._patterns = [
            (compiled(each.regex, flags, f"{place}.patterns[{at}].regex"), each.score)
            for at, each in enumerate(entry.patterns)
        ]
        listed = [word for word in entry.deny_list if word.strip()]
        self._words = _words(listed, f"{place}.deny_list") if listed else None
        self._words_score = entry.deny_list_score

    def detect(self, index: int, text: Text) -> Iterator[Finding]:
        """Find what there is.

        Raises:
            DetectorTimeout: when the budget for this text is used up.
        """
        reading = Reading(text)
        for pattern, score in self._patterns:
            for start, end in _spans(pattern, text.value):
                yield self._finding(index, reading, start, end, score)
        if self._words is not None:
            for each in self._words.detect(index, text):
                yield self._finding(index, reading, each.span.start, each.span.end, self._words_score)

    def _finding(self, index: int, reading: Reading, start: int, end: int, score: float) -> Finding:
        if score < 1 and self._context.supports(reading, start):
            score = boosted(score)
        return Finding(index, Span(start, end), self._entity, Kind.ENTITY, score, NAME)


def compiled(source: str, flags: int, place: str) -> "re2._Regexp[bytes]":
    """Compile a pattern that came with a request.

    Args:
        source: the pattern.
        flags: of Python's ``re``: IGNORECASE, MULTILINE and DOTALL.
        place: where it stands in the request.

    Raises:
        WireError: if RE2 cannot run it.
    """
    letters = "".join(letter for flag, letter in _FLAGS.items() if flags & flag)
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    wrong = WireError(
        f"{place}: expected a pattern that RE2 can run: no look-around, no back-reference, no other flags "
        "than IGNORECASE, MULTILINE and DOTALL",
        param=place,
    )
    if flags & ~_DEFAULT:
        raise wrong
    try:
        return re2.compile((f"(?{letters})" if letters else "").encode() + source.encode(), options)
    except (re2.error, UnicodeEncodeError):
        raise wrong from None


def _words(words: Sequence[str], place: str) -> WordsDetector:
    try:
        return WordsDetector(NAME, words)
    except re2.error:
        raise WireError(f"{place}: expected fewer or shorter words", param=place) from None


def _spans(pattern: "re2._Regexp[bytes]", text: str) -> Iterator[tuple[int, int]]:
    """Give the code-point range of every match that is not empty."""
    data = text.encode()
    until = time.monotonic() + _BUDGET_S + len(data) * _BUDGET_S_PER_CHAR
    at_byte = at_char = 0  # RE2 counts bytes; code points are counted along the way, once
    while (match := pattern.search(data, at_byte)) is not None:
        start, end = match.span()
        begin = at_char + len(data[at_byte:start].decode())
        if end == start:
            if start == len(data):
                return
            end = start + len(text[begin].encode())
            at_byte, at_char = end, begin + 1
        else:
            at_byte, at_char = end, begin + len(data[start:end].decode())
            yield begin, at_char
        if time.monotonic() > until:
            raise DetectorTimeout
