"""Where exchanges are worked on: what fails there is an answer, and says no more than its kind."""

import asyncio
import threading
from collections.abc import Iterator
from functools import cache

import pytest

from guard import Action, Direction, Guard, Text
from guard.desk import Desk
from guard.errors import WireError
from guard.exchange import Exchange, Limits, Refused
from guard.forward import Request
from guard.sessions import SessionMap
from guard.wire.table import CHAT

MAIL = "jane.doe@example.org"
KEY = b"k" * 32


@cache
def guard(tmp: str) -> Guard:
    return Guard.load(tmp, key=KEY)


@pytest.fixture
def policy(tmp_path_factory: pytest.TempPathFactory) -> Guard:
    path = tmp_path_factory.getbasetemp() / "unrecorded.yaml"
    path.write_text("policy: p\nextends: [default]\naudit: {record: none}\n")
    return guard(str(path))


@pytest.fixture
def desk(policy: Guard) -> Iterator[Desk]:
    made = Desk(policy, None, "default", Limits(screen_s=0.2), SessionMap(KEY, None, hours=1))
    yield made
    made.close()


@pytest.fixture
def exchange(policy: Guard) -> Exchange:
    return Exchange(CHAT, Request("POST", CHAT.path), policy)


def test_a_policy_that_records_needs_a_log():
    with pytest.raises(ValueError, match="needs a log"):
        Desk(Guard.load("default"), None, "default", Limits(), None)


@pytest.mark.parametrize("at_once", [False, True])
async def test_work_is_done(desk: Desk, exchange: Exchange, *, at_once: bool):
    assert await desk.run(exchange, lambda: 3, at_once=at_once) == 3


@pytest.mark.parametrize("at_once", [False, True])
async def test_a_bug_is_an_outage_without_what_it_said(desk: Desk, exchange: Exchange, *, at_once: bool):
    def breaks() -> None:
        raise ValueError(MAIL)

    with pytest.raises(Refused) as refused:
        await desk.run(exchange, breaks, at_once=at_once)
    assert (refused.value.status, b"filter_unavailable" in refused.value.body) == (503, True)
    assert b"jane" not in refused.value.body
    assert refused.value.__cause__ is None


async def test_what_cannot_be_read_stays_the_callers_mistake(desk: Desk, exchange: Exchange):
    def refuses() -> None:
        raise WireError("expected an object")

    with pytest.raises(WireError):
        await desk.run(exchange, refuses)


async def test_what_takes_too_long_is_an_outage(desk: Desk, exchange: Exchange):
    held = threading.Event()
    try:
        with pytest.raises(Refused) as refused:
            await desk.run(exchange, lambda: held.wait(20))
        assert refused.value.status == 503
    finally:
        held.set()


async def test_what_is_screened_is_counted_and_kept(desk: Desk, exchange: Exchange):
    screening = await desk.screened(exchange, [Text("/a", MAIL)], Direction.PROMPT)
    assert screening.values[0] != MAIL
    assert exchange.screenings == [screening]
    assert (exchange.action, exchange.records) == (Action.REDACT, [])
    assert b'action="redact"' in desk.metrics.text()


async def test_tokens_of_a_kept_history_come_back_and_no_others(desk: Desk, exchange: Exchange):
    exchange.stored = True
    await desk.remember(exchange, "resp_1", {"<PERSON_AAAAA>": "Zoe"})
    exchange.continued = "resp_1"
    assert await desk.remembered(exchange) == {"<PERSON_AAAAA>": "Zoe"}
    exchange.continued = "resp_2"
    assert await desk.remembered(exchange) == {}
    exchange.continued = ""
    assert await desk.remembered(exchange) == {}


async def test_tokens_of_one_session_do_not_come_back_in_another(desk: Desk, policy: Guard):
    def of(session: str) -> Exchange:
        made = Exchange(CHAT, Request("POST", CHAT.path, headers=(("x-guard-session", session),)), policy)
        made.stored, made.continued = True, "resp_1"
        return made

    await desk.remember(of("a"), "resp_1", {"<PERSON_AAAAA>": "Zoe"})
    assert await desk.remembered(of("a")) == {"<PERSON_AAAAA>": "Zoe"}
    assert await desk.remembered(of("b")) == {}
    assert await desk.remembered(of("")) == {}


async def test_what_nobody_continues_is_not_remembered(desk: Desk, exchange: Exchange):
    await desk.remember(exchange, "resp_1", {"<PERSON_AAAAA>": "Zoe"})
    exchange.stored = True
    await desk.remember(exchange, "", {"<PERSON_AAAAA>": "Zoe"})
    await desk.remember(exchange, "resp_1", {})
    exchange.continued = "resp_1"
    assert await desk.remembered(exchange) == {}


async def test_many_at_once_are_all_done(desk: Desk, exchange: Exchange):
    done = await asyncio.gather(*(desk.run(exchange, lambda at=at: at) for at in range(50)))
    assert done == list(range(50))
