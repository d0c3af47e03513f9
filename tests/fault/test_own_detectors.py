"""A tenant's own moderation service that is slow, down or out of its mind: what callers see, and what is told."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from moderator import Reply, Seen, serving
from moderator import Service as Moderation

from guard.place import open_service
from guard.service import Service
from guard.types import Action, Direction, NotRun, Reason, Severity

CANARY = "zelda quillfeather"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., tuple[Service, Moderation]]]:
    """Open a service whose policy asks a moderation service that answers as a function says."""
    with ExitStack() as stack:

        def make(respond: Callable[[Seen], Reply], more: str = "") -> tuple[Service, Moderation]:
            moderation = stack.enter_context(serving(respond))
            policy = tmp_path / "p.yaml"
            policy.write_text(
                "policy: p\nprompt: {categories: {hate: {block: high}}}\naudit: {record: none}\n"
                f"detectors: [{{name: ours, kind: http, url: '{moderation.url}', labels: [hate]{more}}}]\n"
            )
            service = open_service(policy, tmp_path)
            stack.callback(service.close)
            moderation.seen.clear()  # what is compiled at first use is compiled with a text of ours
            return service, moderation

        yield make


def fine(seen: Seen) -> Reply:
    return Reply({"results": [{"findings": []} for _ in seen.body["texts"]]})


async def test_what_it_refuses_is_refused(start: Callable[..., Any]):
    def respond(seen: Seen) -> Reply:
        bad = {"label": "hate", "severity": "high"}
        return Reply(
            {"results": [{"findings": [bad] if "goose" in each else []} for each in seen.body["texts"]]}
        )

    service, moderation = start(respond)
    screening, _ = await service.check(["hello", "you goose"], Direction.PROMPT)
    assert (screening.action, screening.rules) == (Action.BLOCK, ("prompt.categories.hate",))
    assert dict(screening.severities) == {"hate": Severity.HIGH}
    assert [seen.body for seen in moderation.seen] == [
        {"direction": "prompt", "texts": ["hello", "you goose"]}
    ]
    assert b'guard_detector_breaker{detector="ours",tenant="default"} 0.0' in service.metrics.text()


@pytest.mark.parametrize(
    "reply",
    [
        Reply({}, 503),
        Reply({"error": CANARY}, 400),
        Reply(CANARY.encode()),
        Reply({"results": [{"findings": [{"label": CANARY}]}]}),
        Reply({"results": [{"findings": [{"label": "hate", "start": 0, "end": 999}]}]}),
        Reply({"results": [{"findings": [{"label": "hate", "severity": CANARY}]}]}),
    ],
    ids=["down", "refuses", "no JSON", "odd label", "odd place", "odd severity"],
)
async def test_an_outage_blocks_and_is_told_as_one_without_a_word_of_the_reply(
    start: Callable[..., Any], reply: Reply, capsys: pytest.CaptureFixture[str]
):
    service, _ = start(lambda _: reply)
    screening, _ = await service.check([f"hello {CANARY}"], Direction.PROMPT)
    assert screening.not_run == (NotRun("ours", Reason.ERROR, 0),)
    assert screening.blocked
    assert screening.verdict.outage
    text = service.metrics.text()
    assert b'guard_not_run_total{detector="ours",reason="error",tenant="default"}' in text
    told = capsys.readouterr()
    assert CANARY not in text.decode() + told.out + told.err + repr(screening)


async def test_where_the_policy_allows_it_texts_pass_and_the_gap_is_shown(start: Callable[..., Any]):
    service, _ = start(lambda _: Reply({}, 500), ", on_not_run: allow")
    screening, _ = await service.check(["hello"], Direction.PROMPT)
    assert (screening.action, screening.text) == (Action.ANNOTATE, "hello")
    assert screening.not_run == (NotRun("ours", Reason.ERROR, 0),)


async def test_one_that_hangs_costs_its_time_and_then_none(start: Callable[..., Any]):
    go = threading.Event()

    def respond(seen: Seen) -> Reply:
        go.wait(60)
        return fine(seen)

    service, _ = start(respond, ", timeout_ms: 50, on_not_run: allow, breaker: {failures: 3, open_s: 600}")
    try:
        reasons = []
        for at in range(6):
            screening, _ = await service.check([f"hello {at}"], Direction.PROMPT)
            assert screening.text == f"hello {at}"
            reasons += [gap.reason for gap in screening.not_run]
    finally:
        go.set()
    # Opening the service was the first of three calls that came to nothing.
    assert reasons == [Reason.TIMEOUT] * 2 + [Reason.MISSING] * 4
    assert b'guard_detector_breaker{detector="ours",tenant="default"} 2.0' in service.metrics.text()


async def test_a_service_is_opened_although_its_moderation_is_down(start: Callable[..., Any]):
    down = [True]
    service, _ = start(lambda seen: Reply({}, 500) if down[0] else fine(seen))
    down[0] = False
    screening, _ = await service.check(["hello"], Direction.PROMPT)
    assert screening.not_run == ()
