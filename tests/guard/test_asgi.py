"""Reading bodies, sending answers, and noticing that the caller is gone."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from guard.asgi import ClientGone, headers, read_body, send_answer, until_gone
from guard.errors import WireError
from guard.exchange import Answer


def receiver(*messages: dict[str, Any]) -> Any:
    left = list(messages)

    async def receive() -> dict[str, Any]:
        if not left:
            await asyncio.Event().wait()
        return left.pop(0)

    return receive


def part(body: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


GONE = {"type": "http.disconnect"}


async def test_body_in_pieces() -> None:
    assert await read_body(receiver(part(b"ab", more=True), part(b"", more=True), part(b"c")), 3) == b"abc"


async def test_body_at_and_over_the_limit() -> None:
    assert await read_body(receiver(part(b"abc")), 3, "3") == b"abc"
    for receive, declared in [
        (receiver(part(b"abcd")), ""),
        (receiver(part(b"ab", more=True), part(b"cd")), "1"),
    ]:
        with pytest.raises(WireError) as bad:
            await read_body(receive, 3, declared)
        assert bad.value.status == 413


async def test_a_declared_length_is_enough_to_refuse() -> None:
    with pytest.raises(WireError):
        await asyncio.wait_for(read_body(receiver(), 3, "4"), 1)


async def test_caller_gone_while_sending() -> None:
    with pytest.raises(ClientGone):
        await read_body(receiver(part(b"a", more=True), GONE), 3)


def test_header_names_are_lowered_and_values_kept() -> None:
    assert headers({"headers": [(b"X-A", b"V"), (b"x-a", b"W")]}) == (("x-a", "V"), ("x-a", "W"))


async def test_answer_gets_its_own_length() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await send_answer(send, Answer(200, (("content-length", "99"), ("a", "b")), b"xyz"))
    assert sent[0]["headers"] == [(b"a", b"b"), (b"content-length", b"3")]
    assert sent[1]["body"] == b"xyz"


async def test_stream_is_sent_piece_by_piece_and_ended() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def body() -> AsyncIterator[bytes]:
        yield b"a"
        assert sent[-1]["body"] == b"a"
        yield b"b"

    await send_answer(send, Answer(200, (("transfer-encoding", "chunked"),), body()))
    assert [each.get("body") for each in sent] == [None, b"a", b"b", b""]
    assert sent[0]["headers"] == []
    assert not sent[-1].get("more_body", False)


async def test_work_is_done_or_cancelled() -> None:
    cancelled = asyncio.Event()

    async def quick() -> None:
        await asyncio.sleep(0)

    async def slow() -> None:
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    async def failing() -> None:
        raise KeyError("x")

    assert await until_gone(quick(), receiver()) is True
    assert await until_gone(slow(), receiver(part(b""), GONE)) is False
    assert cancelled.is_set()
    with pytest.raises(KeyError):
        await until_gone(failing(), receiver())


async def test_a_short_exchange_is_not_watched() -> None:
    async def receive() -> dict[str, Any]:
        raise AssertionError("nobody has to look")

    async def quick() -> None:
        await asyncio.sleep(0)

    assert await until_gone(quick(), receive) is True


async def test_the_task_goes_on_after_the_caller_is_gone() -> None:
    """What is cancelled is the work: the server's own task is not, then or later."""
    assert await until_gone(asyncio.sleep(30), receiver(GONE)) is False
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0
    await asyncio.sleep(0)


async def test_work_that_ends_as_the_caller_goes_is_done() -> None:
    """The news comes a turn of the loop too late, and cancels nobody."""
    going = asyncio.Event()

    async def receive() -> dict[str, Any]:
        going.set()
        return GONE

    async def ending() -> None:
        await going.wait()

    assert await until_gone(ending(), receive) is True
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0
    for _ in range(3):
        await asyncio.sleep(0)


async def test_a_connection_that_cannot_be_read_is_gone() -> None:
    async def receive() -> dict[str, Any]:
        raise OSError("reset")

    assert await until_gone(asyncio.sleep(30), receive) is False


async def test_who_is_cancelled_from_outside_stays_cancelled() -> None:
    begun = asyncio.Event()

    async def slow() -> None:
        begun.set()
        await asyncio.sleep(30)

    for receive in (receiver(), receiver(part(b""))):
        begun.clear()
        task = asyncio.ensure_future(until_gone(slow(), receive))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_cancelled_by_the_server_and_by_the_caller_at_once_is_cancelled() -> None:
    async def slow() -> None:
        await asyncio.sleep(30)

    async def receive() -> dict[str, Any]:
        task.cancel()
        return GONE

    task = asyncio.ensure_future(until_gone(slow(), receive))
    with pytest.raises(asyncio.CancelledError):
        await task
