"""What bad input gets: a 4xx in OpenAI's shape that names the field, never a 500, never the text."""

import contextlib
import io
import json
import socket
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

SECRET = "zebracrossing"
CHAT = "/v1/chat/completions"


def body(**changes: Any) -> bytes:
    return json.dumps({"model": "m", "messages": [{"role": "user", "content": SECRET}], **changes}).encode()


def deep(levels: int) -> bytes:
    return body(metadata={"x": 0}).replace(b"0}", b"[" * levels + b"]" * levels + b"}")


BAD: list[tuple[str, bytes, int, str | None]] = [
    ("empty", b"", 400, None),
    ("not json", b"hello " + SECRET.encode(), 400, None),
    ("cut off", body()[:-3], 400, None),
    ("not utf-8", body().replace(SECRET.encode(), b"\xff\xfe"), 400, None),
    ("not an object", b'["zebracrossing"]', 400, None),
    ("a number", b"17", 400, None),
    ("fifty levels deep", deep(50), 400, None),
    ("a hundred thousand levels deep", deep(100_000), 400, None),
    ("a member named twice", b'{"model": "m", "model": "zebracrossing", "messages": []}', 400, None),
    ("NaN", body().replace(b'"m"', b"NaN"), 400, None),
    ("no model", json.dumps({"messages": [{"role": "user", "content": SECRET}]}).encode(), 400, "model"),
    ("model a number", body(model=3), 400, "model"),
    ("no messages", b'{"model": "m"}', 400, "messages"),
    ("messages a string", body(messages=SECRET), 400, "messages"),
    ("messages empty", body(messages=[]), 400, "messages"),
    ("message a string", body(messages=[SECRET]), 400, "messages[0]"),
    ("role missing", body(messages=[{"content": SECRET}]), 400, "messages[0].role"),
    ("role a list", body(messages=[{"role": [SECRET]}]), 400, "messages[0].role"),
    ("content a number", body(messages=[{"role": "user", "content": 3}]), 400, "messages[0].content"),
    (
        "content an object",
        body(messages=[{"role": "user", "content": {"a": SECRET}}]),
        400,
        "messages[0].content",
    ),
    ("part a string", body(messages=[{"role": "user", "content": [SECRET]}]), 400, "messages[0].content[0]"),
    ("part without type", body(messages=[{"role": "user", "content": [{}]}]), 400, "messages[0].content[0]"),
    (
        "tool calls an object",
        body(messages=[{"role": "assistant", "tool_calls": {}}]),
        400,
        "messages[0].tool_calls",
    ),
    ("stream a string", body(stream=SECRET), 400, "stream"),
    ("tools an object", body(tools={"a": SECRET}), 400, "tools"),
    ("twenty megabytes", body(user="x" * (20 << 20)), 413, None),
]


@pytest.fixture
def url(sidecar: Callable[..., Any]) -> str:
    return str(sidecar().url)


async def send(url: str, data: bytes, **headers: str) -> tuple[int, str]:
    sent = {"authorization": "Bearer k", "content-type": "application/json", **headers}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=io.BytesIO(data), headers=sent) as response,
    ):
        return response.status, await response.text()


async def test_every_bad_body(url: str, provider: Any, capfd: pytest.CaptureFixture[str]) -> None:
    for name, data, status, param in BAD:
        got, text = await send(f"{url}{CHAT}", data)
        assert got == status, (name, got, text[:200])
        error = json.loads(text)["error"]
        assert set(error) == {"message", "type", "param", "code"}, name
        assert error["param"] == param, name
        assert SECRET not in text, name
    assert provider.bodies == []
    logged = capfd.readouterr()
    assert SECRET not in logged.out + logged.err


async def test_good_body_passes(url: str, provider: Any) -> None:
    status, _ = await send(f"{url}{CHAT}", body())
    assert (status, len(provider.bodies)) == (200, 1)


def test_body_without_a_length_is_bounded_too(url: str, provider: Any) -> None:
    piece = b"100000\r\n" + b"x" * (1 << 20) + b"\r\n"
    port = int(url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
        raw.sendall(
            f"POST {CHAT} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\n"
            "transfer-encoding: chunked\r\n\r\n".encode()
        )
        with contextlib.suppress(OSError):  # the server answers and hangs up while we still send
            for _ in range(20):
                raw.sendall(piece)
        assert raw.recv(64).startswith(b"HTTP/1.1 413 ")
    assert provider.bodies == []


@pytest.mark.parametrize(
    "path",
    [
        "/v1/rerank",
        "/v1/files",
        "/v1/chat",
        "/",
        "/v1/chat/completions/x",
        "/v1/Chat/completions",
        "/guard/none",
    ],
)
async def test_unknown_routes(url: str, provider: Any, path: str) -> None:
    status, text = await send(f"{url}{path}", body())
    assert status == 404
    assert json.loads(text)["error"]["code"] == "unknown_route"
    assert provider.bodies == []


async def test_missing_key(url: str, provider: Any) -> None:
    async with aiohttp.ClientSession() as session, session.post(f"{url}{CHAT}", data=body()) as response:
        assert response.status == 401
        assert json.loads(await response.text())["error"]["code"] == "invalid_api_key"
    assert provider.bodies == []


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"{", 400),
        (b'{"texts": "zebracrossing"}', 422),
        (b'{"texts": []}', 422),
        (b'{"texts": [3]}', 422),
        (b'{"texts": ["a"], "direction": "zebracrossing"}', 422),
        (b'{"texts": ["a"], "zebracrossing": 1}', 422),
        (b"[" * 100_000, 400),
    ],
)
async def test_own_rest_refuses_as_clearly(url: str, data: bytes, status: int) -> None:
    got, text = await send(f"{url}/guard/v1/check", data)
    assert got == status
    assert set(json.loads(text)["error"]) == {"message", "type", "param", "code"}
    assert SECRET not in text


async def test_own_rest_answers(url: str) -> None:
    status, text = await send(f"{url}/guard/v1/check", b'{"texts": ["mail jane@example.org", "hi"]}')
    answer = json.loads(text)
    assert status == 200
    assert (answer["action"], answer["texts"][1]) == ("redact", "hi")
    assert answer["results"][0]["findings"][0]["entity"] == "EMAIL_ADDRESS"
    assert answer["results"][1]["findings"] == []
    status, text = await send(
        f"{url}/guard/v1/check", b'{"texts": ["AKIAABCDEFGHIJKLMNOP"], "direction": "completion"}'
    )
    assert (status, json.loads(text)["texts"]) == (200, None)
