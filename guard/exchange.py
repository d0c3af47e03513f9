"""What is known of one exchange while it lasts, and what its answer says about it."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from guard.engine import Guard
from guard.forward import Headers, Request
from guard.recorder import Recorded
from guard.screen import Screening
from guard.tracing import NOTHING, Span
from guard.types import Action, Kind, Severity
from guard.wire.inline import Asked
from guard.wire.table import Route

SESSION: Final = "x-guard-session"
"""The request header that names the caller's session: pseudonyms are those of it alone."""
ANNOTATIONS: Final = "x-guard-annotations"
"""The request header that asks for annotations, as ``azure`` has them."""
LITTLE: Final = 16 << 10
"""Bytes of a body that is read at once: a thread would not read it sooner, and costs as much by itself."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one exchange: bytes of a reply, seconds of one screening."""

    reply: int = 32 << 20
    screen_s: float = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller gets; a streamed body has to be read inside the exchange."""

    status: int
    headers: Headers = field(repr=False)
    body: bytes | AsyncIterator[bytes] = field(repr=False)


class Refused(Exception):  # noqa: N818  # not an error: an answer that ends the exchange early
    """What the caller gets instead: a status and an error body."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


@dataclass(slots=True)
class Exchange:
    """What is known of one exchange so far.

    Args:
        route: the operation.
        request: what was asked.
        guard: the policy, with the pseudonyms of the caller's session.
        model: the model's name as records may show it.
        app: the label of the app that asks.
        corr: what joins its records with the caller's own logs.
        plain: whether the request's body is plain text.
        asked: what the request asks to be told of moderation, if anything.
        annotated: whether the reply carries Azure's annotations.
        continued: the id of a history that the provider keeps and the request continues.
        stored: whether the provider keeps this exchange.
        remembered: whether its tokens are kept for the exchanges that continue it.
        action: the strictest action taken so far.
        screenings: what came of prompt and reply.
        records: what was put on record.
        trace: its span, within which those of its stages are.
    """

    route: Route
    request: Request = field(repr=False)
    guard: Guard = field(repr=False)
    model: str = ""
    app: str = ""
    corr: str = ""
    plain: bool = False
    asked: Asked | None = None
    annotated: bool = False
    continued: str = field(default="", repr=False)
    stored: bool = False
    remembered: bool = False
    action: Action = Action.ALLOW
    screenings: list[Screening] = field(default_factory=list, repr=False)
    records: list[Recorded] = field(default_factory=list)
    trace: Span = field(default=NOTHING, repr=False)

    def wanted(self, screening: Screening) -> Screening:
        """Give a screening as the request wants it: stricter than the policy, never laxer."""
        if self.asked is None:
            return screening
        return replace(screening, verdict=self.asked.applied(screening.direction, screening.verdict))

    def headers(self) -> Headers:
        """Say what was done, in types and counts only."""
        version = ("x-guard-policy", self.guard.policy.version)
        if not self.screenings:
            return (version,)
        headers = [("x-guard-action", self.action.word), version]
        found = _found(self.screenings)
        gaps = sorted({f"{gap.detector}={gap.reason}" for each in self.screenings for gap in each.not_run})
        if found:
            headers.append(
                ("x-guard-findings", ",".join(f"{label}={found[label]}" for label in sorted(found)))
            )
        if gaps:
            headers.append(("x-guard-not-run", ",".join(gaps)))
        if self.records:
            headers.append(("x-guard-record", ",".join(each.rid for each in self.records)))
            headers.append(("x-guard-receipt", ",".join(each.receipt for each in self.records)))
        return tuple(headers)


def _found(screenings: Iterable[Screening]) -> dict[str, int]:
    """Count what was acted on; of harm, give the highest severity instead."""
    found: dict[str, int] = {}
    for decision in (decision for each in screenings for decision in each.verdict.decisions):
        finding = decision.finding
        if not decision.counts:
            continue
        if finding.kind is Kind.CATEGORY:
            found[finding.label] = max(found.get(finding.label, Severity.SAFE), finding.severity)
        else:
            found[finding.label] = found.get(finding.label, 0) + 1
    return found
