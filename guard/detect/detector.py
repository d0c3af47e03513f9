"""What every detector is, and the loop that runs them."""

import time
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeGuard

from guard.detect.again import again
from guard.detect.memory import Memory, placed
from guard.fold import Fold, How, fold
from guard.types import (
    NOT_SCANNABLE,
    PROVIDER_SEALED,
    Category,
    Finding,
    Kind,
    NotRun,
    Reason,
    Severity,
    Span,
    Text,
)

BUDGET_S = 20.0
"""Seconds for all detectors on all Texts of a message; each has a budget of its own on each Text besides."""


FOLD = "fold"
"""The name under which it is told that not all of a text could be read."""
AGAIN = "again"
"""The name under which it is told that names were not looked for again."""
_CATEGORIES = frozenset(Category)


class DetectorTimeout(Exception):  # noqa: N818  # a signal between detector and loop
    """A detector used up its time budget on one Text."""


class Detector(Protocol):
    """Finds entities or categories in one Text; knows nothing of policies and other detectors."""

    @property
    def name(self) -> str:
        """A stable name for policies, records and reports."""

    @property
    def labels(self) -> frozenset[str]:
        """Every label its findings can carry."""

    def detect(self, index: int, text: Text) -> Iterable[Finding | NotRun]:
        """Find what there is in ``text``; ``index`` goes into each Finding.

        A detector made of several may give a NotRun in the name of one of them.

        Raises:
            DetectorTimeout: when the time budget for this Text is used up.
        """


class BatchDetector(Detector, Protocol):
    """Asks somebody else about all Texts of a message at once; further readings of them are not sent."""

    def detect_all(self, texts: Sequence[tuple[int, Text]]) -> Iterable[Finding | NotRun]:
        """Begin to ask about Texts, each with its index; iterating waits for what is found."""


@dataclass(frozen=True, slots=True)
class Detection:
    """All findings of all detectors over some Texts, and what did not run."""

    findings: tuple[Finding, ...]
    not_run: tuple[NotRun, ...]
    apart: tuple[Finding, ...] = ()


def detect(
    texts: Sequence[Text],
    detectors: Iterable[Detector],
    memory: Memory | None = None,
    apart: Container[tuple[str, str]] = (),
) -> Detection:
    """Run every detector on every Text; a detector that fails becomes a NotRun value.

    Args:
        texts: the strings that travel together.
        detectors: what looks at each of them.
        memory: what was found before: a Text that is in it is not looked at again.
        apart: detector and label of what is told apart, as if it had not been found.
    """
    listed = tuple(detectors)
    marks = [] if memory is None else memory.marks(texts, listed)
    known = [None] * len(texts) if memory is None else memory.recall(marks)
    new = _look({index: text for index, text in enumerate(texts) if known[index] is None}, listed)
    if memory is not None:
        memory.keep(
            {marks[index]: found for index, each in new.items() if (found := _whole(each)) is not None}
        )
    results: list[Finding | NotRun] = [
        _unread(index, text) for index, text in enumerate(texts) if not text.scannable
    ]
    # By Text, so that what is remembered stands where it stood when it was found.
    for index, each in enumerate(known):
        results += new[index] if each is None else placed(each, index)
    others: tuple[Finding, ...] = ()
    if apart:
        others = tuple(each for each in results if isinstance(each, Finding) and _named(each) in apart)
        results = [each for each in results if isinstance(each, NotRun) or _named(each) not in apart]
    results += _again(texts, [result for result in results if isinstance(result, Finding)])
    return Detection(
        findings=tuple(result for result in results if isinstance(result, Finding)),
        not_run=tuple(result for result in results if isinstance(result, NotRun)),
        apart=others,
    )


def _named(finding: Finding) -> tuple[str, str]:
    return finding.detector, finding.label


def _unread(index: int, text: Text) -> Finding:
    """Give the finding of a Text that no detector can read."""
    label = PROVIDER_SEALED if text.sealed else NOT_SCANNABLE
    return Finding(index, Span(0, max(1, len(text.value))), label, Kind.ENTITY, 1.0, "wire")


