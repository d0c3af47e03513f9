"""Routes that pass by policy: what goes through, what does not, and what is said of it."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import aiohttp
import openai
import pytest
from yarl import URL

from audit.events import Kind
from audit.record import parse_header
from audit.store.sqlite import SqliteStore
from guard.asgi import ClientGone, Message
from guard.errors import WireError
from guard.forward import HttpUpstream, Reply, Request, Upstream
from guard.metrics import Metrics
from guard.passing import Passing
from guard.place import STORE, open_service
from guard.proxy import Gate

PASSES = (
    "DELETE /v1/files/{}",
    "GET /v1/files",
    "GET /v1/files/{}",
    "HEAD /v1/files/{}",
    "POST /v1/audio/transcriptions",
    "POST /v1/files",
)
CANARY = "Zelda Quillfeather zelda@example.org"
KEY = {"authorization": "Bearer k"}


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "passing.yaml"
    path.write_text(f"policy: p\nextends: [default]\nroutes: {{pass: {json.dumps(PASSES)}}}\n")
    return path


class Whole:
    """A provider that takes a request for one only when all of it has come."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.broken = threading.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.broken.set()
                return
            body += message["body"]
            more = message["more_body"]
        self.bodies.append(body)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def call(
    method: str, url: str | URL, *, headers: dict[str, str] = KEY, **more: Any
) -> tuple[int, dict[str, str], bytes]:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, url, headers=headers, **more) as got,
    ):
        return got.status, {name.lower(): value for name, value in got.headers.items()}, await got.read()


def form() -> aiohttp.FormData:
    made = aiohttp.FormData()
    made.add_field("purpose", "assistants")
    made.add_field("file", b"\x00\xff" + CANARY.encode() * 20_000, filename="z.bin", content_type="audio/wav")
    return made


# what goes through


