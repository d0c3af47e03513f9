"""Bodies as documents and back: what is read, what cannot be, and what never gets through as something else."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from guard import Guard
from guard.bodies import EVENTS, PLAIN, as_object, events, read_reply, read_request, written
from guard.errors import WireError
from guard.exchange import Exchange
from guard.forward import Headers, Reply, Request
from guard.wire.table import ANY_JSON, CHAT, Route

MAIL = "jane.doe@example.org"
GUARD = Guard.load("default", key=b"k" * 32)


async def nothing() -> AsyncIterator[bytes]:
    return
    yield b""


def asked(body: bytes, kind: str = "application/json", route: Route = ANY_JSON, **more: str) -> Exchange:
    headers = (("content-type", kind), *((name.replace("_", "-"), value) for name, value in more.items()))
    return Exchange(route, Request("POST", route.path, headers=headers, body=body), GUARD)


def values(exchange: Exchange) -> list[tuple[str, bool]]:
    document, _ = read_request(exchange, ())
    return [(text.value, text.scannable) for text in document.texts()]


CANNOT = [("", False)]


@pytest.mark.parametrize(
    ("exchange", "expected"),
    [
        (asked(b'["x"]'), [("x", True)]),
        (asked(b'["x"]', "application/problem+json; charset=utf-8"), [("x", True)]),
        (asked(b'["x"]', "Application/JSON"), [("x", True)]),
        (asked(b"x", "text/plain"), [("x", True)]),
        (asked("é".encode(), "text/plain; charset=UTF-8"), [("é", True)]),
        (asked(b""), []),
        (asked(b"\xe9", "text/plain"), CANNOT),
        (asked(b"x", "text/plain; charset=utf-16"), CANNOT),
        (asked(b"x", "text/plain", content_encoding="gzip"), CANNOT),
        (asked(b'["x"]', content_encoding="gzip"), CANNOT),
        (asked(b"x", "image/png"), CANNOT),
        (asked(b"x", ""), CANNOT),
        (asked(b"a=x", "application/x-www-form-urlencoded"), CANNOT),
    ],
)
def test_a_body_of_any_endpoint_is_read_or_cannot_be_scanned(
    exchange: Exchange, expected: list[tuple[str, bool]]
) -> None:
    assert values(exchange) == expected


@pytest.mark.parametrize("body", [b"{", b"[1", b'{"a": 1, "a": 2}', b"\xff"])
def test_a_body_that_says_it_is_json_has_to_be(body: bytes) -> None:
    with pytest.raises(WireError):
        values(asked(body))


def test_a_request_of_a_route_is_read_by_its_places() -> None:
    body = {"model": "known", "messages": [{"role": "user", "content": MAIL}]}
    exchange = asked(json.dumps(body).encode(), route=CHAT)
    document, read = read_request(exchange, ("known",))
    assert [(text.value, text.place) for text in document.texts()] == [(MAIL, "messages[0].content")]
    assert (read, exchange.model, exchange.plain) == (body, "known", False)


@pytest.mark.parametrize("model", [MAIL, "another"])
def test_a_model_nobody_knows_is_not_noted(model: str) -> None:
    body = {"model": model, "messages": [{"role": "user", "content": "x"}]}
    exchange = asked(json.dumps(body).encode(), route=CHAT)
    read_request(exchange, ("known",))
    assert exchange.model == "other"


@pytest.mark.parametrize("body", [{}, {"model": "m"}, {"model": "m", "messages": MAIL}, [], "x"])
def test_a_request_that_is_not_the_routes_is_refused_without_its_text(body: Any) -> None:
    with pytest.raises(WireError) as raised:
        read_request(asked(json.dumps(body).encode(), route=CHAT), ())
    assert "jane" not in str(raised.value)


def reply(status: int = 200, *headers: tuple[str, str]) -> Reply:
    return Reply(status, headers, nothing())


@pytest.mark.parametrize(
    ("route", "got", "data", "expected"),
    [
        (CHAT, reply(200), b'{"choices": [{"message": {"content": "x"}}]}', ["x"]),
        (CHAT, reply(200), b'{"choices": [{"message": {"content": "{\\"a\\": \\"x"}}]}', ["a", "x"]),
        (CHAT, reply(200), b"not json", None),
        (CHAT, reply(200), b"", None),
        (CHAT, reply(500, ("content-type", PLAIN)), b"went wrong", ["went wrong"]),
        (CHAT, reply(500, ("content-type", PLAIN)), b"\xff", None),
        (CHAT, reply(500, ("content-type", PLAIN), ("content-encoding", "br")), b"x", None),
        (CHAT, reply(200, ("content-type", PLAIN)), b"data: x", None),
        (ANY_JSON, reply(200, ("content-type", PLAIN)), b"fine", ["fine"]),
        (ANY_JSON, reply(200, ("content-type", f"{PLAIN}; charset=latin-1")), b"fine", None),
    ],
)
def test_a_reply_is_read_or_it_is_nothing(
    route: Route, got: Reply, data: bytes, expected: list[str] | None
) -> None:
    document = read_reply(route, got, data)
    assert (None if document is None else [text.value for text in document.texts()]) == expected


def test_a_body_is_written_as_it_was_read() -> None:
    document, _ = read_request(asked(b'{ "a":"x" }'), ())
    assert written(document, ["a", "x"], plain=False) == b'{ "a":"x" }'
    assert written(document, ["a", 'é"'], plain=False) == '{ "a":"é\\"" }'.encode()


def test_plain_text_is_written_plainly() -> None:
    document, _ = read_request(asked(b"x", PLAIN), ())
    assert written(document, ['é"'], plain=True) == 'é"'.encode()


def test_what_spells_a_text_goes_with_it() -> None:
    data = b'{"choices": [{"message": {"content": "ab"}, "logprobs": {"content": [{"token": "ab"}]}}]}'
    document = read_reply(CHAT, reply(), data)
    assert document is not None
    made = json.loads(written(document, ["c", "ab"], plain=False))
    assert made["choices"] == [{"message": {"content": "c"}, "logprobs": None}]


@pytest.mark.parametrize(
    ("data", "expected"),
    [(b'{"a": 1}', {"a": 1}), (b"[]", {}), (b"{", {}), (b"", {}), (b"\xff", {}), (b"[" * 100_000, {})],
    ids=["object", "array", "cut off", "nothing", "no text", "deep"],
)
def test_an_object_or_an_empty_one(data: bytes, expected: dict[str, Any]) -> None:
    assert as_object(data) == expected


@pytest.mark.parametrize("size", [1, 3, 1000])
async def test_events_come_from_bytes_cut_anywhere(size: int) -> None:
    data = 'event: a\ndata: é\n\n: note\n\ndata: {"b":\ndata: 1}\n\ndata: last'.encode()

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(data), size):
            yield data[at : at + size]

    headers: Headers = (("content-type", EVENTS),)
    got = [(each.name, each.data) async for each in events(Reply(200, headers, pieces()))]
    assert got == [("a", "é"), ("", '{"b":\n1}'), ("", "last")]


async def test_events_that_are_no_text_are_refused() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"data: \xff\n\n"

    with pytest.raises(WireError):
        [each async for each in events(Reply(200, (), pieces()))]
