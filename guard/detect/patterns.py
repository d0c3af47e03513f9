"""Detectors made of patterns, run together behind one gate."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import regex

from guard.detect.context import Context, Contexts, boosted
from guard.detect.detector import DetectorTimeout
from guard.detect.gate import Gate, Stretches
from guard.detect.reading import Reading
from guard.detect.spans import Spans
from guard.errors import PatternError
from guard.types import Finding, Kind, NotRun, Reason, Span, Text

FLAGS = int(regex.DOTALL | regex.MULTILINE | regex.IGNORECASE)  # Presidio's
_BUDGET_S = 1.0
_BUDGET_S_PER_CHAR = 100e-6  # libraries are slower than patterns, but as linear
_WINDOW = 1024  # code points a library is given at once: some give up silently on more


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression in the ``regex`` dialect and what its match is worth, 0..1.

    Args:
        source: the expression.
        score: of a match that no validator confirms.
        valid: of a match that the validator confirms.
        group: the group that holds the value.
        needs_context: drop a match that no context word supports.
    """

    source: str
    score: float
    valid: float = 1.0
    group: int = 0
    needs_context: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A match; ``valid`` is a validator's word, None if there is none."""

    start: int
    end: int
    score: float
    valid: bool | None = None
    by_context: bool = False


def unchecked(_value: str) -> None:
    """Say nothing of a value: the predicate of detectors that have none."""


class PatternDetector:
    """One entity: patterns, context words and at most one predicate.

    Args:
        entity: the label of its findings.
        patterns: what to look for.
        context: words or phrases that raise the score of a match that is not certain.
        validate: says of a matched value True (confirmed), False (no match after all) or None.
        checks: what ``validate`` checks, in a few words, as `guard detectors` shows it.
        source: where the format is published.
        country: the ISO 3166-1 alpha-2 code of the country it belongs to, "" if to none.
        default: whether ``*`` in a policy switches it on.
        name: the detector's name; the entity in small letters if not given.
        flags: of the ``regex`` module; Presidio's, which ignore case, if not given.
    """

    def __init__(
        self,
        entity: str,
        patterns: Sequence[Pattern],
        *,
        context: Iterable[str] = (),
        validate: Callable[[str], bool | None] = unchecked,
        checks: str = "",
        source: str = "",
        country: str = "",
        default: bool = False,
        name: str = "",
        flags: int = FLAGS,
    ) -> None:
        self.entity = entity
        self.name = name or entity.lower()
        self.labels = frozenset((entity,))
        self.context = tuple(context)
        self.validate = validate
        self.checks = checks
        self.source = source
        self.country = country
        self.default = default
        self.patterns = tuple(patterns)
        self.flags = flags

    @cached_property
    def spans(self) -> tuple[Spans, ...]:
        """What finds each of its patterns."""
        return tuple(Spans(pattern.source, self.flags, pattern.group) for pattern in self.patterns)

    def check(self) -> None:
        """Read all its patterns now, so that a mistake is told now.

        Raises:
            PatternError: if one cannot be read.
        """
        try:
            Gate([each.shape for each in self.spans])
            for each in self.spans:
                each.check()
        except PatternError as failed:
            raise PatternError(f"{self.name}: {failed}") from None

    def needs_word(self, number: int, floor: float) -> bool:
        """Tell whether a match of one of its patterns reaches a score only if a word supports it."""
        pattern = self.patterns[number]
        best = pattern.score if self.validate is unchecked else max(pattern.score, pattern.valid)
        return pattern.needs_context or best < floor

    @cached_property
    def words(self) -> Context:
        """Its context words."""
        return Context(self.context)

    def find(self, index: int, reading: Reading, where: Mapping[int, Stretches]) -> Iterator[Finding]:
        """Find the entity with those of its patterns, by position, for which there are stretches.

        Raises:
            DetectorTimeout: when a pattern uses up its budget on this text.
        """
        best: dict[tuple[int, int], Match] = {}
        try:
            for number, stretches in where.items():
                for match in self._matches(number, reading, stretches):
                    _keep(best, match)
        finally:
            # What was found before a pattern broke down stays found.
            yield from (_finding(self, index, match) for match in best.values())

    def _matches(self, number: int, reading: Reading, stretches: Stretches) -> Iterator[Match]:
        pattern, value = self.patterns[number], reading.value
        for start, end in self.spans[number].find(reading, stretches):
            if start == end:
                continue
            valid = self.validate(value[start:end])
            if valid is False:
                continue
            score = pattern.valid if valid else pattern.score
            if score < 1 or pattern.needs_context:
                if self.words.supports(reading, start):
                    score = boosted(score)
                elif pattern.needs_context:
                    continue
            yield Match(start, end, score, valid, pattern.needs_context)


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
    ) -> None:
        self.entity = entity
        self.name = name
        self.labels = frozenset((entity,))
        self.spans = (Spans(anchor, FLAGS),)
        self._before = before
        self._after = after
        self._find_in = find_in
        self.context = tuple(context)
        self.words = Context(context)

    def find(self, index: int, reading: Reading, where: Mapping[int, Stretches]) -> Iterator[Finding]:
        """Find the entity in the windows around its anchors.

        Raises:
            DetectorTimeout: when the windows of this text use up its budget.
        """
        until = time.monotonic() + _BUDGET_S + len(reading.value) * _BUDGET_S_PER_CHAR
        best: dict[tuple[int, int], Match] = {}
        try:
            for stretches in where.values():
                for low, high in self._windows(reading, stretches):
                    if time.monotonic() > until:
                        raise DetectorTimeout
                    for match in self._find_in(reading.value[low:high]):
                        start, score = low + match.start, match.score
                        if score < 1 and self.words.supports(reading, start):
                            score = boosted(score)
                        _keep(best, replace(match, start=start, end=low + match.end, score=score))
        finally:
            yield from (_finding(self, index, match) for match in best.values())

    def _windows(self, reading: Reading, stretches: Stretches) -> Iterator[tuple[int, int]]:
        """Cut the stretches around anchors; those that touch become one, and long ones are cut again.

        Pieces overlap by more than any value is long, so a value is whole in one of them.
        """
        overlap = self._before + self._after
        for low, high in self._around(reading, stretches):
            start = low
            while high - start > _WINDOW:
                yield start, start + _WINDOW
                start += _WINDOW - overlap
            yield start, high

    def _around(self, reading: Reading, stretches: Stretches) -> Iterator[tuple[int, int]]:
        value = reading.value
        low = high = -1
        for first, last in self.spans[0].find(reading, stretches):
            start, end = max(0, first - self._before), last + self._after
            if start > high:
                if high > 0:
                    yield low, min(high, len(value))
                low = start
            high = max(high, end)
        if high > 0:
            yield low, min(high, len(value))


