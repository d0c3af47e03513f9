"""The upstream client over a real connection."""

import gzip
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from guard.errors import UpstreamError, UpstreamTimeout
from guard.forward import HttpUpstream, Request, read_all


async def send(upstream: HttpUpstream, **fields: Any) -> tuple[int, dict[str, str], bytes]:
    request = Request(**{"method": "POST", "path": "/v1/x", "body": b"{}", **fields})
    try:
        async with upstream.send(request) as reply:
            return reply.status, dict(reply.headers), await read_all(reply, 1000)
    finally:
        await upstream.close()


@pytest.mark.parametrize("suffix", ["", "/", "/v1", "/v1/"])
async def test_base_url_with_or_without_version(serve: Callable[..., Any], suffix: str) -> None:
    paths: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            paths.append(f"{scope['path']}?{scope['query_string'].decode()}")
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    await send(HttpUpstream(f"{serve(app).url}{suffix}"), query="a=1")
    assert paths == ["/v1/x?a=1"]


async def test_headers_pass_and_the_reply_is_not_compressed(provider: Any) -> None:
    await send(
        HttpUpstream(provider.url),
        headers=(("authorization", "Bearer k"), ("content-type", "application/json")),
    )
    sent = provider.headers[-1]
    assert sent["authorization"] == "Bearer k"
    assert sent["accept-encoding"] == "identity"
    assert sent["content-length"] == "2"
    assert "cookie" not in sent


async def test_headers_that_are_for_guard_go_no_further(provider: Any) -> None:
    ours = (("x-guard-session", "chat 7 of jane.doe@example.org"), ("x-guard-annotations", "azure"))
    await send(HttpUpstream(provider.url), headers=(*ours, ("x-request-id", "r")))
    assert provider.headers[-1]["x-request-id"] == "r"
    assert not any(name.startswith("x-guard-") for name in provider.headers[-1])


async def test_only_headers_about_the_answer_come_back(serve: Callable[..., Any]) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            kept = [(b"x-request-id", b"r"), (b"x-ratelimit-limit", b"9"), (b"openai-version", b"1")]
            dropped = [(b"set-cookie", b"a=b"), (b"x-whatever", b"jane"), (b"location", b"/x")]
            await send({"type": "http.response.start", "status": 302, "headers": kept + dropped})
            await send({"type": "http.response.body", "body": b"moved"})

    status, headers, _ = await send(HttpUpstream(serve(app).url))
    assert status == 302
    assert set(headers) == {"x-request-id", "x-ratelimit-limit", "openai-version"}


async def test_not_there() -> None:
    with pytest.raises(UpstreamError, match="could not be reached"):
        await send(HttpUpstream("http://127.0.0.1:9", connect_s=1))


async def test_too_slow(provider: Any) -> None:
    provider.chunks = [b"a", b"b"]
    provider.pause = 2
    with pytest.raises(UpstreamTimeout):
        await send(HttpUpstream(provider.url, read_s=0.3))


async def test_too_long(provider: Any) -> None:
    provider.reply = b"x" * 1001
    with pytest.raises(UpstreamError, match="longer than 1000 bytes"):
        await send(HttpUpstream(provider.url))


async def test_connection_is_used_again(serve: Callable[..., Any]) -> None:
    peers: set[Any] = set()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            peers.add(tuple(scope["client"]))
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})
            await send({"type": "http.response.body", "body": b"x"})

    upstream = HttpUpstream(serve(app).url)
    for _ in range(5):
        async with upstream.send(Request("POST", "/v1/x", body=b"{}")) as reply:
            await read_all(reply, 10)
    await upstream.close()
    assert len(peers) == 1


async def twice(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


@pytest.mark.parametrize(("length", "said"), [("5", "content-length"), ("", "transfer-encoding")])
async def test_a_body_is_sent_on_as_it_comes(provider: Any, length: str, said: str) -> None:
    sized = (("content-length", length),) if length else ()
    upload = twice(b"ab", b"cde")
    status, _, _ = await send(HttpUpstream(provider.url), body=b"", headers=sized, upload=upload)
    assert (status, provider.bodies) == (200, [b"abcde"])
    assert said in provider.headers[-1]


async def test_a_body_that_breaks_off_is_an_upstream_error_without_what_broke_it(provider: Any) -> None:
    async def breaks() -> AsyncIterator[bytes]:
        yield b"ab"
        raise ValueError("jane@example.org")

    with pytest.raises(UpstreamError) as raised:
        await send(HttpUpstream(provider.url), body=b"", upload=breaks())
    assert "jane" not in str(raised.value)


@pytest.mark.parametrize(
    ("sent", "length"),
    [
        ([(b"content-length", b"5")], 5),
        ([], None),
        ([(b"content-length", b"25"), (b"content-encoding", b"gzip")], None),
    ],
)
async def test_the_length_of_a_reply_is_that_of_what_is_read(
    serve: Callable[..., Any], sent: list[tuple[bytes, bytes]], length: int | None
) -> None:
    body = gzip.compress(b"hello") if len(sent) > 1 else b"hello"

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": sent})
            await send({"type": "http.response.body", "body": body})

    upstream = HttpUpstream(serve(app).url)
    async with upstream.send(Request("GET", "/v1/x")) as reply:
        assert reply.length == length
        assert await read_all(reply, 100) == b"hello"
    await upstream.close()
