"""What an exchange says of itself: types and counts, stricter if the request asks for it, never a text."""

from dataclasses import replace

import pytest

from guard import Guard
from guard.exchange import Answer, Exchange, Limits, Refused
from guard.forward import Request
from guard.recorder import Recorded
from guard.screen import Screening, conclude
from guard.types import Action, Direction, Finding, Kind, NotRun, Reason, Severity, Span, Text
from guard.wire.inline import Asked
from guard.wire.table import CHAT

MAIL = "jane.doe@example.org"
TEXT = f"{MAIL}, or {MAIL}"


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard.load("default", key=b"k" * 32)


@pytest.fixture
def exchange(guard: Guard) -> Exchange:
    return Exchange(CHAT, Request("POST", CHAT.path, body=TEXT.encode()), guard)


def harm(severity: Severity, label: str = "hate") -> Finding:
    return Finding(0, Span(0, 4), label, Kind.CATEGORY, 0.9, "encoder", severity)


def mail(start: int = 0) -> Finding:
    return Finding(0, Span(start, start + len(MAIL)), "EMAIL_ADDRESS", Kind.ENTITY, 1.0, "d")


def screened(guard: Guard, *found: Finding, gaps: tuple[NotRun, ...] = ()) -> Screening:
    return conclude([Text("/a", TEXT)], found, gaps, guard.rules, Direction.PROMPT)


def test_before_anything_was_screened_only_the_policy_is_told(exchange: Exchange) -> None:
    assert exchange.headers() == (("x-guard-policy", exchange.guard.policy.version),)


def test_clean_is_told_as_allowed(exchange: Exchange) -> None:
    exchange.screenings.append(screened(exchange.guard))
    assert dict(exchange.headers()) == {
        "x-guard-action": "allow",
        "x-guard-policy": exchange.guard.policy.version,
    }


def test_entities_are_counted_and_harm_has_its_worst_severity(exchange: Exchange) -> None:
    guard = exchange.guard
    found = [mail(), mail(len(MAIL) + 5), harm(Severity.LOW)]
    exchange.screenings += [screened(guard, *found), screened(guard, mail(), harm(Severity.HIGH, "violence"))]
    exchange.action = Action.BLOCK
    told = dict(exchange.headers())
    assert told["x-guard-findings"] == "EMAIL_ADDRESS=3,hate=2,violence=6"
    assert told["x-guard-action"] == "block"


def test_what_is_allowed_is_not_told(exchange: Exchange) -> None:
    url = replace(mail(), label="URL")
    exchange.screenings.append(screened(exchange.guard, url))
    assert "x-guard-findings" not in dict(exchange.headers())


def test_gaps_are_told_once(exchange: Exchange) -> None:
    gaps = (
        NotRun("encoder", Reason.TIMEOUT, 0),
        NotRun("encoder", Reason.TIMEOUT, 1),
        NotRun("a", Reason.ERROR),
    )
    exchange.screenings += [screened(exchange.guard, gaps=gaps)] * 2
    assert dict(exchange.headers())["x-guard-not-run"] == "a=error,encoder=timeout"


def test_records_are_told_by_id_and_receipt(exchange: Exchange) -> None:
    exchange.screenings.append(screened(exchange.guard, mail()))
    exchange.records += [Recorded("r1", "s1"), Recorded("r2", "s2")]
    told = dict(exchange.headers())
    assert (told["x-guard-record"], told["x-guard-receipt"]) == ("r1,r2", "s1,s2")


def test_no_header_and_no_repr_holds_text(exchange: Exchange) -> None:
    exchange.screenings.append(screened(exchange.guard, mail()))
    exchange.continued = MAIL
    assert "jane" not in repr((exchange, exchange.headers(), Answer(200, (("a", MAIL),), MAIL.encode())))


@pytest.mark.parametrize(
    ("blocking", "severity", "action"),
    [
        (None, Severity.LOW, Action.ANNOTATE),
        (frozenset[Direction](), Severity.LOW, Action.ANNOTATE),
        (frozenset({Direction.COMPLETION}), Severity.LOW, Action.ANNOTATE),
        (frozenset({Direction.PROMPT}), Severity.LOW, Action.BLOCK),
        (frozenset({Direction.PROMPT}), Severity.HIGH, Action.BLOCK),
        (frozenset[Direction](), Severity.HIGH, Action.BLOCK),
    ],
)
def test_a_request_makes_it_stricter_and_never_laxer(
    exchange: Exchange, blocking: frozenset[Direction] | None, severity: Severity, action: Action
) -> None:
    exchange.asked = None if blocking is None else Asked(blocking)
    assert exchange.wanted(screened(exchange.guard, harm(severity))).action is action


def test_what_is_no_harm_is_not_refused_by_request(exchange: Exchange) -> None:
    exchange.asked = Asked(frozenset(Direction))
    assert exchange.wanted(screened(exchange.guard, mail())).action is Action.REDACT


def test_a_refusal_shows_its_status_and_no_more() -> None:
    refused = Refused(400, MAIL.encode())
    assert (refused.status, refused.body) == (400, MAIL.encode())
    assert str(refused) == "400"
    assert "jane" not in repr(refused)


def test_an_exchange_has_bounds() -> None:
    assert Limits().reply > 0
    assert Limits().screen_s > 0