def _look(texts: Mapping[int, Text], detectors: Sequence[Detector]) -> dict[int, list[Finding | NotRun]]:
    """Run every detector on every one of these Texts, by their indices."""
    until = time.monotonic() + BUDGET_S
    found: dict[int, list[Finding | NotRun]] = {index: [] for index in texts}
    # What is asked elsewhere is asked first, and goes on while the others look here.
    elsewhere = [each for each in detectors if _asks_elsewhere(each)]
    begun = [(each, _begin(each, texts)) for each in elsewhere]
    folds = {index: _fold(index, text, found[index]) for index, text in texts.items()}
    for detector in detectors:
        if detector in elsewhere:
            continue
        for index, text in texts.items():
            if time.monotonic() > until:
                found[index].append(NotRun(detector.name, Reason.TIMEOUT, index))
            elif text.value:
                found[index] += _read(detector, index, text, folds[index])
    for detector, results in begun:
        _gather(detector, results, found)
    return found


def _asks_elsewhere(detector: Detector) -> TypeGuard[BatchDetector]:
    """Tell whether a detector takes a message whole; `isinstance` goes through all of a protocol each time."""
    return hasattr(detector, "detect_all")


def _begin(detector: BatchDetector, texts: Mapping[int, Text]) -> Iterable[Finding | NotRun]:
    try:
        return detector.detect_all(tuple(texts.items()))
    except Exception:  # noqa: BLE001  # whatever a detector raises is a value for the policy
        return [NotRun(detector.name, Reason.ERROR, index) for index in texts]


def _gather(
    detector: Detector, results: Iterable[Finding | NotRun], found: Mapping[int, list[Finding | NotRun]]
) -> None:
    """Add what a detector found elsewhere to what is known of each Text."""
    try:
        for each in results:
            for index in found if each.text is None else (each.text,):
                found[index].append(each)
    except Exception:  # noqa: BLE001  # whatever a detector raises is a value for the policy
        for index, known in found.items():
            known.append(NotRun(detector.name, Reason.ERROR, index))


def _whole(found: Iterable[Finding | NotRun]) -> tuple[Finding, ...] | None:
    """Give what was found in a Text, None if anything did not run: then nobody knows what there is in it."""
    findings = []
    for each in found:
        if isinstance(each, NotRun):
            return None
        findings.append(each)
    return tuple(findings)


def _again(texts: Sequence[Text], findings: Sequence[Finding]) -> list[Finding | NotRun]:
    """Find names again; a failure is told as that of a detector."""
    try:
        return [*again(texts, findings)]
    except Exception:  # noqa: BLE001  # a bug here is a value for the policy, as a detector's is
        return [NotRun(AGAIN, Reason.ERROR)]


def _fold(index: int, text: Text, results: list[Finding | NotRun]) -> Fold:
    """Give the further readings of a text; what keeps some of it from being read is told."""
    try:
        folded = fold(text.value)
    except Exception:  # noqa: BLE001  # a bug in reading is a value for the policy, as a detector's is
        results.append(NotRun(FOLD, Reason.ERROR, index))
        return Fold()
    if folded.truncated:
        results.append(NotRun(FOLD, Reason.TRUNCATED, index))
    return folded


def _read(detector: Detector, index: int, text: Text, folded: Fold) -> list[Finding | NotRun]:
    """Run a detector on a text and on its further readings; what was found in the same place is told once."""
    found = _run(detector, index, text)
    best = {(each.label, each.detector, each.span): each for each in found if isinstance(each, Finding)}
    for view in folded.views:
        if view.how is How.LEET and not _reads_words(detector):
            continue
        for each in _run(detector, index, replace(text, value=view.text)):
            if isinstance(each, NotRun):
                found.append(each)
                continue
            if view.how is How.LEET and each.kind is Kind.ENTITY:
                continue
            placed = replace(each, span=Span(*view.span(each.span.start, each.span.end)))
            place = (placed.label, placed.detector, placed.span)
            known = best.get(place)
            if known is None or _weight(known) < _weight(placed):
                best[place] = placed
                found.append(placed)
    return found


def _weight(finding: Finding) -> tuple[bool, float, Severity]:
    return finding.validated, finding.score, finding.severity


def _reads_words(detector: Detector) -> bool:
    """Tell whether a detector looks for words, which digits may stand for letters of."""
    return any(label in _CATEGORIES or label.startswith(("words:", "topics:")) for label in detector.labels)


def _run(detector: Detector, index: int, text: Text) -> list[Finding | NotRun]:
    found: list[Finding | NotRun] = []
    try:
        # What was found before a detector broke down stays found.
        found.extend(detector.detect(index, text))
    except DetectorTimeout:
        found.append(NotRun(detector.name, Reason.TIMEOUT, index))
    except Exception:  # noqa: BLE001  # whatever a detector raises is a value for the policy
        found.append(NotRun(detector.name, Reason.ERROR, index))
    return found
