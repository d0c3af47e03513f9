"""What every detector is, and the loop that runs them."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from guard.types import NOT_SCANNABLE, Finding, Kind, NotRun, Reason, Span, Text

BUDGET_S = 20.0
"""Seconds for all detectors on all Texts of a message; each has a budget of its own on each Text besides."""


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


@dataclass(frozen=True, slots=True)
class Detection:
    """All findings of all detectors over some Texts, and what did not run."""

    findings: tuple[Finding, ...]
    not_run: tuple[NotRun, ...]


def detect(texts: Sequence[Text], detectors: Iterable[Detector]) -> Detection:
    """Run every detector on every Text; a detector that fails becomes a NotRun value."""
    results: list[Finding | NotRun] = [
        Finding(index, Span(0, max(1, len(text.value))), NOT_SCANNABLE, Kind.ENTITY, 1.0, "wire")
        for index, text in enumerate(texts)
        if not text.scannable
    ]
    until = time.monotonic() + BUDGET_S
    for detector in detectors:
        for index, text in enumerate(texts):
            if time.monotonic() > until:
                results.append(NotRun(detector.name, Reason.TIMEOUT, index))
            elif text.value:
                results += _run(detector, index, text)
    return Detection(
        findings=tuple(result for result in results if isinstance(result, Finding)),
        not_run=tuple(result for result in results if isinstance(result, NotRun)),
    )


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
