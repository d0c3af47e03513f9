"""The release service as HTTP: what it answers, and that nothing it is sent makes it say more."""

import asyncio
import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random  # noqa: TID251 - seeded
from typing import Any

import pytest
from desk import Desk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from audit.events import Access
from audit.open import PrivateKey, open_body
from audit.record import Record
from audit.release import HOUR_S, REFUSALS, Release, Released
from audit.release_app import MAX_BODY, application
from audit.release_client import Remote
from audit.ring import Ring

BODY = b'{"text":"ask Zelda Quillfeather"}'
ROUTE = "/audit/v1/release"


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


@pytest.fixture
def notes() -> list[str]:
    return []


@pytest.fixture
def client(desk: Desk, notes: list[str]) -> Iterator[TestClient]:
    # An error that the application does not answer is raised here, and fails the test.
    with TestClient(application(desk.release(per_hour=3), notes.append)) as made:
        yield made


def code(answer: Any) -> str:
    error = answer.json()["error"]
    assert error == {"code": error["code"], "message": REFUSALS[error["code"]][1]}
    assert answer.headers["cache-control"] == "no-store"
    assert not [name for name in answer.headers if name.startswith(("set-cookie", "access-control"))]
    return f"{answer.status_code} {error['code']}"


def test_a_signed_access_gets_what_opens_its_record(
    client: TestClient, desk: Desk, rid: str, notes: list[str]
):
    asked = desk.asked(rid)
    answer = client.post(ROUTE, json=asked.members())
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    members = answer.json()
    assert set(members) == {"hdr", "leaf", "sealed", "share", "receipt"}
    assert set(members["receipt"]) == {"rid", "seq", "size", "root", "note", "settled"}
    sealed, share = (base64.b64decode(members[name]) for name in ("sealed", "share"))
    assert open_body(members["hdr"].encode(), sealed, share, desk.key) == BODY
    assert desk.accesses() == [asked]
    assert notes == ["released"]


def test_each_refusal_has_its_status(client: TestClient, desk: Desk, rid: str, notes: list[str]):
    def post(asked: Access) -> str:
        return code(client.post(ROUTE, json=asked.members()))

    asked = desk.asked(rid)
    assert post(replace(asked, sig="00" * 64)) == "401 unsigned"
    assert post(desk.asked(rid, at=1)) == "401 stale"
    assert post(desk.asked("0" * 32)) == "404 no_record"
    assert desk.accesses() == []
    assert client.post(ROUTE, json=asked.members()).status_code == 200
    assert post(asked) == "409 replayed"
    for purpose in ("two", "three"):
        assert client.post(ROUTE, json=desk.asked(rid, purpose=purpose).members()).status_code == 200
    refused = client.post(ROUTE, json=desk.asked(rid, purpose="four").members())
    assert code(refused) == "429 too_many"
    assert refused.headers["retry-after"] == str(HOUR_S)
    assert notes == [
        "unsigned",
        "stale",
        "no_record",
        "released",
        "replayed",
        "released",
        "released",
        "too_many",
    ]


def test_an_outage_is_a_503_that_says_nothing_of_the_store(client: TestClient, desk: Desk, rid: str):
    desk.path.rename(desk.path.with_name("away"))
    answer = client.post(ROUTE, json=desk.asked(rid).members())
    assert code(answer) == "503 unavailable"
    assert str(desk.path.parent) not in answer.text


class Failing(Release):
    """A service with a defect of its own."""

    def __init__(self) -> None:
        pass

    def release(self, asked: Access) -> Released:
        raise RuntimeError(f"{asked.subject}: zelda@example.org")


def test_a_defect_is_a_503_without_its_words(desk: Desk, notes: list[str]):
    client = TestClient(application(Failing(), notes.append))
    answer = client.post(ROUTE, json=desk.asked("0" * 32).members())
    assert code(answer) == "503 unavailable"
    assert "zelda" not in answer.text
    assert notes == ["unavailable"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 5000,
        b'{"at":' + b"9" * 5000 + b"}",
        b'{"subject":NaN}',
        b'"text"',
    ],
)
def test_what_is_no_request_is_a_400(client: TestClient, body: bytes):
    assert code(client.post(ROUTE, content=body)) == "400 malformed"


BAD = {
    "subject": ("", "ab", "AB" * 16, 1, None, [], {}),
    "officer": ("", ".x", "../x", "a\n", 1, None),
    "purpose": ("", "two words", "a" * 65, "\u202e", "\ud800", 1, None),
    "at": (-1, 2**53, 1.0, True, "1", None),
    "sig": ("", "00", "00" * 65, "0G" * 64, 1, None),
    "ticket": ("two words", "a" * 65, 1, None),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in BAD for value in BAD[name]])
def test_a_member_out_of_its_format_is_a_400(client: TestClient, desk: Desk, name: str, value: object):
    members = desk.asked("0" * 32).members() | {name: value}
    assert code(client.post(ROUTE, content=json.dumps(members).encode())) == "400 malformed"


def test_a_member_more_or_less_or_twice_is_a_400(client: TestClient, desk: Desk, rid: str):
    members = desk.asked(rid).members()
    assert code(client.post(ROUTE, json=members | {"kind": "access"})) == "400 malformed"
    for name in members:
        less = {each: value for each, value in members.items() if each != name}
        assert code(client.post(ROUTE, json=less)) == "400 malformed"
    twice = json.dumps(members)[:-1] + f', "officer": "{members["officer"]}"}}'
    assert code(client.post(ROUTE, content=twice.encode())) == "400 malformed"
    assert desk.accesses() == []