async def test_a_form_goes_through_as_it_is_and_so_does_its_reply(
    sidecar: Callable[..., Any], provider: Any, policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    provider.content_type = "text/vtt; charset=utf-8"
    provider.reply = f"WEBVTT {CANARY}".encode()
    url = sidecar(policy).url
    status, headers, body = await call(
        "POST", f"{url}/v1/audio/transcriptions?language=en&include[]=logprobs", data=form()
    )
    assert (status, body) == (200, provider.reply)
    assert headers["content-type"] == "text/vtt; charset=utf-8"
    assert headers["x-guard-action"] == "pass"
    assert headers["x-guard-policy"].startswith("p@")
    assert "x-guard-record" not in headers
    (sent,) = provider.headers
    assert sent["content-type"].startswith("multipart/form-data; boundary=")
    assert provider.bodies[0].count(CANARY.encode()) == 20_000
    assert [unquote(each) for each in provider.targets] == [
        "/v1/audio/transcriptions?language=en&include[]=logprobs"
    ]
    said = capsys.readouterr()
    assert "Zelda" not in said.out + said.err + str(headers)
    (line,) = (json.loads(each) for each in said.err.splitlines() if '"passed"' in each)
    assert (line["method"], line["route"], line["status"]) == ("POST", "/v1/audio/transcriptions", 200)
    _, _, metrics = await call("GET", f"{url}/metrics")
    assert (
        b'guard_passed_total{method="POST",route="/v1/audio/transcriptions",tenant="default"} 1.0' in metrics
    )
    assert b"guard_screenings_total{" not in metrics
    assert b"Zelda" not in metrics


async def test_the_official_client_uploads_and_lists(
    sidecar: Callable[..., Any], provider: Any, policy: Path
) -> None:
    file = {"id": "file-1", "object": "file", "bytes": 3, "created_at": 1, "filename": "a.jsonl"}
    provider.reply = file | {"purpose": "batch", "status": "processed"}
    async with openai.AsyncOpenAI(base_url=f"{sidecar(policy).url}/v1", api_key="k", max_retries=0) as client:
        made = await client.files.create(file=("a.jsonl", b"{}\n"), purpose="batch")
        assert (await client.files.retrieve(made.id)).id == "file-1"
        provider.reply = {"object": "list", "data": [provider.reply], "has_more": False}
        assert [each.id async for each in client.files.list(purpose="batch", limit=20)] == ["file-1"]
        with pytest.raises(openai.NotFoundError):
            await client.files.content(made.id)
    assert b"{}\n" in provider.bodies[0]


async def test_a_template_stands_for_names_and_the_log_for_the_template(
    sidecar: Callable[..., Any], provider: Any, policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = sidecar(policy).url
    for method in ("GET", "DELETE"):
        assert (await call(method, f"{url}/v1/files/file-abc.123/"))[0] == 200
    assert provider.targets == ["/v1/files/file-abc.123"] * 2
    assert provider.bodies == [b"", b""]
    said = capsys.readouterr().err
    assert said.count('"route": "/v1/files/{}"') == 2
    assert "abc" not in said


@pytest.mark.parametrize("size", [0, 1, 100_000])
async def test_a_body_is_as_long_for_the_provider_as_it_was(
    sidecar: Callable[..., Any], provider: Any, policy: Path, size: int
) -> None:
    await call("POST", f"{sidecar(policy).url}/v1/files", data=b"x" * size)
    assert (provider.headers[0]["content-length"], len(provider.bodies[0])) == (str(size), size)


async def test_a_body_of_unknown_length_goes_through(
    sidecar: Callable[..., Any], provider: Any, policy: Path
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for number in range(20):
            yield bytes([number]) * 5_000

    assert (await call("POST", f"{sidecar(policy).url}/v1/files", data=pieces()))[0] == 200
    assert provider.headers[0]["transfer-encoding"] == "chunked"
    assert provider.bodies[0] == b"".join(bytes([number]) * 5_000 for number in range(20))


async def test_status_and_length_of_a_reply_are_kept(
    serve: Callable[..., Any], sidecar: Callable[..., Any], policy: Path
) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        status = int(scope["path"].rpartition("/")[2])
        full = status not in (204, 304)
        sent = [(b"retry-after", b"3"), (b"x-note", CANARY.encode()), *[(b"content-length", b"5")] * full]
        await send({"type": "http.response.start", "status": status, "headers": sent})
        body = b"hello" if full and scope["method"] == "GET" else b""
        await send({"type": "http.response.body", "body": body})

    url = f"{sidecar(policy, serve(app).url).url}/v1/files"
    for status, length in (
        (200, "5"),
        (302, "5"),
        (404, "5"),
        (429, "5"),
        (500, "5"),
        (204, None),
        (304, None),
    ):
        for method in ("GET", "HEAD"):
            got, headers, body = await call(method, f"{url}/{status}", allow_redirects=False)
            assert (got, body) == (status, b"hello" if length and method == "GET" else b"")
            assert headers.get("content-length") == length
            assert headers["retry-after"] == "3"
            assert "x-note" not in headers


async def test_a_reply_comes_as_it_is_made(
    serve: Callable[..., Any], sidecar: Callable[..., Any], policy: Path
) -> None:
    go_on = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(go_on.wait(), loop))
        await send({"type": "http.response.body", "body": b"second"})

    url = sidecar(policy, serve(app).url).url
    async with aiohttp.ClientSession() as session, session.get(f"{url}/v1/files", headers=KEY) as reply:
        assert await reply.content.readany() == b"first"
        go_on.set()
        assert await reply.content.read() == b"second"


# what does not


async def test_what_the_policy_does_not_name_is_unknown(
    sidecar: Callable[..., Any], provider: Any, policy: Path
) -> None:
    url = sidecar(policy).url
    for method, path in (
        ("POST", "/v1/files/a"),
        ("PUT", "/v1/files"),
        ("GET", "/v1/files/a/b"),
        ("GET", "/v1/files/a/content"),
        ("GET", "/v1/files/a%20b"),
        ("GET", "/v1/files/a%2Fb"),
        ("GET", "/v1/files/%2E%2E"),
        ("GET", "/v1/files/a%00"),
        ("GET", "/v1/files/jane@example.org"),
        ("GET", "/V1/files"),
        ("GET", "//v1/files"),
        ("POST", "/v1/audio/translations"),
    ):
        status, headers, body = await call(method, URL(f"{url}{path}", encoded=True))
        assert (path, status, json.loads(body)["error"]["code"]) == (path, 404, "unknown_route")
        assert "x-guard-action" not in headers
    assert provider.targets == []


async def test_without_such_a_policy_nothing_passes(sidecar: Callable[..., Any], provider: Any) -> None:
    status, _, _ = await call("POST", f"{sidecar().url}/v1/files", data=form())
    assert (status, provider.targets) == (404, [])


async def test_screened_routes_stay_screened(
    sidecar: Callable[..., Any], provider: Any, policy: Path
) -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": f"write to {CANARY}"}]}
    status, headers, _ = await call("POST", f"{sidecar(policy).url}/v1/chat/completions", json=body)
    assert (status, headers["x-guard-action"]) == (200, "redact")
    assert b"zelda@" not in provider.bodies[0]


def test_a_screened_route_does_not_pass_even_if_it_is_named() -> None:
    named = ("POST /v1/{}", "POST /v1/chat/completions", "GET /v1/models/{}")
    made = Passing(named, "p@1", HttpUpstream("http://127.0.0.1:9"), Metrics().of("default"), 10)
    for method, path in [
        ("POST", "/v1/embeddings"),
        ("POST", "/v1/chat/completions"),
        ("POST", "/v1/chat/completions/"),
        ("GET", "/v1/models/m"),
    ]:
        assert made.find(method, path) is None
    passed = made.find("POST", "/v1/other")
    assert passed is not None
    assert passed.path == "/v1/{}"


async def test_a_query_that_could_be_text_does_not(
    sidecar: Callable[..., Any], provider: Any, policy: Path
) -> None:
    url = sidecar(policy).url
    for query in (
        "note=jane@example.org",
        "note=call%20me",
        "note=call+me",
        "jane%20doe=1",
        "call%20me",
        "a=b&c=%00",
        "a=%C3%A9",
        "[]=1",
        f"a={'x' * 129}",
    ):
        status, _, body = await call("GET", URL(f"{url}/v1/files?{query}", encoded=True))
        assert (query, status, json.loads(body)["error"]["code"]) == (query, 400, "unknown_parameter")
        assert b"jane" not in body
    assert provider.targets == []


async def test_a_key_is_needed(sidecar: Callable[..., Any], provider: Any, policy: Path) -> None:
    url = f"{sidecar(policy).url}/v1/files"
    assert (await call("POST", url, headers={}, data=form()))[0] == 401
    assert provider.targets == []
    assert (await call("POST", f"{sidecar(policy, gate=Gate(key_needed=False)).url}/v1/files", headers={}))[
        0
    ] == 200


async def test_headers_that_are_nobodys_business_stay_here(
    sidecar: Callable[..., Any], provider: Any, policy: Path
) -> None:
    sent = {
        **KEY,
        "cookie": "zelda",
        "x-customer": "zelda",
        "x-guard-session": "zelda",
        "openai-beta": "a=v2",
    }
    await call("GET", f"{sidecar(policy).url}/v1/files", headers=sent)
    assert provider.headers[0]["openai-beta"] == "a=v2"
    assert "zelda" not in str(provider.headers)


async def test_a_packed_body_is_refused(sidecar: Callable[..., Any], provider: Any, policy: Path) -> None:
    headers = {**KEY, "content-encoding": "gzip"}
    status, _, body = await call("POST", f"{sidecar(policy).url}/v1/files", headers=headers, data=b"x")
    assert (status, json.loads(body)["error"]["code"]) == (415, "unsupported_encoding")
    assert provider.targets == []


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_that_is_too_long_is_refused(
    serve: Callable[..., Any], sidecar: Callable[..., Any], policy: Path, *, declared: bool
) -> None:
    provider = Whole()

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(4):
            yield b"x" * 300

    url = sidecar(policy, serve(provider).url, body=1000).url
    data = b"x" * 1001 if declared else pieces()
    status, _, body = await call("POST", f"{url}/v1/files", data=data)
    assert (status, json.loads(body)["error"]["code"]) == (413, "request_too_large")
    assert provider.bodies == []
    assert (await call("POST", f"{url}/v1/files", data=b"x" * 1000))[0] == 200


# when the provider fails


async def test_a_provider_that_is_not_there(sidecar: Callable[..., Any], policy: Path) -> None:
    url = sidecar(policy, "http://127.0.0.1:9").url
    status, headers, body = await call("POST", f"{url}/v1/files", data=form())
    assert (status, json.loads(body)["error"]["code"]) == (502, "upstream_unavailable")
    assert headers["x-guard-action"] == "pass"
    assert b"Zelda" not in body
    assert b'guard_upstream_failures_total{tenant="default"} 1.0' in (await call("GET", f"{url}/metrics"))[2]


async def test_a_reply_that_breaks_off_is_not_taken_for_whole(
    serve: Callable[..., Any], sidecar: Callable[..., Any], policy: Path
) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"9")]})
            await send({"type": "http.response.body", "body": b"half", "more_body": True})

    url = sidecar(policy, serve(app).url).url
    with pytest.raises(aiohttp.ClientPayloadError):
        await call("GET", f"{url}/v1/files")
    assert b'guard_upstream_failures_total{tenant="default"} 1.0' in (await call("GET", f"{url}/metrics"))[2]


