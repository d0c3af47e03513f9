"""Replies that are read whole: restored, refused or told about, and nothing unread passes."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from guard import Direction, Guard, Text
from guard.desk import Desk
from guard.errors import UpstreamError
from guard.exchange import Exchange, Limits, Refused
from guard.forward import Reply, Request
from guard.types import Verdict
from guard.whole import whole
from guard.wire import inline
from guard.wire.table import ANY_JSON, CHAT, Route

MAIL = "jane.doe@example.org"


@pytest.fixture(scope="module")
def guard(tmp_path_factory: pytest.TempPathFactory) -> Guard:
    path: Path = tmp_path_factory.mktemp("whole") / "p.yaml"
    path.write_text("policy: p\nextends: [default]\naudit: {record: none}\n")
    return Guard.load(path, key=b"k" * 32)


@pytest.fixture
def desk(guard: Guard) -> Iterator[Desk]:
    made = Desk(guard, None, "default", Limits(reply=10_000), None)
    yield made
    made.close()


def exchange(guard: Guard, route: Route = CHAT) -> Exchange:
    return Exchange(route, Request("POST", route.path), guard)


def reply(body: Any, status: int = 200, kind: str = "application/json") -> Reply:
    async def pieces() -> AsyncIterator[bytes]:
        yield body if isinstance(body, bytes) else json.dumps(body).encode()

    return Reply(status, (("content-type", kind),), pieces())


def said(text: str) -> dict[str, Any]:
    return {"id": "c", "choices": [{"index": 0, "message": {"role": "assistant", "content": text}}]}


async def content(desk: Desk, guard: Guard, text: str, tokens: dict[str, str]) -> str:
    nothing = guard.screen([], Direction.PROMPT)
    answer = await whole(desk, exchange(guard), reply(said(text)), nothing, tokens)
    assert isinstance(answer.body, bytes)
    return str(json.loads(answer.body)["choices"][0]["message"]["content"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nothing here.", "Nothing here."),
        (f"Write to {MAIL}", "Write to <EMAIL_ADDRESS>"),
        ("To <PERSON_AAAAA>", "To Zoe"),
        ("To <PERSON_BBBBB>", "To <PERSON_BBBBB>"),
    ],
)
async def test_a_reply_is_screened_and_restored(desk: Desk, guard: Guard, text: str, expected: str):
    assert await content(desk, guard, text, {"<PERSON_AAAAA>": "Zoe"}) == expected


async def test_a_clean_reply_passes_byte_for_byte(desk: Desk, guard: Guard):
    data = b'{"choices" : [ {"message":{"content":"h\\u00e9"}} ] , "x":1.50}'
    answer = await whole(desk, exchange(guard), reply(data), guard.screen([], Direction.PROMPT), {})
    assert answer.body == data


@pytest.mark.parametrize("status", [204, 304])
async def test_a_reply_without_a_body_has_none(desk: Desk, guard: Guard, status: int):
    nothing = guard.screen([], Direction.PROMPT)
    answer = await whole(desk, exchange(guard), reply(b"x", status), nothing, {})
    assert (answer.status, answer.body) == (status, b"")


async def test_what_nobody_can_read_does_not_pass(desk: Desk, guard: Guard):
    nothing = guard.screen([], Direction.PROMPT)
    answer = await whole(desk, exchange(guard), reply(MAIL.encode(), kind="text/html"), nothing, {})
    assert isinstance(answer.body, bytes)
    assert b"jane" not in answer.body
    assert json.loads(answer.body)["choices"][0]["finish_reason"] == "content_filter"


async def test_a_refused_reply_of_a_route_without_one_of_its_own_is_an_error(desk: Desk, guard: Guard):
    nothing = guard.screen([], Direction.PROMPT)
    with pytest.raises(Refused) as refused:
        await whole(desk, exchange(guard, ANY_JSON), reply(b"\xff", kind="image/png"), nothing, {})
    assert refused.value.status == 400


async def test_too_long_a_reply_is_the_providers_failure(desk: Desk, guard: Guard):
    with pytest.raises(UpstreamError):
        await whole(desk, exchange(guard), reply(said("x" * 20_000)), guard.screen([], Direction.PROMPT), {})


async def test_what_was_asked_for_is_told(desk: Desk, guard: Guard):
    before = guard.screen([Text("/messages/0/content", "hi")], Direction.PROMPT)
    made = exchange(guard)
    made.annotated, made.asked = True, inline.Asked(frozenset())
    answer = await whole(desk, made, reply(said("Hello.")), before, {})
    assert isinstance(answer.body, bytes)
    told = json.loads(answer.body)
    assert told["prompt_filter_results"][0]["prompt_index"] == 0
    assert "hate" in told["choices"][0]["content_filter_results"]
    assert told["moderation"] == inline.of_chat(Verdict(before.action), (), guard.policy.version)


@pytest.mark.parametrize("body", [{"choices": 3}, {"choices": "x"}, {"choices": [3]}, {}, [1], "x", 3])
async def test_a_reply_of_another_shape_is_told_about_as_far_as_it_can_be(
    desk: Desk, guard: Guard, body: Any
):
    made = exchange(guard)
    made.annotated, made.asked = True, inline.Asked(frozenset())
    answer = await whole(desk, made, reply(body), guard.screen([], Direction.PROMPT), {})
    assert answer.status == 200
