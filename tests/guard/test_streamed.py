"""Streamed replies: pieces leave in order, and whatever goes wrong is the last event."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from guard import Direction, Guard
from guard.desk import Desk
from guard.errors import UpstreamError
from guard.exchange import Exchange, Limits
from guard.forward import Reply, Request
from guard.streamed import streamed
from guard.types import Action
from guard.wire.table import CHAT

MAIL = "jane.doe@example.org"
TEXT = f"Here is what you asked for in your last message. Write to {MAIL} or to <PERSON_AAAAA> about it. "


@pytest.fixture(scope="module")
def guard(tmp_path_factory: pytest.TempPathFactory) -> Guard:
    path: Path = tmp_path_factory.mktemp("streamed") / "p.yaml"
    path.write_text("policy: p\nextends: [default]\naudit: {record: none}\n")
    return Guard.load(path, key=b"k" * 32)


@pytest.fixture
def desk(guard: Guard) -> Iterator[Desk]:
    made = Desk(guard, None, "default", Limits(), None)
    yield made
    made.close()


def chunk(**delta: str) -> bytes:
    return f"data: {json.dumps({'id': 'c', 'choices': [{'index': 0, 'delta': delta}]})}\n\n".encode()


def reply(*pieces: bytes, broken: bool = False) -> Reply:
    async def body() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece
        if broken:
            raise UpstreamError("gone")

    return Reply(200, (("content-type", "text/event-stream"),), body())


async def sent(desk: Desk, guard: Guard, given: Reply) -> tuple[str, str, Exchange]:
    made = Exchange(CHAT, Request("POST", CHAT.path), guard)
    nothing = guard.screen([], Direction.PROMPT)
    tokens = {"<PERSON_AAAAA>": "Zoe"}
    data = b"".join([out async for out in streamed(desk, made, given, nothing, tokens)]).decode()
    chunks = [json.loads(line[6:]) for line in data.splitlines() if line.startswith("data: {")]
    said = "".join(each["choices"][0]["delta"].get("content", "") for each in chunks if each.get("choices"))
    return said, data, made


@pytest.mark.parametrize("step", [1, 7, 1000])
async def test_pieces_leave_screened_and_restored(desk: Desk, guard: Guard, step: int):
    pieces = [chunk(content=TEXT[at : at + step]) for at in range(0, len(TEXT), step)]
    said, data, made = await sent(desk, guard, reply(*pieces, b"data: [DONE]\n\n"))
    assert said == TEXT.replace(MAIL, "<EMAIL_ADDRESS>").replace("<PERSON_AAAAA>", "Zoe")
    assert data.endswith("data: [DONE]\n\n")
    assert made.action is Action.REDACT


async def test_a_stream_without_its_end_is_ended(desk: Desk, guard: Guard):
    said, data, _ = await sent(desk, guard, reply(chunk(content="Hello.")))
    assert (said, data.endswith("data: [DONE]\n\n")) == ("Hello.", True)


async def test_a_stream_that_breaks_gives_what_was_held_and_says_so(desk: Desk, guard: Guard):
    said, data, _ = await sent(desk, guard, reply(chunk(content=f"Write to {MAIL[:9]}"), broken=True))
    assert said == f"Write to {MAIL[:9]}"
    assert "broke off in the middle" in data
    assert data.endswith("data: [DONE]\n\n")


async def test_what_is_no_event_ends_it(desk: Desk, guard: Guard):
    said, data, _ = await sent(
        desk, guard, reply(chunk(content="Hello."), b"data: {\n\n", chunk(content="no"))
    )
    assert said == "Hello."
    assert "broke off in the middle" in data


async def test_a_block_is_the_end(desk: Desk, guard: Guard):
    pieces = (chunk(content="Your key is AKIAABCDEFGHIJKLMNOP. "), chunk(content="More. " * 40))
    said, data, made = await sent(desk, guard, reply(*pieces, b"data: [DONE]\n\n"))
    assert "AKIA" not in said
    assert "content_filter" in data
    assert made.action is Action.BLOCK
