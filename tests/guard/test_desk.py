"""Where exchanges are worked on: what fails there is an answer, and says no more than its kind."""

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest

from guard import Action, Direction, Guard, Text
from guard.desk import Desk
from guard.errors import WireError
from guard.exchange import Exchange, Limits, Refused
from guard.forward import Request
from guard.metrics import Gauged, Metrics, Stage
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


async def test_screenings_that_wait_for_a_thread_are_shown(policy: Guard):
    desk = Desk(policy, None, "default", Limits(screen_s=0.3), None, ThreadPoolExecutor(1))
    exchange = Exchange(CHAT, Request("POST", CHAT.path), policy)
    held, begun = threading.Event(), threading.Event()

    def waiting() -> float | None:
        return desk.metrics.registry.get_sample_value("guard_screen_waiting")

    def first() -> None:
        begun.set()
        held.wait(20)

    assert waiting() == 0
    running = [asyncio.ensure_future(desk.run(exchange, first))]
    running += [asyncio.ensure_future(desk.run(exchange, lambda: None)) for _ in range(2)]
    try:
        await asyncio.to_thread(begun.wait, 10)
        assert waiting() == 2
        # Nobody waits for them any more: they are taken out of the line.
        ended = await asyncio.gather(*running, return_exceptions=True)
        assert [type(each) for each in ended] == [Refused] * 3
    finally:
        held.set()
    assert await desk.run(exchange, lambda: 3) == 3
    assert waiting() == 0


async def test_a_stage_is_counted_whether_it_ends_well_or_not(desk: Desk, exchange: Exchange):
    with pytest.raises(KeyError), desk.stage(exchange, Stage.WRITE):
        raise KeyError
    with desk.stage(exchange, Stage.WRITE):
        pass
    assert desk.metrics.registry.get_sample_value("guard_stage_seconds_count", {"stage": "write"}) == 2


def test_the_policy_in_force_is_shown_and_nothing_of_a_log_that_is_not_there(desk: Desk, policy: Guard):
    version = policy.policy.version
    assert list(desk.readings()) == [(Gauged.POLICY, ("default", "p", version, "enforce"), 1)]
    labels = {"tenant": "default", "policy": "p", "version": version, "mode": "enforce"}
    assert desk.metrics.registry.get_sample_value("guard_policy_info", labels) == 1


def test_tenants_that_share_counters_count_apart(policy: Guard):
    metrics = Metrics()
    desks = [Desk(policy, None, name, Limits(), None, metrics=metrics) for name in ("acme", "umbrella")]
    desks[0].counts.limited()
    for desk in desks:
        desk.close()
    assert metrics.registry.get_sample_value("guard_rate_limited_total", {"tenant": "acme"}) == 1
    assert metrics.registry.get_sample_value("guard_rate_limited_total", {"tenant": "umbrella"}) is None
    # What is in force is for whoever knows all tenants to say.
    assert b"guard_policy_info{" not in metrics.text()


def test_what_happens_is_told_with_its_tenant(
    desk: Desk, exchange: Exchange, capsys: pytest.CaptureFixture[str]
):
    desk.log(exchange, 200)
    told = json.loads(capsys.readouterr().err)
    del told["timestamp"]
    assert told == {
        "event": "exchange",
        "tenant": "default",
        "route": "chat.completions",
        "status": 200,
        "action": "allow",
        "records": 0,
    }
