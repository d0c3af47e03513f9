"""Detectors made of patterns, run together behind one gate."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from guard.detect.context import Context
from guard.detect.detector import DetectorTimeout
from guard.detect.gate import Gate
from guard.types import Finding, Kind, NotRun, Reason, Span, Text

FLAGS = regex.DOTALL | regex.MULTILINE | regex.IGNORECASE  # Presidio's
_BUDGET_S = 0.25
_BUDGET_S_PER_CHAR = 20e-6
_WINDOW_S_PER_CHAR = 100e-6  # libraries are slower than patterns, but as linear
_WINDOW = 1024  # code points a library is given at once: some give up silently on more


@dataclass(frozen=True, slots=True)
class Match:
    """A match before scores are settled; ``valid`` is a validator's word, None if there is none."""

    start: int
    end: int
    score: float
    valid: bool | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression in the ``regex`` dialect and the score of a bare match, 0..1.

    ``group`` holds the value; ``needs_context`` drops a match that no context word supports.
    """

    source: str
    score: float
    group: int = 0
    needs_context: bool = False


class PatternDetector:
    """One entity: patterns, context words and at most one predicate.

    Args:
        entity: the label of its findings.
        patterns: what to look for.
        context: words that raise the score of a weak match.
        validate: says of a matched value True (certain), False (no match after all) or None.
        source: where the format is published.
    """

    def __init__(
        self,
        entity: str,
        patterns: Sequence[Pattern],
        *,
        context: Iterable[str] = (),
        validate: Callable[[str], bool | None] = lambda _: None,
        source: str = "",
        name: str = "",
        flags: int = FLAGS,
    ) -> None:
        self.entity = entity
        self.name = name or entity.lower()
        self.labels = frozenset((entity,))
        self.source = source
        self.patterns = tuple(patterns)
        self._compiled = tuple(regex.compile(pattern.source, flags) for pattern in patterns)
        self._context = Context(context)
        self._validate = validate

    @property
    def sources(self) -> tuple[str, ...]:
        """The patterns, for the gate."""
        return tuple(pattern.source for pattern in self.patterns)

    def find(self, index: int, text: Text, which: Collection[int]) -> Iterator[Finding]:
        """Find the entity with those of its patterns whose positions are in ``which``.

        Raises:
            DetectorTimeout: when a pattern uses up its budget on this Text.
        """
        best: dict[Span, Finding] = {}
        try:
            for number in which:
                for match in self._matches(number, text.value):
                    _keep(best, _finding(self, index, match, self._score(text, number, match)))
        finally:
            yield from best.values()  # what was found before a pattern broke down stays found

    def _score(self, text: Text, number: int, match: Match) -> float:
        if match.valid:
            return 1.0
        score = self._context.boost(text, match.start, match.score)
        return 0.0 if self.patterns[number].needs_context and score == match.score else score

    def _matches(self, number: int, value: str) -> Iterator[Match]:
        pattern = self.patterns[number]
        budget = _BUDGET_S + len(value) * _BUDGET_S_PER_CHAR
        try:
            for match in self._compiled[number].finditer(value, timeout=budget, concurrent=True):
                start, end = match.span(pattern.group)
                if start == end:
                    continue
                valid = self._validate(value[start:end])
                if valid is not False:
                    yield Match(start, end, pattern.score, valid)
        except TimeoutError:
            raise DetectorTimeout from None


class WindowDetector:
    """One entity that a library finds in short stretches of text.

    Args:
        entity: the label of its findings.
        anchor: a linear pattern that every value contains.
        before: code points of a window before its anchor.
        after: code points of a window after its anchor begins.
        find_in: gives the matches in one window.
        context: words that raise the score of a weak match.
        name: the detector's name.
        unless: what is no anchor although it looks like one.
    """

    def __init__(
        self,
        entity: str,
        *,
        anchor: str,
        before: int,
        after: int,
        find_in: Callable[[str], Iterable[Match]],
        context: Iterable[str],
        name: str,
        unless: str = "",
    ) -> None:
        self.entity = entity
        self.name = name
        self.labels = frozenset((entity,))
        self.sources = (anchor,)
        self._anchor = regex.compile(anchor, FLAGS)
        self._not = regex.compile(unless, FLAGS) if unless else None
        self._before = before
        self._after = after
        self._find_in = find_in
        self._context = Context(context)

    def find(self, index: int, text: Text, which: Collection[int]) -> Iterator[Finding]:
        """Find the entity in the windows around its anchors, if the gate let the anchor through.

        Raises:
            DetectorTimeout: when the windows of this Text use up its budget.
        """
        until = time.monotonic() + _BUDGET_S + len(text.value) * _WINDOW_S_PER_CHAR
        best: dict[Span, Finding] = {}
        try:
            for low, high in self._windows(text.value) if which else ():
                if time.monotonic() > until:
                    raise DetectorTimeout
                for match in self._find_in(text.value[low:high]):
                    placed = replace(match, start=low + match.start, end=low + match.end)
                    score = 1.0 if match.valid else self._context.boost(text, placed.start, match.score)
                    _keep(best, _finding(self, index, placed, score))
        finally:
            yield from best.values()

    def _windows(self, value: str) -> Iterator[tuple[int, int]]:
        """Cut the stretches around anchors; those that touch become one, and long ones are cut again.

        Pieces overlap by more than any value is long, so a value is whole in one of them.
        """
        overlap = self._before + self._after
        for low, high in self._stretches(value):
            start = low
            while high - start > _WINDOW:
                yield start, start + _WINDOW
                start += _WINDOW - overlap
            yield start, high

    def _stretches(self, value: str) -> Iterator[tuple[int, int]]:
        low = high = -1
        for anchor in self._anchor.finditer(value):
            if self._not is not None and self._not.fullmatch(anchor.group()):
                continue
            start, end = max(0, anchor.start() - self._before), anchor.end() + self._after
            if start > high:
                if high > 0:
                    yield low, min(high, len(value))
                low = start
            high = max(high, end)
        if high > 0:
            yield low, min(high, len(value))


def _finding(member: "PatternDetector | WindowDetector", index: int, match: Match, score: float) -> Finding:
    span = Span(match.start, match.end)
    return Finding(index, span, member.entity, Kind.ENTITY, score, member.name, validated=bool(match.valid))


def _keep(best: dict[Span, Finding], finding: Finding) -> None:
    """Keep the surest of several readings of one stretch."""
    known = best.get(finding.span)
    if finding.score > 0 and (known is None or known.score < finding.score):
        best[finding.span] = finding


class PatternGroup:
    """All pattern detectors of a policy behind one gate."""

    name = "patterns"

    def __init__(self, members: Sequence[PatternDetector | WindowDetector]) -> None:
        self.members = tuple(members)
        self.labels = frozenset(label for member in members for label in member.labels)
        self._owners = tuple(
            (at, number) for at, member in enumerate(members) for number in range(len(member.sources))
        )
        self._gate = Gate([source for member in members for source in member.sources])

    def detect(self, index: int, text: Text) -> Iterator[Finding | NotRun]:
        """Run the members whose patterns can match; one that fails becomes a NotRun of its own name."""
        asked: dict[int, list[int]] = {}
        for candidate in sorted(self._gate.candidates(text.value)):
            at, number = self._owners[candidate]
            asked.setdefault(at, []).append(number)
        for at, which in asked.items():
            member = self.members[at]
            try:
                yield from member.find(index, text, which)
            except DetectorTimeout:
                yield NotRun(member.name, Reason.TIMEOUT, index)
            except Exception:  # noqa: BLE001  # a validator's bug is a value for the policy
                yield NotRun(member.name, Reason.ERROR, index)