def _finding(member: "PatternDetector | WindowDetector", index: int, match: Match) -> Finding:
    span = Span(match.start, match.end)
    return Finding(
        index,
        span,
        member.entity,
        Kind.ENTITY,
        match.score,
        member.name,
        validated=bool(match.valid),
        by_context=match.by_context,
    )


def _keep(best: dict[tuple[int, int], Match], match: Match) -> None:
    """Keep the surest of several readings of one stretch."""
    known = best.get((match.start, match.end))
    if match.score > 0 and (known is None or known.score < match.score):
        best[match.start, match.end] = match


class _Gated:
    """Those patterns of some members that need context, or those that do not, behind one gate."""

    def __init__(
        self, members: Sequence[PatternDetector | WindowDetector], floor: float, *, needy: bool
    ) -> None:
        self._owners = [
            (at, number)
            for at, member in enumerate(members)
            for number in range(len(member.spans))
            if (isinstance(member, PatternDetector) and member.needs_word(number, floor)) is needy
        ]
        self._gate = Gate([members[at].spans[number].shape for at, number in self._owners])

    def stretches(self, reading: Reading) -> dict[int, dict[int, Stretches]]:
        """Give where each pattern of each member may match, by their numbers."""
        asked: dict[int, dict[int, Stretches]] = {}
        for candidate, where in sorted(self._gate.stretches(reading).items()):
            at, number = self._owners[candidate]
            asked.setdefault(at, {})[number] = where
        return asked


class PatternGroup:
    """All pattern detectors of a policy behind one gate.

    Args:
        members: the detectors.
        floor: the lowest score anybody asks for. What reaches it only with the support of a word is
            not looked for in a text that has no such word at all.
    """

    name = "patterns"

    def __init__(self, members: Sequence[PatternDetector | WindowDetector], floor: float = 0.0) -> None:
        self.members = tuple(members)
        self.labels = frozenset(label for member in members for label in member.labels)
        self._floor = floor
        self._alone = _Gated(members, floor, needy=False)
        self._contexts = Contexts(
            member.words
            if isinstance(member, PatternDetector)
            and any(member.needs_word(number, floor) for number in range(len(member.patterns)))
            else Context(())
            for member in members
        )

    @cached_property
    def _needy(self) -> _Gated:
        """What needs context, made when a text first holds a word of it."""
        return _Gated(self.members, self._floor, needy=True)

    def detect(self, index: int, text: Text) -> Iterator[Finding | NotRun]:
        """Run the members whose patterns can match; one that fails becomes a NotRun of its own name."""
        reading = Reading(text)
        asked = self._alone.stretches(reading)
        present = self._contexts.present(reading)
        if present:
            for at, where in self._needy.stretches(reading).items():
                if at in present:
                    asked.setdefault(at, {}).update(where)
        for at, where in asked.items():
            member = self.members[at]
            try:
                yield from member.find(index, reading, where)
            except DetectorTimeout:
                yield NotRun(member.name, Reason.TIMEOUT, index)
            except Exception:  # noqa: BLE001  # a validator's bug is a value for the policy
                yield NotRun(member.name, Reason.ERROR, index)
