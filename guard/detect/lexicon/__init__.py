"""Categories of harm by phrase: a small, honest stand-in until a trained model replaces it.

The lexicon is data: ``terms/<category>.tsv`` (phrase, severity), ``classes.tsv`` (name, entry),
``exceptions.tsv`` (phrase, categories it suppresses) and ``minors.tsv`` (neutral words for people
under 18). ``template.py`` describes the syntax of phrases; lines that begin with ``#`` are
comments. An exception suppresses only the findings that it overlaps. ``sexual/minors`` has no
terms of its own: it is a ``sexual`` finding and a reference to a minor in one sentence, or
within twelve words of each other.

Cost is linear: one RE2 pattern per category and severity passes over the text, everything else
happens only where something was found.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.abc import Traversable
from importlib.resources import files
from typing import Protocol

import re2

from guard.detect.lexicon.template import Phrase, combine, compile_phrase, plain
from guard.errors import ConfigError
from guard.types import Category, Finding, Kind, Severity, Span, Text

SCORES: Mapping[Severity, float] = {Severity.LOW: 0.5, Severity.MEDIUM: 0.7, Severity.HIGH: 0.9}
MINOR_REACH = 12
"""Words between a sexual finding and a reference to a minor which still belong together."""

STATE_MEMORY = 64 << 20
"""Bytes that RE2 may use per pattern to remember its states; beyond, it turns to slower code."""

_SEVERITIES = {"low": Severity.LOW, "medium": Severity.MEDIUM, "high": Severity.HIGH}
_EVERY = "*"
_SENTENCE_END = re.compile(rb"[.!?\n]|\xe3\x80\x82")
_WORD = re.compile(rb"\S+")


class _Match(Protocol):
    """What is used of an RE2 match."""

    lastindex: int

    def span(self, group: int) -> tuple[int, int]: ...


class _Pattern(Protocol):
    """What is used of a compiled RE2 pattern."""

    def search(self, text: bytes, pos: int) -> _Match | None: ...


@dataclass(frozen=True, slots=True, order=True)
class _Hit:
    """A half-open range of bytes of the encoded text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Rule:
    """All phrases of one category and severity, and the exceptions from them."""

    category: Category
    severity: Severity
    phrases: _Pattern
    exceptions: tuple[_Pattern, ...]

    def hits(self, data: bytes) -> Iterator[_Hit]:
        """Yield the matches of the phrases that no exception overlaps."""
        excepted: list[tuple[_Hit, ...]] | None = None
        at = 0
        while (hit := _next(self.phrases, data, at)) is not None:
            if excepted is None:
                excepted = [tuple(_all(exception, data)) for exception in self.exceptions]
            if any(_overlaps(hit, others) for others in excepted):
                at = hit.start + 1  # a later phrase within this one may stand outside the exception
            else:
                yield hit
                at = hit.end


class LexiconDetector:
    """Finds categories of harm by the phrases of a lexicon.

    Args:
        source: the folder that holds the lexicon; None for the one in this package.

    Raises:
        ConfigError: if a data file is malformed; the message names file and line.
    """

    name = "lexicon"

    def __init__(self, source: Traversable | None = None) -> None:
        source = source or files(__name__)
        classes = _classes(source / "classes.tsv")
        exceptions = _exceptions(source / "exceptions.tsv", classes)
        self._rules = tuple(_rules(source / "terms", classes, exceptions))
        self._minors = _Rule(
            Category.SEXUAL_MINORS,
            Severity.HIGH,
            _pattern([phrase for _, phrase, _ in _rows(source / "minors.tsv", classes)]),
            exceptions[Category.SEXUAL_MINORS],
        )
        self.labels = frozenset(rule.category.value for rule in (*self._rules, self._minors))

    def detect(self, index: int, text: Text) -> Iterable[Finding]:
        """Find every phrase of the lexicon in ``text``; ``index`` goes into each Finding."""
        data = plain(text.value).encode("utf-8", "replace")
        found = [(rule, hit) for rule in self._rules for hit in rule.hits(data)]
        sexual = [hit for rule, hit in found if rule.category is Category.SEXUAL]
        if sexual:
            near = _near(sexual, tuple(self._minors.hits(data)), data)
            found.extend((self._minors, hit) for hit in near)
        points = _code_points(data, {offset for _, hit in found for offset in (hit.start, hit.end)})
        return [
            Finding(
                text=index,
                span=Span(points[hit.start], points[hit.end]),
                label=rule.category.value,
                kind=Kind.CATEGORY,
                score=SCORES[rule.severity],
                detector=self.name,
                severity=rule.severity,
            )
            for rule, hit in found
        ]


def _next(pattern: _Pattern, data: bytes, at: int) -> _Hit | None:
    """Return the first match at or after ``at``, without the boundaries around it."""
    match = pattern.search(data, at)
    return None if match is None else _Hit(*match.span(match.lastindex))


def _all(pattern: _Pattern, data: bytes) -> Iterator[_Hit]:
    """Yield all matches that do not overlap, in order."""
    at = 0
    while (hit := _next(pattern, data, at)) is not None:
        yield hit
        at = hit.end


