"""GuardMiddleware's edges; a whole application behind it is tested in tests/conformance/test_fastapi_app.py."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from guard import GuardMiddleware, PolicyError
from guard.errors import WireError
from guard.forward import Request, read_all
from guard.middleware import LocalUpstream


async def call(app: Any, path: str, body: bytes, method: str = "POST", **scope: Any) -> list[Any]:
    sent: list[Any] = []
    queue = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        if not queue:
            await asyncio.Event().wait()
        return queue.pop()

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"accept-encoding", b"gzip")]
    given = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers, **scope}
    await app(given, receive, send)
    return sent


def replying(*messages: dict[str, Any], seen: list[Any] | None = None) -> Any:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if seen is not None:
            seen.append((scope, await receive()))
        for message in messages:
            await send(message)

    return app


START = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]}


@pytest.fixture
def wrap(folder: Path) -> Callable[..., GuardMiddleware]:
    return lambda app, **options: GuardMiddleware(app, folder=folder, **options)


async def test_app_sees_the_rewritten_body_and_its_length(wrap: Callable[..., Any]) -> None:
    seen: list[Any] = []
    app = wrap(replying(START, {"type": "http.response.body", "body": b"{}"}, seen=seen))
    await call(app, "/ask", b'{"q": "jane@example.org"}')
    scope, message = seen[0]
    sent = dict(scope["headers"])
    assert b"jane@" not in message["body"]
    assert sent[b"content-length"] == str(len(message["body"])).encode()
    assert b"accept-encoding" not in sent


@pytest.mark.parametrize(
    "body",
    [
        b'{"to": "Bob", "text": "mail jane@example.org"}',
        b'["jane@example.org"]',
        b'{"messages": "jane@example.org"}',
    ],
)
async def test_an_endpoint_that_only_looks_like_a_providers_is_the_apps_own(
    wrap: Callable[..., Any], body: bytes
) -> None:
    seen: list[Any] = []
    app = wrap(replying(START, {"type": "http.response.body", "body": b'{"ok": true}'}, seen=seen))
    sent = await call(app, "/inbox/v1/messages", body)
    assert sent[0]["status"] == 200
    assert b"jane@" not in seen[0][1]["body"]


async def test_reply_in_pieces_is_screened_whole(wrap: Callable[..., Any]) -> None:
    body = b'{"a": "jane@example.org"}'
    pieces = [
        {"type": "http.response.body", "body": body[at : at + 3], "more_body": True}
        for at in range(0, len(body), 3)
    ]
    app = wrap(replying(START, *pieces, {"type": "http.response.body"}))
    sent = await call(app, "/ask", b"{}")
    assert b"".join(each.get("body", b"") for each in sent) == b'{"a": "<EMAIL_ADDRESS>"}'


async def test_compressed_reply_cannot_be_read(wrap: Callable[..., Any]) -> None:
    import gzip

    start = {**START, "headers": [*START["headers"], (b"content-encoding", b"gzip")]}  # type: ignore[misc]
    app = wrap(replying(start, {"type": "http.response.body", "body": gzip.compress(b'{"a": "x"}')}))
    sent = await call(app, "/ask", b"{}")
    assert sent[0]["status"] == 400
    assert b"NOT_SCANNABLE" in sent[1]["body"]


@pytest.mark.parametrize("path", ["/upload", "/upload/", "/upload/x"])
async def test_excluded_paths(wrap: Callable[..., Any], path: str) -> None:
    seen: list[Any] = []
    app = wrap(
        replying(START, {"type": "http.response.body", "body": b"x"}, seen=seen), exclude=("/upload/",)
    )
    await call(app, path, b'{"q": "jane@example.org"}')
    assert b"jane@" in seen[0][1]["body"]


@pytest.mark.parametrize("path", ["/uploads", "/Upload", "/x/upload"])
async def test_paths_that_only_look_excluded(wrap: Callable[..., Any], path: str) -> None:
    seen: list[Any] = []
    app = wrap(
        replying(START, {"type": "http.response.body", "body": b"{}"}, seen=seen), exclude=("/upload",)
    )
    await call(app, path, b'{"q": "jane@example.org"}')
    assert b"jane@" not in seen[0][1]["body"]


async def test_app_that_ends_without_a_reply(wrap: Callable[..., Any]) -> None:
    with pytest.raises(RuntimeError, match="without a reply"):
        await call(wrap(replying()), "/ask", b"{}")


async def test_app_that_raises_in_the_middle(wrap: Callable[..., Any]) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send(START)
        await send({"type": "http.response.body", "body": b'{"a": "jane@exam', "more_body": True})
        raise KeyError("x")

    with pytest.raises(KeyError):
        await call(wrap(app), "/ask", b"{}")


async def test_too_long(wrap: Callable[..., Any]) -> None:
    sent = await call(wrap(replying(START), max_body=10), "/ask", b"x" * 11)
    assert sent[0]["status"] == 413


async def test_lifespan_passes_and_closes(wrap: Callable[..., Any]) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert (await receive())["type"] == "lifespan.startup"
        await send({"type": "lifespan.startup.complete"})
        assert (await receive())["type"] == "lifespan.shutdown"
        await send({"type": "lifespan.shutdown.complete"})

    events = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent: list[str] = []

    async def receive() -> Any:
        return events.pop(0)

    async def send(message: Any) -> None:
        sent.append(message["type"])

    await wrap(app)({"type": "lifespan"}, receive, send)
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_bad_policy_is_refused_at_once(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("policy: bad\nwat: 1\n")
    with pytest.raises(PolicyError, match="unknown key `wat`"):
        GuardMiddleware(replying(), policy=path, folder=folder)


async def test_application_as_an_upstream() -> None:
    seen: list[Any] = []
    upstream = LocalUpstream(replying(START, {"type": "http.response.body", "body": b"{}"}, seen=seen))
    request = Request("POST", "/v1/x", "a=1", (("x-a", "b"),), json.dumps({}).encode())
    async with upstream.send(request) as reply:
        assert (reply.status, reply.content_type, await read_all(reply, 10)) == (
            200,
            "application/json",
            b"{}",
        )
    assert seen[0][0]["query_string"] == b"a=1"
    await upstream.close()


async def test_an_application_as_an_upstream_takes_what_comes_in_pieces() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"ab"
        yield b"cd"

    async def breaks() -> AsyncIterator[bytes]:
        yield b"ab"
        raise WireError("too long", status=413)

    seen: list[Any] = []
    upstream = LocalUpstream(replying(START, {"type": "http.response.body", "body": b"{}"}, seen=seen))
    async with upstream.send(Request("POST", "/v1/files", upload=pieces())) as reply:
        assert await read_all(reply, 10) == b"{}"
    ((scope, message),) = seen
    assert message["body"] == b"abcd"
    assert (b"content-length", b"4") in scope["headers"]
    with pytest.raises(WireError):
        async with upstream.send(Request("POST", "/v1/files", upload=breaks())):
            pass
    assert len(seen) == 1
