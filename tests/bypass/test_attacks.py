"""Ways past the filter that once worked, each by its name. None of them may work again."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from guard import Action, Direction, Guard, GuardMiddleware, Text
from guard.errors import WireError
from guard.wire import chat, jsontext

MAIL = "jane.doe@example.org"
KEY = "AKIAABCDEFGHIJKLMNOP"
CHAT = "/v1/chat/completions"


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard.load("default", key=b"k" * 32)


def prompt(guard: Guard, body: Any, paths: Any = chat.REQUEST) -> tuple[str, str]:
    """Screen a request as the sidecar does; give the action and what would be sent."""
    document = jsontext.read(json.dumps(body) if not isinstance(body, str) else body, paths)
    made = guard.screen(list(document.texts()), Direction.PROMPT)
    return made.action.word, document.put(made.values)


def said(content: str, **more: Any) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": content, **more}]}


# JSON


@pytest.mark.parametrize(
    "hidden",
    [
        r'{"x": "jane.doe\u0040example.org"}',
        r'{"x": 1, "x": "jane.doe\u0040example.org"}',
        r'{"score": NaN, "x": "jane.doe\u0040example.org"}',
        r'{"score": -Infinity, "x": "jane.doe\u0040example.org"}',
        r'"jane.doe\u0040example.org"',
        '```json\n{"x": "jane.doe\\u0040example.org"}\n```',
        '{"x": "jane.doe\\u0040example.org"}\n{"y": 1}',
        r'{"cut off": "jane.doe\u0040example.org"',
        json.dumps(
            {"a": json.dumps({"b": json.dumps({"c": json.dumps({"d": json.dumps({"e": MAIL})})})})}
        ).replace("@", "\\\\\\\\u0040"),
    ],
)
def test_escapes_in_json_that_does_not_parse(guard: Guard, hidden: str) -> None:
    action, sent = prompt(guard, said(hidden))
    assert action == "redact"
    assert "jane" not in sent


@pytest.mark.parametrize("member", ["seed", "n", "x"])
def test_a_number_of_five_thousand_digits(member: str) -> None:
    with pytest.raises(WireError):
        jsontext.read(f'{{"{member}": {"9" * 5000}}}')


def test_a_long_member_name_is_not_carried_by_every_string_below() -> None:
    document = jsontext.read(json.dumps({"k" * 200_000: ["a"] * 20_000}))
    assert max(len(text.pointer) for text in document.texts()) < 200


def test_more_strings_than_anybody_needs() -> None:
    with pytest.raises(WireError) as refused:
        jsontext.read(json.dumps(["a"] * 50_001))
    assert refused.value.status == 413
    with pytest.raises(WireError):
        jsontext.read(json.dumps({"x": json.dumps(["a"] * 50_001)}))


@pytest.mark.parametrize(
    "changes",
    [
        {"model": KEY},
        {"model": "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"},
        {"messages": [{"role": "tool", "tool_call_id": KEY, "content": "x"}]},
        {"service_tier": KEY},
    ],
)
def test_credentials_where_ids_stand(guard: Guard, changes: dict[str, Any]) -> None:
    assert prompt(guard, {**said("x"), **changes})[0] == "block"


@pytest.mark.parametrize(
    "changes",
    [
        {"model": "4111-1111-1111-1111"},
        {"messages": [{"role": "tool", "tool_call_id": "4111 1111 1111 1111", "content": "x"}]},
        {"metadata": {"card": 4111111111111111}},
        {"metadata": {"card": 4111111111111111.0}},
        {"model": MAIL},
    ],
)
def test_personal_data_where_ids_and_numbers_stand(guard: Guard, changes: dict[str, Any]) -> None:
    action, sent = prompt(guard, {**said("x"), **changes})
    assert action == "redact"
    assert "1111" not in sent
    assert "jane" not in sent


@pytest.mark.parametrize(
    "part",
    [
        {"type": "file", "file": {"file_id": "file-abc"}},
        {"type": "video_url", "video_url": {"url": "data:video/mp4;base64,AAAA"}},
        {"type": "image", "source": {"type": "base64", "data": "iVBORw0KGgo" * 40}},
        {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
    ],
)
def test_content_nobody_can_read(guard: Guard, part: dict[str, Any]) -> None:
    assert prompt(guard, {"model": "m", "messages": [{"role": "user", "content": [part]}]})[0] == "block"


def test_ordinary_long_strings_can_be_read(guard: Guard) -> None:
    for text in ("x" * 400, "word " * 100, "https://example.org/" + "a1B2" * 80):
        assert prompt(guard, said(text))[0] == "allow"


# detection


def test_padding_does_not_tire_the_phone_matcher_out(guard: Guard) -> None:
    made = guard.check("1-1 " * 9000 + "call +1 415 555 0132 now")
    assert made.action >= Action.REDACT
    assert made.text is None or "0132" not in made.text


def test_a_finding_more_does_not_protect_less(guard: Guard, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(
        "policy: p\nprompt: {entities: {US_SSN: {action: redact, operator: mask, keep_last: 4}}}\n"
        "words: [{id: w, list: [ssn 536228726], action: redact}]\n"
    )
    texts = [Text("", "my ssn 536228726 please"), Text("", "again: 536228726")]
    made = Guard.load(path).screen(texts, Direction.PROMPT)
    assert not any("8726" in value for value in made.values[:1])
    assert not any("536228726" in value for value in made.values)


def test_allowing_everything_does_not_allow_what_nobody_read(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("policy: p\nextends: [default]\nallow: [{entity: '*', regex: '.*'}]\n")
    made = Guard.load(path).screen([Text("/image", "", scannable=False)], Direction.PROMPT)
    assert made.action is Action.BLOCK


def test_names_that_become_the_same_are_not_lost(guard: Guard) -> None:
    document = jsontext.read(json.dumps({"jane@example.org": 1, "john@example.org": 2}))
    made = guard.screen(list(document.texts()), Direction.COMPLETION)
    assert json.loads(document.put(made.values)) == {"<EMAIL_ADDRESS>": 1, "<EMAIL_ADDRESS>_2": 2}


# replies


async def post(url: str, body: Any) -> tuple[int, str, Any]:
    headers = {"authorization": "Bearer k"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{url}{CHAT}", json=body) as response,
    ):
        return response.status, (await response.read()).decode("utf-8", "replace"), response.headers


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("text/plain; charset=utf-16", MAIL.encode("utf-16")),
        ("text/plain; charset=latin-1", MAIL.encode()),
        ("text/plain", b"\xff\xfe" + MAIL.encode("utf-16-le")),
        ("application/json", b"\xef\xbb\xbf{}"),
    ],
)
async def test_text_in_another_charset(
    sidecar: Callable[..., Any], provider: Any, kind: str, data: bytes
) -> None:
    provider.content_type = kind
    provider.reply = data
    status, text, _ = await post(sidecar().url, said("hi"))
    assert (status, json.loads(text)["choices"][0]["finish_reason"]) == (200, "content_filter")


async def test_plain_text_that_is_json_stays_whole(sidecar: Callable[..., Any], provider: Any) -> None:
    provider.status = 502
    provider.content_type = "text/plain; charset=utf-8"
    provider.reply = json.dumps({"a": MAIL, "b": "other text"}).encode()
    _, text, _ = await post(sidecar().url, said("hi"))
    assert json.loads(text) == {"a": "<EMAIL_ADDRESS>", "b": "other text"}


@pytest.mark.parametrize("streamed", [False, True])
async def test_text_in_the_envelope(
    sidecar: Callable[..., Any], provider: Any, make_completion: Any, streamed: bool
) -> None:
    body = make_completion(f"it is {KEY}")
    body.update(id=MAIL, model="call +1 415 555 0132")
    provider.reply = body
    if streamed:
        chunk = {"id": MAIL, "model": f"by {MAIL}", "choices": [{"index": 0, "delta": {"content": "Hi. "}}]}
        provider.content_type = "text/event-stream"
        provider.chunks = [f"data: {json.dumps(chunk)}\n\n".encode(), b"data: [DONE]\n\n"]
    _, text, _ = await post(sidecar().url, said("hi") | {"stream": streamed})
    assert "jane" not in text
    assert "0132" not in text


async def test_headers_carry_no_text(sidecar: Callable[..., Any], serve: Callable[..., Any]) -> None:
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            seen.append(dict(scope["headers"]))
            headers = [
                (b"content-type", b"application/json"),
                (b"openai-note", MAIL.encode()),
                (b"x-request-id", b"r-1"),
            ]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"{}"})

    url = sidecar(upstream=serve(app).url).url
    sent = {
        "authorization": "Bearer k",
        "user-agent": f"me {MAIL}",
        "x-stainless-note": MAIL,
        "x-request-id": "r-2",
    }
    async with aiohttp.ClientSession() as session:
        response = await session.post(f"{url}{CHAT}", json=said("hi"), headers=sent)
        assert not any("jane" in value for value in response.headers.values())
        assert response.headers["x-request-id"] == "r-1"
        await response.read()
    assert not any(b"jane" in value for value in seen[0].values())
    assert seen[0][b"x-request-id"] == b"r-2"


# middleware


async def through(middleware: Any, scope: dict[str, Any], body: bytes = b"") -> list[Any]:
    sent: list[Any] = []
    first = "websocket.connect" if scope["type"] == "websocket" else "http.request"

    left = [{"type": first, "body": body, "more_body": False}]

    async def receive() -> Any:
        if not left:
            await asyncio.Event().wait()
        return left.pop()

    async def send(message: Any) -> None:
        sent.append(message)

    await middleware(scope, receive, send)
    return sent


@pytest.mark.parametrize("path", ["/upload/../ask", "/upload/./ask", "/upload/.."])
async def test_a_path_that_climbs_out_of_an_excluded_one(folder: Path, path: str) -> None:
    seen: list[bytes] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append((await receive())["body"])
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-type", b"application/json")],
            }
        )
        await send({"type": "http.response.body", "body": b"{}"})

    guarded = GuardMiddleware(app, folder=folder, exclude=("/upload",))
    headers = [(b"content-type", b"application/json"), (b"content-length", b"9")]
    for method in ("POST", "GET"):
        scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers}
        await through(guarded, scope, json.dumps({"q": MAIL}).encode())
    assert len(seen) == 2
    assert not any(b"jane" in body for body in seen)


async def test_a_websocket_nobody_reads(folder: Path) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})

    guarded = GuardMiddleware(app, folder=folder, exclude=("/news",))
    assert (await through(guarded, {"type": "websocket", "path": "/chat"}))[0]["type"] == "websocket.close"
    assert (await through(guarded, {"type": "websocket", "path": "/news"}))[0]["type"] == "websocket.accept"
