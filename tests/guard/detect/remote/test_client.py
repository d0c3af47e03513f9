"""One call: whole and in time, or an error that says nothing of what was received."""

import gc
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from moderator import JSON, Reply, Seen, Service

from guard.detect.remote.client import Client, Failed, Rejected

Serve = Callable[..., Service]
Raw = Callable[..., str]
CANARY = "canary"


def soon() -> float:
    """A deadline that only a test that fails would reach."""
    return time.monotonic() + 30


def test_a_question_is_posted_and_the_reply_read(serve: Serve):
    service = serve(lambda _: Reply({"ok": ["é", 1.5]}))
    client = Client(f"{service.url}/a/b?api-version=1", {"authorization": "Bearer k"})
    assert client.ask({"texts": ["Zoë \U0001f600"]}, soon()) == {"ok": ["é", 1.5]}
    (seen,) = service.seen
    assert (seen.path, seen.body) == ("/a/b?api-version=1", {"texts": ["Zoë \U0001f600"]})
    assert seen.headers["authorization"] == "Bearer k"
    assert seen.headers["content-type"] == "application/json"
    assert seen.headers["accept-encoding"] == "identity"


def test_without_a_path_the_root_is_called(serve: Serve):
    service = serve(lambda _: Reply({}))
    Client(service.url, {}).ask({}, soon())
    assert service.seen[0].path == "/"


def test_a_connection_is_used_again(serve: Serve):
    service = serve(lambda seen: Reply(seen.body, chunked=True))
    client = Client(service.url, {})
    assert [client.ask(at, soon()) for at in range(5)] == list(range(5))
    assert service.connections == 1


@pytest.mark.parametrize(
    "reply",
    [Reply({}, headers={**JSON, "connection": "close"}), Reply({}, http10=True)],
    ids=["close", "1.0"],
)
def test_a_connection_that_the_service_closes_is_not(serve: Serve, reply: Reply):
    service = serve(lambda _: reply)
    client = Client(service.url, {})
    assert [client.ask(at, soon()) for at in range(3)] == [{}] * 3
    assert service.connections == 3


def answer(connection: socket.socket, body: bytes, more: bytes = b"") -> None:
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode() + body + more)


def test_a_kept_connection_that_was_closed_meanwhile_is_replaced(raw: Raw):
    calls: list[int] = []

    def once(connection: socket.socket) -> None:
        calls.append(1)
        answer(connection, b"{}")

    client = Client(raw(once), {})
    assert [client.ask({}, soon()) for _ in range(3)] == [{}] * 3
    assert len(calls) == 3


def test_what_was_sent_unasked_is_never_the_next_reply(raw: Raw):
    client = Client(raw(lambda connection: answer(connection, b"1", b"HTTP/1.1 200 OK\r\n\r\n2")), {})
    assert [client.ask({}, soon()) for _ in range(3)] == [1, 1, 1]


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_question_that_is_not_taken_is_rejected(serve: Serve, status: int):
    client = Client(serve(lambda _: Reply({"error": CANARY}, status)).url, {})
    with pytest.raises(Rejected) as raised:
        client.ask({}, soon())
    assert CANARY not in str(raised.value)


@pytest.mark.parametrize(
    "reply",
    [
        *(Reply({"a": 1}, status) for status in (201, 204, 206, 401, 403, 404, 408, 429, 500, 502, 503)),
        Reply({"a": 1}, headers={"content-type": "text/html"}),
        Reply({"a": 1}, headers={}),
        Reply({"a": 1}, headers={**JSON, "content-encoding": "gzip"}),
        Reply(b""),
        Reply(b"canary"),
        Reply(b'{"a": "canary'),
        Reply(b"\xff\xfe\x00"),
        Reply(b"[" * 100_000),
        Reply(b"9" * 5000),
        Reply({"a": "x" * 10_000_000}),
        Reply({"a": "x" * 10_000_000}, chunked=True),
        Reply({"a": 1}, headers={**JSON, "content-length": "500"}, http10=True),
        Reply({"a": 1}, headers={**JSON, "x": "y" * 70_000}),
        Reply({"a": 1}, headers={**JSON, **{f"x-{at}": "y" for at in range(200)}}),
    ],
    ids=lambda reply: f"{reply.status}-{reply.data[:12]!r}-{len(reply.data)}-{len(reply.headers)}",
)
def test_what_is_no_reply_is_a_failure_and_is_not_repeated(serve: Serve, reply: Reply):
    client = Client(serve(lambda _: reply).url, {})
    with pytest.raises(Failed) as raised:
        client.ask({}, soon())
    assert (raised.value.args, raised.value.__cause__) == ((), None)
    assert raised.value.__context__ is None or raised.value.__suppress_context__


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"canary\r\n\r\n",
        b"HTTP/1.1 999999 canary\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\ncanary",
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{}",
    ],
)
def test_what_is_no_http_is_a_failure(raw: Raw, sent: bytes):
    with pytest.raises(Failed) as raised:
        Client(raw(lambda connection: connection.sendall(sent)), {}).ask({}, soon())
    assert raised.value.args == ()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(serve: Serve, status: int):
    other = serve(lambda _: Reply({"stolen": True}))
    moved = Reply({}, status, {**JSON, "location": f"{other.url}/"})
    with pytest.raises(Failed):
        Client(serve(lambda _: moved).url, {"authorization": "Bearer k"}).ask({}, soon())
    assert other.seen == []