async def test_a_provider_that_answers_early_is_heard(
    serve: Callable[..., Any], sidecar: Callable[..., Any], policy: Path
) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await receive()
            await send({"type": "http.response.start", "status": 401, "headers": [(b"content-length", b"2")]})
            await send({"type": "http.response.body", "body": b"no"})

    more = asyncio.Event()

    async def pieces() -> AsyncIterator[bytes]:
        yield b"x"
        await more.wait()  # for ever: the answer does not wait for the rest

    url = sidecar(policy, serve(app).url).url
    status, _, body = await call("POST", f"{url}/v1/files", data=pieces())
    assert (status, body) == (401, b"no")


def receiver(*messages: Message) -> Callable[[], Any]:
    left = list(messages)

    async def receive() -> Message:
        if not left:
            await asyncio.Event().wait()
        return left.pop(0)

    return receive


def part(body: bytes, *, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


async def passed(
    upstream: str | Upstream, *messages: Message, taken_s: float = 5, limit: int = 100, receive: Any = None
) -> tuple[list[Message], Metrics]:
    """Pass one request on to a provider; give what the caller gets."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    metrics = Metrics()
    client = HttpUpstream(upstream, read_s=5) if isinstance(upstream, str) else upstream
    made = Passing(["PUT /v1/files"], "p@1", client, metrics.of("default"), limit, taken_s=taken_s)
    route = made.find("PUT", "/v1/files")
    assert route is not None
    try:
        await made.pass_on(route, Request("PUT", "/v1/files"), receive or receiver(*messages), send)
    finally:
        await client.close()
    return sent, metrics


async def raw(answer: bytes) -> tuple[list[Message], Metrics]:
    """Pass one request on to a provider that says something, byte by byte, and hangs up."""

    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(say, "127.0.0.1", 0) as server:
        return await passed(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", part(b""))


async def test_of_a_reply_that_breaks_off_no_end_is_sent() -> None:
    sent, metrics = await raw(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf")
    assert [each["type"] for each in sent] == ["http.response.start", "http.response.body"]
    assert (sent[0]["status"], sent[1]["body"], sent[1]["more_body"]) == (200, b"half", True)
    assert metrics.registry.get_sample_value("guard_upstream_failures_total", {"tenant": "default"}) == 1


@pytest.mark.parametrize(("status", "kept"), [(304, False), (404, True)])
async def test_the_length_of_what_is_not_sent_is_not_said(status: int, *, kept: bool) -> None:
    sent, _ = await raw(b"HTTP/1.1 %d X\r\ncontent-length: 5\r\n\r\n%s" % (status, b"hello" * kept))
    assert sent[0]["status"] == status
    assert ((b"content-length", b"5") in sent[0]["headers"]) is kept
    assert sent[-1] == {"type": "http.response.body", "body": b""}


@pytest.mark.parametrize(
    "answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n"]
)
async def test_a_provider_that_answers_nonsense(answer: bytes) -> None:
    sent, _ = await raw(answer)
    assert (sent[0]["status"], len(sent)) == (502, 2)


async def test_nobody_else_reads_from_the_caller_while_its_body_comes(
    provider: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guard.asgi._SHORT_S", 0)
    left = [part(b"c"), part(b"b", more=True), part(b"a", more=True)]
    reading = False

    async def receive() -> Message:
        nonlocal reading
        assert not reading
        if not left:
            await asyncio.Event().wait()
        reading = True
        for _ in range(50):
            await asyncio.sleep(0)  # turns of the loop in which somebody else could come
        reading = False
        return left.pop()

    sent, _ = await passed(provider.url, receive=receive)
    assert (sent[0]["status"], provider.bodies) == (200, [b"abc"])


async def test_a_caller_that_hangs_up_in_the_middle_leaves_no_whole_request(
    serve: Callable[..., Any],
) -> None:
    provider = Whole()
    with pytest.raises(ClientGone):
        await passed(serve(provider).url, part(b"half", more=True), {"type": "http.disconnect"})
    assert await asyncio.to_thread(provider.broken.wait, 5)
    assert provider.bodies == []


async def test_a_caller_that_hangs_up_before_the_body_sends_nothing(provider: Any) -> None:
    with pytest.raises(ClientGone):
        await passed(provider.url, {"type": "http.disconnect"})
    assert provider.targets == []


async def test_too_much_after_the_beginning_leaves_no_whole_request(serve: Callable[..., Any]) -> None:
    provider = Whole()
    with pytest.raises(WireError) as raised:
        await passed(serve(provider).url, part(b"x" * 60, more=True), part(b"x" * 60))
    assert await asyncio.to_thread(provider.broken.wait, 5)
    assert raised.value.status == 413
    assert provider.bodies == []


@pytest.mark.parametrize("body", [b"x", b""])
async def test_a_caller_that_is_gone_while_the_provider_thinks_cancels_it(
    serve: Callable[..., Any], capsys: pytest.CaptureFixture[str], body: bytes
) -> None:
    cancelled = threading.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            while (await receive())["type"] != "http.disconnect":
                pass
            cancelled.set()

    sent, _ = await passed(serve(app).url, part(body), {"type": "http.disconnect"})
    assert sent == []
    assert await asyncio.to_thread(cancelled.wait, 5)
    assert "client_gone" in capsys.readouterr().err


async def test_a_provider_that_takes_nothing_is_given_up(provider: Any) -> None:
    async def deaf(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _reader._transport.pause_reading()  # type: ignore[attr-defined]
        await gone.wait()
        writer.close()

    gone = asyncio.Event()
    async with await asyncio.start_server(deaf, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        chunks = [part(b"x" * (4 << 20), more=True) for _ in range(8)]
        sent, metrics = await passed(f"http://127.0.0.1:{port}", *chunks, taken_s=0.2, limit=64 << 20)
        gone.set()
    assert sent[0]["status"] == 504
    assert metrics.registry.get_sample_value("guard_upstream_failures_total", {"tenant": "default"}) == 1


async def test_what_was_sent_as_it_came_is_not_sent_twice() -> None:
    """A client may begin again after a lost connection; what is left of the body is not the whole."""
    bodies: list[list[bytes]] = []

    class Twice:
        @asynccontextmanager
        async def send(self, request: Request) -> AsyncIterator[Reply]:
            assert request.upload is not None
            bodies.append([piece async for piece in request.upload])
            bodies.append([piece async for piece in request.upload])
            yield Reply(200, (), _nothing())

        async def close(self) -> None:
            pass

    sent, _ = await passed(Twice(), part(b"x"))
    assert (sent[0]["status"], bodies) == (502, [[b"x"]])


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""


# on record


def events(folder: Path) -> list[Any]:
    with closing(SqliteStore.read(folder / STORE)) as store:
        return [parse_header(row.hdr).event for row in store.in_order("default")]


def test_what_passes_is_on_record_from_the_start(folder: Path, policy: Path) -> None:
    service = open_service(policy, folder)
    service.start()
    service.close()
    said = events(folder)
    assert [each.kind for each in said] == [Kind.ROTATE, Kind.RING, Kind.POLICY]
    assert (said[-1].policy, said[-1].passes) == (service.guard.policy.digest, PASSES)


def test_a_policy_that_passes_nothing_waits_for_a_record(folder: Path) -> None:
    service = open_service("default", folder)
    service.start()
    service.close()
    assert events(folder) == []
