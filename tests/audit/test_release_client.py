"""Asking over HTTP: whom, and what of an answer is believed."""

import base64
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from desk import Desk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit import release_client
from audit.errors import ReleaseError, StoreError
from audit.open import PrivateKey
from audit.record import Record
from audit.release import REFUSALS, Released, refuse_unfit
from audit.release_app import application
from audit.release_client import Remote, is_loopback
from audit.ring import Ring

BODY = b'{"text":"ask Zelda Quillfeather"}'


@pytest.fixture
def desk(tmp_path: Path, rings: Callable[..., Ring], keys: Callable[..., PrivateKey]) -> Iterator[Desk]:
    key = keys("x25519")
    made = Desk(tmp_path / "audit.sqlite", rings((key,)), key)
    yield made
    for log in made.logs:
        log.close()


@pytest.fixture
def rid(desk: Desk, record: Callable[..., Record]) -> str:
    return desk.log().append_sync(record(BODY)).rid


class Answering:
    """A service that answers as a test says."""

    def __init__(self, status: int, body: bytes, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
        self.status, self.body, self.headers = status, body, headers
        self.paths: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        self.paths.append(scope["path"])
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": self.status, "headers": list(self.headers)})
        await send({"type": "http.response.body", "body": self.body})


def code(remote: Remote, desk: Desk) -> str:
    with pytest.raises(ReleaseError) as caught:
        remote.release(desk.asked("0" * 32))
    return caught.value.code


@pytest.mark.parametrize(
    "url",
    [
        "https://audit.example.org",
        "https://audit.example.org:8443/guard/",
        "http://127.0.0.1:8081",
        "http://127.8.8.8",
        "http://[::1]:8081",
        "http://localhost:8081",
    ],
)
def test_tls_or_this_machine_is_asked(url: str):
    assert Remote(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://audit.example.org",
        "http://192.0.2.1:8081",
        "http://[2001:db8::1]",
        "http://localhost.example.org",
        "http://127.0.0.1.example.org",
        "http://0.0.0.0:8081",
        "http://127.0.0.1@audit.example.org",
        "https://ada:secret@audit.example.org",
        "https://audit.example.org?x=1",
        "https://audit.example.org#x",
        "ftp://127.0.0.1",
        "audit.example.org",
        "https://",
        "http://127.0.0.1:port",
        "http://127.0.0.1:99999",
        "http://[::1",
        "",
    ],
)
def test_nobody_else_is_asked(url: str):
    with pytest.raises(StoreError, match=r"^service: expected") as caught:
        Remote(url)
    assert "secret" not in str(caught.value)


def test_loopback_is_by_address_or_that_one_name():
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost")] == [True] * 3
    assert [is_loopback(host) for host in ("0.0.0.0", "::", "", "localhost.", "192.0.2.1")] == [False] * 5


def test_a_path_before_the_route_is_kept(desk: Desk, serve: Callable[..., Any]):
    app = Answering(404, b"{}")
    assert code(Remote(f"{serve(app).url}/guard/"), desk) == "bad_answer"
    assert app.paths == ["/guard/audit/v1/release"]


def test_a_refusal_arrives_with_its_code_and_wait(desk: Desk, rid: str, serve: Callable[..., Any]):
    remote = Remote(serve(application(desk.release(per_hour=1))).url)
    asked = desk.asked(rid)
    refuse_unfit(remote.release(asked), rid, "default")
    with pytest.raises(ReleaseError, match="answered before") as caught:
        remote.release(asked)
    assert caught.value.code == "replayed"
    with pytest.raises(ReleaseError, match="again in 3600 s") as caught:
        remote.release(desk.asked(rid, purpose="appeal"))
    assert (caught.value.code, caught.value.wait) == ("too_many", 3600)
    assert len(desk.accesses()) == 1


def test_nobody_there_is_an_outage(desk: Desk):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        assert code(Remote(f"http://127.0.0.1:{taken.getsockname()[1]}"), desk) == "unavailable"


def test_no_answer_in_time_says_that_the_access_may_be_noted(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(release_client, "WAIT_S", 0.1)
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        remote = Remote(f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(ReleaseError, match="may be on record"):
            remote.release(desk.asked("0" * 32))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, b"<html>"),
        (200, b"[" * 9000),
        (200, b"{}"),
        (204, b""),
        (500, b"Internal Server Error"),
        (429, b'{"error": {"code": "unsigned", "message": ""}}'),
        (401, b'{"error": {"code": "none_such"}}'),
        (401, b'{"error": {"code": ["unsigned"]}}'),
        (401, b'{"error": "unsigned"}'),
        (401, b'["unsigned"]'),
        (200, b'{"error": {"code": "unsigned", "message": ""}}'),
    ],
)
def test_another_service_is_told_apart(desk: Desk, serve: Callable[..., Any], status: int, body: bytes):
    assert code(Remote(serve(Answering(status, body)).url), desk) == "bad_answer"


def test_the_words_of_a_refusal_are_our_own(desk: Desk, serve: Callable[..., Any]):
    body = json.dumps({"error": {"code": "erased", "message": "\x1b[31mcall +1 415 555 0132"}}).encode()
    with pytest.raises(ReleaseError) as caught:
        Remote(serve(Answering(410, body, ((b"retry-after", b"9" * 40),))).url).release(desk.asked("0" * 32))
    assert (str(caught.value), caught.value.wait) == (REFUSALS["erased"][1], 0)


def test_a_redirect_is_not_followed(desk: Desk, serve: Callable[..., Any]):
    other = Answering(200, b"{}")
    location = (b"location", serve(other).url.encode())
    assert code(Remote(serve(Answering(307, b"", (location,))).url), desk) == "bad_answer"
    assert other.paths == []


def test_an_answer_is_bounded(desk: Desk, serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(release_client, "LONGEST", 1000)
    assert code(Remote(serve(Answering(200, b" " * 1001)).url), desk) == "bad_answer"


@pytest.fixture
def members(desk: Desk, rid: str) -> dict[str, Any]:
    made: Released = desk.release().release(desk.asked(rid))
    return {
        "hdr": made.hdr.decode(),
        "leaf": made.leaf.hex(),
        "sealed": base64.b64encode(made.sealed).decode(),
        "share": base64.b64encode(made.share).decode(),
        "receipt": asdict(made.receipt),
    }


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.just("00"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
RECEIPT = st.fixed_dictionaries(dict.fromkeys(("rid", "seq", "size", "root", "note"), VALUES))


@given(data=st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_member_of_another_kind_gets_through(members: dict[str, Any], rid: str, data: st.DataObject):
    name = data.draw(st.sampled_from([*members]))
    changed = members | {name: data.draw(VALUES | RECEIPT)}
    with pytest.raises(ReleaseError) as caught:
        refuse_unfit(release_client._released(changed), rid, "default")
    assert caught.value.code in ("bad_answer", "changed")


def test_a_member_more_or_less_is_another_service(members: dict[str, Any], rid: str):
    assert refuse_unfit(release_client._released(members), rid, "default")
    for changed in (members | {"more": 1}, {name: members[name] for name in list(members)[1:]}, [members]):
        with pytest.raises(ReleaseError, match="does not answer as"):
            release_client._released(changed)