def _overlaps(hit: _Hit, others: Sequence[_Hit]) -> bool:
    """Tell whether ``hit`` shares a byte with one of ``others``, which are sorted and disjoint."""
    after = bisect_right(others, hit.start, key=lambda other: other.end)
    return after < len(others) and others[after].start < hit.end


def _near(sexual: Iterable[_Hit], minors: Sequence[_Hit], data: bytes) -> Iterator[_Hit]:
    """Yield one range per sexual hit that has a reference to a minor close by: both, and what is between."""
    if not minors:
        return
    ends = [match.start() for match in _SENTENCE_END.finditer(data)]
    words = [match.start() for match in _WORD.finditer(data)]
    for hit in sexual:
        after = bisect_left(minors, hit)
        # the nearest on either side are enough: one further away reaches only if they do
        close = [hit]
        for minor in minors[max(after - 1, 0) : after + 1]:
            first, second = sorted((hit, minor))
            same_sentence = _count(ends, first.end, second.start) == 0
            if same_sentence or _count(words, first.end, second.start) <= MINOR_REACH:
                close.append(minor)
        if len(close) > 1:
            yield _Hit(min(one.start for one in close), max(one.end for one in close))


def _count(positions: Sequence[int], start: int, end: int) -> int:
    """Count the sorted ``positions`` in ``start <= position < end``."""
    return bisect_left(positions, max(start, end)) - bisect_left(positions, start)


def _code_points(data: bytes, offsets: Iterable[int]) -> dict[int, int]:
    """Map byte offsets of UTF-8 ``data``, all between characters, to code points."""
    points: dict[int, int] = {}
    done = count = 0
    for offset in sorted(offsets):
        count += len(data[done:offset].decode())
        points[offset] = count
        done = offset
    return points


def _rules(
    folder: Traversable, classes: Mapping[str, str], exceptions: Mapping[Category, tuple[_Pattern, ...]]
) -> Iterator[_Rule]:
    """Read ``<category>.tsv`` of every category that has one: phrase, severity."""
    for category in Category:
        path = folder / f"{category.value}.tsv"
        if not path.is_file():
            continue
        phrases: dict[Severity, list[Phrase]] = {}
        for where, phrase, severity in _rows(path, classes):
            if severity not in _SEVERITIES:
                raise ConfigError(f"{where}: expected one of {', '.join(_SEVERITIES)} after the phrase")
            phrases.setdefault(_SEVERITIES[severity], []).append(phrase)
        for level, of_level in sorted(phrases.items(), reverse=True):
            yield _Rule(category, level, _pattern(of_level), exceptions[category])


def _exceptions(path: Traversable, classes: Mapping[str, str]) -> dict[Category, tuple[_Pattern, ...]]:
    """Read the phrases that suppress findings: phrase, categories (or ``*`` for all but minors)."""
    phrases: dict[str, list[Phrase]] = {name: [] for name in (_EVERY, *Category)}
    for where, phrase, names in _rows(path, classes):
        for name in names.split():
            if name not in phrases:
                raise ConfigError(f"{where}: expected categories or `{_EVERY}` after the phrase")
            phrases[name].append(phrase)
    every = _pattern(phrases[_EVERY])
    # what excuses other words excuses nothing here: only exceptions that name this category count
    shared = {category: () if category is Category.SEXUAL_MINORS else (every,) for category in Category}
    return {category: (*shared[category], _pattern(phrases[category])) for category in Category}


def _classes(path: Traversable) -> dict[str, str]:
    """Read the classes: name, alternatives; lines of one name add up, later ones may use earlier ones."""
    alternatives: dict[str, list[str]] = {}
    for _, line in _lines(path):
        name, _, phrases = line.partition("\t")
        alternatives.setdefault(name, []).append(phrases.strip())
    classes: dict[str, str] = {}
    for name, choices in alternatives.items():
        try:
            classes[name] = compile_phrase(f"{{{'|'.join(choices)}}}", classes).pattern
        except ConfigError as error:
            raise ConfigError(f"{path.name}: class `{name}`: {error}") from None
    return classes


def _rows(path: Traversable, classes: Mapping[str, str]) -> Iterator[tuple[str, Phrase, str]]:
    """Yield place, compiled phrase and second column of every row."""
    for number, line in _lines(path):
        where = f"{path.name}:{number}"
        phrase, _, second = line.partition("\t")
        try:
            yield where, compile_phrase(phrase, classes), second.strip()
        except ConfigError as error:
            raise ConfigError(f"{where}: {error}") from None


def _lines(path: Traversable) -> Iterator[tuple[int, str]]:
    """Yield number and content of every line that is neither empty nor a comment."""
    for number, line in enumerate(plain(path.read_text("utf-8")).splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line


def _pattern(phrases: Sequence[Phrase]) -> _Pattern:
    """Compile ``phrases`` into one pattern that finds the longest of the leftmost matches.

    Longest, not first: so the order of the rows in a file never matters.
    """
    options = re2.Options()
    options.longest_match = True
    options.max_mem = STATE_MEMORY
    pattern: _Pattern = re2.compile(combine(phrases), options)
    return pattern
