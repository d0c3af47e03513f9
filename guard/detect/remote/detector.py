"""A further detector: asks in time, or says that it did not run."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from guard.detect.remote.adapter import Adapter, Answer, Found, Nonsense
from guard.detect.remote.breaker import Breaker, State
from guard.detect.remote.calls import Calls
from guard.detect.remote.client import Failed, Rejected
from guard.detect.remote.cut import Piece, cut
from guard.plugged import Plugged
from guard.types import Category, Direction, Finding, Kind, NotRun, Reason, Severity, Span, Text

Ask = Callable[[Any, float], Any]
"""Sends a question and gives the reply, until a moment on `time.monotonic`'s clock.

It raises TimeoutError, Rejected where the detector is there but does not take the question, Failed else.
"""
_CATEGORIES = frozenset(Category)


@dataclass(frozen=True, slots=True)
class Call:
    """What came of one call; ``good`` says whether the detector is there."""

    results: tuple[Finding | NotRun, ...]
    good: bool


@dataclass(frozen=True, slots=True)
class Line:
    """The way to one further detector: what both directions share of it.

    Args:
        plugged: the policy's description.
        adapter: what its questions and replies look like.
        ask: how it is reached.
        breaker: whether it is asked at all.
        calls: where calls run.
    """

    plugged: Plugged
    adapter: Adapter
    ask: Ask = field(repr=False)
    breaker: Breaker
    calls: Calls[Call]

    @property
    def vocabulary(self) -> Mapping[str, str]:
        """Every label it may give, and what it is called here; nothing else becomes a label."""
        return {**self.adapter.vocabulary, **self.plugged.mapping}

    def standing(self) -> State:
        """Tell whether it would be asked now."""
        return self.breaker.state


class PluggedDetector:
    """Asks a further detector about Texts of one direction.

    Args:
        line: the way to it.
        direction: where the Texts go.
    """

    def __init__(self, line: Line, direction: Direction) -> None:
        self.line = line
        self.name = line.plugged.name
        self._vocabulary = line.vocabulary
        self.labels = frozenset(self._vocabulary.values())
        self._direction = direction

    def detect(self, index: int, text: Text) -> Iterator[Finding | NotRun]:
        """Ask about one Text."""
        yield from self.detect_all([(index, text)])

    def detect_all(self, texts: Sequence[tuple[int, Text]]) -> Iterable[Finding | NotRun]:
        """Ask about several Texts at once: the calls begin now, iterating waits for them.

        Args:
            texts: each with the index that goes into its findings.
        """
        pieces = self._pieces(texts)
        if not pieces:
            return ()
        until = time.monotonic() + self.line.plugged.timeout_s
        size = self.line.adapter.several
        batches = [pieces[at : at + size] for at in range(0, len(pieces), size)]
        return self._collected([(batch, self._begin(batch, until)) for batch in batches], until)

    def _pieces(self, texts: Sequence[tuple[int, Text]]) -> list[Piece]:
        longest = self.line.plugged.max_chars or self.line.adapter.longest
        return [
            piece
            for index, text in texts
            if text.scannable
            for piece in cut(index, text.value, longest)
            if piece.value.strip()  # blanks hold nothing, and some services refuse them
        ]

    def _begin(self, batch: Sequence[Piece], until: float) -> "Future[Call] | None":
        """Begin a call, unless the detector is left alone."""
        # Here and not in the thread: a trial that finds all threads taken is one that failed.
        if not self.line.breaker.enter():
            return None
        return self.line.calls.submit(partial(self._call, batch, until))

    def _collected(
        self, begun: Sequence[tuple[Sequence[Piece], "Future[Call] | None"]], until: float
    ) -> Iterator[Finding | NotRun]:
        for batch, future in begun:
            if future is None:
                yield from _gaps(self.name, batch, Reason.MISSING)
                continue
            try:
                call = future.result(max(0.0, until - time.monotonic()))
            except TimeoutError:
                # One that waits for its turn says nothing about the detector.
                if not future.cancel():
                    self.line.breaker.done(good=False)
                yield from _gaps(self.name, batch, Reason.TIMEOUT)
            else:
                self.line.breaker.done(good=call.good)
                yield from call.results

    def _call(self, batch: Sequence[Piece], until: float) -> Call:
        texts = [piece.value for piece in batch]
        adapter = self.line.adapter
        try:
            reply = self.line.ask(adapter.question(texts, self._direction), until)
            answers = adapter.answers(reply, texts)
        except TimeoutError:
            return Call(_gaps(self.name, batch, Reason.TIMEOUT), good=False)
        except Failed:
            return Call(_gaps(self.name, batch, Reason.ERROR), good=False)
        except (Rejected, Nonsense):
            # It is there. Whoever writes a text that it stumbles over must not switch it off for others.
            return Call(_gaps(self.name, batch, Reason.ERROR), good=True)
        results = [self._told(piece, answer) for piece, answer in zip(batch, answers, strict=True)]
        return Call(tuple(each for told in results for each in told), good=True)

    def _told(self, piece: Piece, answer: Answer) -> list[Finding | NotRun]:
        known = [found for found in answer.found if found.label in self._vocabulary]
        # Harm that is said to be safe is none: in a stream it would only hold the text back.
        told = [found for found in known if found.severity is not Severity.SAFE]
        results: list[Finding | NotRun] = [self._finding(piece, found) for found in told]
        if not answer.whole or len(known) < len(answer.found):
            results.append(NotRun(self.name, Reason.ERROR, piece.index))
        return results

    def _finding(self, piece: Piece, found: Found) -> Finding:
        label = self._vocabulary[found.label]
        start = 0 if found.start is None else found.start
        end = len(piece.value) if found.end is None else found.end
        harm = label in _CATEGORIES
        severity = self.line.plugged.severity if found.severity is None else found.severity
        return Finding(
            text=piece.index,
            span=Span(piece.start + start, piece.start + end),
            label=str(label),
            kind=Kind.CATEGORY if harm else Kind.ENTITY,
            score=found.score,
            detector=self.name,
            severity=severity if harm else Severity.SAFE,
        )


def _gaps(name: str, batch: Iterable[Piece], reason: Reason) -> tuple[NotRun, ...]:
    return tuple(NotRun(name, reason, index) for index in sorted({piece.index for piece in batch}))