def test_no_proxy_of_the_environment_is_used(serve: Serve, monkeypatch: pytest.MonkeyPatch):
    proxy, service = serve(lambda _: Reply({"stolen": True})), serve(lambda _: Reply({}))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)
    assert Client(service.url, {}).ask({}, soon()) == {}
    assert proxy.seen == []


def test_nobody_there_is_a_failure():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Failed):
        Client(f"http://127.0.0.1:{port}/", {}).ask({}, soon())


def test_a_service_that_hangs_is_out_of_time(raw: Raw):
    done = threading.Event()
    client = Client(raw(lambda _: done.wait(30)), {})
    try:
        with pytest.raises(TimeoutError) as raised:
            client.ask({}, time.monotonic() + 0.05)
        assert raised.value.args == ()
    finally:
        done.set()


@pytest.mark.parametrize("slow", ["head", "body"])
def test_a_service_that_drips_is_out_of_time_as_well(raw: Raw, slow: str):
    """Each byte comes in good time, and the whole of them never would."""
    done = threading.Event()

    def drip(connection: socket.socket) -> None:
        if slow == "body":
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
        for _ in range(2000):
            connection.sendall(b" ")
            if done.wait(0.01):
                return

    client = Client(raw(drip), {})
    try:
        with pytest.raises(TimeoutError):
            client.ask({}, time.monotonic() + 0.2)
    finally:
        done.set()


def test_no_call_begins_when_time_is_up(serve: Serve):
    service = serve(lambda _: Reply({}))
    with pytest.raises(TimeoutError):
        Client(service.url, {}).ask({}, time.monotonic() - 1)
    assert service.seen == []


def certificate(folder: Path, address: str) -> tuple[ssl.SSLContext, Path]:
    """Make a certificate for an address, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "moderation")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "service.pem"
    public = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + public)
    (folder / "trusted.pem").write_bytes(public)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context, folder / "trusted.pem"


@pytest.mark.parametrize(
    ("address", "trusted", "reached"),
    [("127.0.0.1", True, True), ("127.0.0.1", False, False), ("127.0.0.2", True, False)],
)
def test_a_certificate_has_to_be_trusted_and_of_that_host(
    serve: Serve,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    trusted: bool,
    reached: bool,
):
    context, path = certificate(tmp_path, address)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
    service = serve(lambda _: Reply({"ok": True}), context)
    client = Client(service.url, {})
    if reached:
        assert [client.ask({}, soon()) for _ in range(2)] == [{"ok": True}] * 2
    else:
        with pytest.raises(Failed):
            client.ask({}, soon())
        assert service.seen == []


def test_no_header_is_in_a_repr(serve: Serve):
    client = Client(serve(lambda _: Reply({})).url, {"authorization": f"Bearer {CANARY}"})
    client.ask({}, soon())
    assert CANARY not in repr(client)


def test_a_client_that_is_gone_keeps_no_connection(raw: Raw):
    closed = threading.Event()

    def watch(connection: socket.socket) -> None:
        answer(connection, b"{}")
        if connection.recv(1) == b"":
            closed.set()

    client = Client(raw(watch), {})
    client.ask({}, soon())
    del client
    gc.collect()
    assert closed.wait(10)


def test_calls_at_the_same_time_have_connections_of_their_own(serve: Serve):
    together = threading.Barrier(4)

    def respond(seen: Seen) -> Reply:
        together.wait(10)
        return Reply(seen.body)

    client = Client(serve(respond).url, {})
    found: list[Any] = []
    threads = [threading.Thread(target=lambda at=at: found.append(client.ask(at, soon()))) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(found) == [0, 1, 2, 3]
