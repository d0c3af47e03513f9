"""What a broken or hostile provider sends, on every route that streams: an end that is told, and nothing unscreened."""

import gzip
import json
from collections.abc import Callable, Iterator
from typing import Any

import aiohttp
import messages
import pytest
import response_events

from guard.exchange import Limits
from guard.wire.sse import ServerEvent, encode

MAIL = "jane.doe@example.org"
SAID = f"Here is what you asked for in your last message to me. Write to {MAIL} about it and wait for an answer. "
BODIES: dict[str, dict[str, Any]] = {
    "/v1/chat/completions": {"messages": [{"role": "user", "content": "hi"}]},
    "/v1/completions": {"prompt": "hi"},
    "/v1/responses": {"input": "hi"},
    "/v1/messages": {"messages": [{"role": "user", "content": "hi"}], "max_tokens": 9},
}
routes = pytest.mark.parametrize("path", BODIES)


def stream(path: str) -> list[bytes]:
    """The events of a reply that says `SAID`, a few characters at a time."""
    pieces = [SAID[at : at + 7] for at in range(0, len(SAID), 7)]
    cuts = list(range(7, len(SAID), 7))
    if path == "/v1/messages":
        made: Iterator[ServerEvent] | list[ServerEvent] = messages.events(
            messages.reply(messages.text(SAID)), cuts
        )
    elif path == "/v1/responses":
        given = response_events.streamed(
            response_events.response(response_events.message(SAID)), lambda _: pieces
        )
        made = [ServerEvent(json.dumps(each), each["type"]) for each in given]
    else:
        chat = path == "/v1/chat/completions"
        choices = [{"delta": {"content": each}} if chat else {"text": each} for each in pieces]
        ended = [{"index": 0, **each, "finish_reason": None} for each in choices]
        ended[-1]["finish_reason"] = "stop"
        made = [
            ServerEvent(json.dumps({"id": "c", "created": 1, "model": "m", "choices": [each]}))
            for each in ended
        ]
        made = [*made, ServerEvent("[DONE]")]
    return [encode(each) for each in made]


async def post(url: str, path: str, **more: Any) -> tuple[int, str, str]:
    headers = {"authorization": "Bearer k", "x-api-key": "k", "anthropic-version": "2023-06-01"}
    body = {"model": "m", **BODIES[path], **more}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{url}{path}", json=body) as response,
    ):
        return response.status, response.content_type, await response.text()


def streams(provider: Any, *chunks: bytes) -> None:
    provider.content_type, provider.chunks = "text/event-stream", list(chunks)


@routes
async def test_a_stream_is_screened(sidecar: Callable[..., Any], provider: Any, path: str) -> None:
    streams(provider, *stream(path))
    status, kind, text = await post(sidecar().url, path, stream=True)
    assert (status, kind) == (200, "text/event-stream")
    assert "jane" not in text
    assert "upstream_unavailable" not in text


@routes
@pytest.mark.parametrize("left", [0.5, 0.9])
async def test_a_stream_that_breaks_off_says_so(
    sidecar: Callable[..., Any], serve: Callable[..., Any], path: str, left: float
) -> None:
    chunks = stream(path)

    async def breaking(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        while (await receive()).get("more_body"):
            pass
        headers = [(b"content-type", b"text/event-stream"), (b"content-length", b"1000000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for chunk in chunks[: int(len(chunks) * left)]:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    status, _, text = await post(sidecar(upstream=serve(breaking).url).url, path, stream=True)
    assert status == 200
    assert "broke off in the middle" in text
    assert "jane" not in text


@routes
@pytest.mark.parametrize(
    "bad",
    [
        b"data: {\n\n",
        b"data: [1]\n\n",
        b"data: " + MAIL.encode() + b"\n\n",
        b"data: \xff\xfe\n\n",
        b'data: {"a": 1, "a": 2}\n\n',
        b"data: " + b"[" * 100 + b"\n\n",
        b"data: " + b"x" * (20 << 20) + b"\n\n",
        b"x" * (20 << 20),
    ],
    ids=["cut", "array", "text", "no utf-8", "twice", "deep", "20 MB event", "20 MB line"],
)
async def test_what_is_no_event_ends_the_stream(
    sidecar: Callable[..., Any], provider: Any, path: str, bad: bytes
) -> None:
    chunks = stream(path)
    streams(provider, *chunks[: len(chunks) // 2], bad, *chunks[len(chunks) // 2 :])
    status, _, text = await post(sidecar().url, path, stream=True)
    assert status == 200
    assert "broke off in the middle" in text
    assert "jane" not in text
    assert len(text) < 100_000


@routes
@pytest.mark.parametrize("kind", ["text/html", "application/octet-stream", "application/json", "text/plain"])
async def test_a_stream_under_another_name_is_not_passed(
    sidecar: Callable[..., Any], provider: Any, path: str, kind: str
) -> None:
    streams(provider, *stream(path))
    provider.content_type = kind
    status, _, text = await post(sidecar().url, path, stream=True)
    assert status in (200, 400)
    assert "jane" not in text


@routes
async def test_a_stream_that_nobody_asked_for_is_screened(
    sidecar: Callable[..., Any], provider: Any, path: str
) -> None:
    streams(provider, *stream(path))
    status, _, text = await post(sidecar().url, path)
    assert status == 200
    assert "jane" not in text


@routes
async def test_a_reply_that_unpacks_to_very_much_is_cut_off(
    sidecar: Callable[..., Any], serve: Callable[..., Any], path: str
) -> None:
    bomb = gzip.compress(b" " * (64 << 20))

    async def packed(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        while (await receive()).get("more_body"):
            pass
        headers = [(b"content-type", b"application/json"), (b"content-encoding", b"gzip")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": bomb})

    url = sidecar(upstream=serve(packed).url, limits=Limits(reply=1 << 20)).url
    status, _, text = await post(url, path)
    assert status in (200, 400, 502)
    assert len(text) < 10_000


@routes
@pytest.mark.parametrize("status", [400, 429, 500, 503, 529])
async def test_errors_of_the_provider_pass_in_screened_words(
    sidecar: Callable[..., Any], provider: Any, path: str, status: int
) -> None:
    provider.status = status
    provider.reply = {
        "type": "error",
        "error": {"type": "overloaded_error", "message": f"sorry {MAIL}", "code": "c"},
    }
    got, _, text = await post(sidecar().url, path, stream=True)
    assert got == status
    assert "overloaded_error" in text
    assert "jane" not in text


@routes
async def test_the_caller_that_hangs_up_ends_the_providers_work(
    sidecar: Callable[..., Any], provider: Any, path: str
) -> None:
    streams(provider, *stream(path) * 50)
    provider.pause = 0.02
    headers = {"authorization": "Bearer k", "x-api-key": "k", "anthropic-version": "2023-06-01"}
    async with aiohttp.ClientSession(headers=headers) as session:
        body = {"model": "m", **BODIES[path], "stream": True}
        async with session.post(f"{sidecar().url}{path}", json=body) as response:
            await response.content.readany()
    assert provider.cancelled.wait(10)