def test_a_body_is_bounded(client: TestClient, desk: Desk, rid: str):
    raw = json.dumps(desk.asked(rid).members()).encode()
    assert client.post(ROUTE, content=raw.ljust(MAX_BODY)).status_code == 200
    assert code(client.post(ROUTE, content=raw.ljust(MAX_BODY + 1))) == "413 too_large"

    def endless() -> Iterator[bytes]:
        for _ in range(1000):
            yield b" " * 1000

    assert code(client.post(ROUTE, content=endless())) == "413 too_large"


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", ROUTE, "405 unknown_route"),
        ("OPTIONS", ROUTE, "405 unknown_route"),
        ("POST", "/audit/v1/health", "405 unknown_route"),
        ("POST", f"{ROUTE}/", "404 unknown_route"),
        ("GET", "/", "404 unknown_route"),
        ("GET", "/docs", "404 unknown_route"),
        ("GET", "/audit/v1/..%2f..%2fetc/passwd", "404 unknown_route"),
    ],
)
def test_other_routes_are_refused(client: TestClient, method: str, path: str, expected: str):
    assert code(client.request(method, path)) == expected


class Stub(Release):
    """A service that a test makes ready, slow, or both."""

    def __init__(self, *, ready: bool = True) -> None:
        self._ready = ready
        self.entered = threading.Event()
        self.leave = threading.Event()

    @property
    def ready(self) -> bool:
        return self._ready

    def release(self, asked: Access) -> Released:
        self.entered.set()
        assert self.leave.wait(20)
        raise RuntimeError


def test_health_says_whether_accesses_can_be_noted():
    for ready, status in ((True, 200), (False, 503)):
        answer = TestClient(application(Stub(ready=ready))).get("/audit/v1/health")
        assert (answer.status_code, answer.json()) == (status, {"ready": ready})
        assert answer.headers["cache-control"] == "no-store"


async def call(app: Any, method: str, path: str, body: bytes = b"") -> list[dict[str, Any]]:
    """Run one request through the application; return what it sent."""
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [],
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
        "http_version": "1.1",
        "root_path": "",
    }
    sent: list[dict[str, Any]] = []
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


async def test_a_slow_store_holds_up_nobody_else(desk: Desk):
    stub = Stub()
    app = application(stub)
    slow = asyncio.create_task(call(app, "POST", ROUTE, json.dumps(desk.asked("0" * 32).members()).encode()))
    assert await asyncio.to_thread(stub.entered.wait, 10)
    answer = await asyncio.wait_for(call(app, "GET", "/audit/v1/health"), 10)
    assert answer[0]["status"] == 200
    assert not slow.done()
    stub.leave.set()
    assert (await slow)[0]["status"] == 503


async def test_a_caller_who_hangs_up_before_the_body_is_whole_leaves_nothing(desk: Desk, rid: str):
    app = application(desk.release())
    messages = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> dict[str, Any]:
        return next(messages)

    async def send(_: Any) -> None:
        pass

    scope = {"type": "http", "method": "POST", "path": ROUTE, "headers": [], "query_string": b""}
    await app(scope, receive, send)
    assert desk.accesses() == []


@pytest.mark.slow
async def test_cancelled_requests_release_nothing_without_its_access(desk: Desk, rid: str):
    app = application(desk.release(per_hour=10_000))
    chance = Random(4)
    answered: list[str] = []
    for number in range(100):
        desk.now += 61
        asked = desk.asked(rid, ticket=str(number))
        task = asyncio.create_task(call(app, "POST", ROUTE, json.dumps(asked.members()).encode()))
        for _ in range(chance.randrange(6)):
            await asyncio.sleep(0)
        if chance.random() < 0.5:
            task.cancel()
        with suppress(asyncio.CancelledError):
            if (await task)[0]["status"] == 200:
                answered.append(asked.sig)
    on_record = [each.sig for each in desk.accesses()]
    assert len(set(on_record)) == len(on_record)
    assert set(answered) <= set(on_record)
    assert 20 < len(answered) < 100


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_is_refused_and_never_a_500(
    client: TestClient, desk: Desk, rid: str, data: st.DataObject
):
    members = desk.asked(rid, purpose="fuzzed").members()
    changes = data.draw(st.dictionaries(st.sampled_from([*members, "kind"]), VALUES, min_size=1, max_size=3))
    raw = json.dumps(members | changes).encode()
    if members | changes == members:
        return
    answer = client.post(ROUTE, content=data.draw(st.sampled_from([raw, raw[:-1]]) | st.binary(max_size=99)))
    assert code(answer) in ("400 malformed", "401 unsigned", "401 stale")
    assert desk.accesses() == []


def test_over_a_real_connection_the_officer_opens_the_record(
    desk: Desk, rid: str, serve: Callable[..., Any], notes: list[str]
):
    server = serve(application(desk.release(per_hour=1), notes.append))
    asked = desk.asked(rid)
    released = Remote(server.url).release(asked)
    assert open_body(released.hdr, released.sealed, released.share, desk.key) == BODY
    assert desk.accesses() == [asked]
    assert desk.verified()
    assert notes == ["released"]
