"""`audit serve`: the release service as a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from typer.testing import Result

from audit.events import Access, Kind
from audit.keyfile import FLOOR, create, retire, unlock
from audit.log import AuditLog
from audit.record import Record, parse_header
from audit.release import REFUSALS
from audit.store.sqlite import SqliteStore
from audit.trust import load_ring, load_rings
from audit.verify import verify

Audit = Callable[..., Result]
Refusal = Callable[..., str]
PHRASE = "plum orbit lantern"
CANARY = "Zelda Quillfeather"
STARTS_S = 60.0
WHY = ("--purpose", "review")


@pytest.fixture
def rid(home: Path, record: Callable[..., Record]) -> str:
    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
        return log.append_sync(record(f'{{"text": "ask {CANARY}"}}'.encode())).rid


class Served:
    """A running `audit serve`.

    Args:
        home: the tenant's folder.
        options: more of the command line.
    """

    def __init__(self, home: Path, *options: str) -> None:
        with closing(socket.socket()) as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "audit", "serve", "--dir", str(home), "--port", str(port), *options]
        env = {name: value for name, value in os.environ.items() if not name.startswith("AUDIT_")}
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
        )
        self.said = ""

    def wait(self) -> None:
        """Wait until it answers."""
        until = time.monotonic() + STARTS_S
        while time.monotonic() < until and self.process.poll() is None:
            with suppress(OSError), urllib.request.urlopen(f"{self.url}/audit/v1/health", timeout=5):
                return
        raise AssertionError(f"not started: {self.stop()}")

    def stop(self, number: int = signal.SIGTERM) -> str:
        """End it, and return what it said: standard output, then standard error."""
        if not self.said:
            if self.process.poll() is None:
                self.process.send_signal(number)
            self.said = "".join(self.process.communicate(timeout=STARTS_S))
        return self.said


@pytest.fixture
def start(home: Path) -> Iterator[Callable[..., Served]]:
    """Start services that end with the test."""
    running: list[Served] = []

    def run(*options: str) -> Served:
        running.append(Served(home, *options))
        running[-1].wait()
        return running[-1]

    yield run
    for each in running:
        with suppress(ProcessLookupError):
            each.process.kill()
        each.process.communicate()


def accesses(home: Path) -> list[Access]:
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        events = [parse_header(row.hdr).event for row in store.of_kind("default", Kind.ACCESS)]
    return [event for event in events if isinstance(event, Access)]


def codes(said: str) -> list[str]:
    """Return the codes of the lines that a service wrote; every line is a second and a code."""
    pairs = [line.split(" ") for line in said.splitlines()]
    assert all(len(pair) == 2 and pair[0].isdecimal() for pair in pairs), said
    return [code for _, code in pairs]


def test_a_record_is_opened_through_the_service_and_the_access_is_on_record(
    audit: Audit, refusal: Refusal, home: Path, rid: str, start: Callable[..., Served], tmp_path: Path
):
    served = start("--per-hour", "2")
    # An officer's workstation has key and ring, and no store.
    desk = tmp_path / "desk"
    desk.mkdir()
    for name in ("officer-ana.key", "ring.json", "admins.json"):
        (desk / name).write_bytes((home / name).read_bytes())
    ask = ("--service", served.url, *WHY)
    shown = audit("open", rid, *ask, where=desk)
    assert (shown.exit_code, CANARY in shown.stdout) == (0, True), shown.stderr
    (access,) = accesses(home)
    assert (access.subject, access.officer, access.purpose) == (rid, "ana", "review")
    assert "no such record" in refusal("open", "0" * 32, *ask, where=desk)
    assert audit("open", rid, *ask, "--ticket", "T-1", where=desk).exit_code == 0
    assert "an hour allows: again in" in refusal("open", rid, *ask, "--ticket", "T-2", where=desk)
    said = served.stop()
    assert codes(said) == ["released", "no_record", "released", "too_many"]
    assert set(codes(said)) <= {"released", *REFUSALS}
    assert CANARY not in said
    assert PHRASE not in said
    assert served.process.returncode == 0
    assert verify(home / "audit.sqlite", load_rings(home)).ok
    assert len(accesses(home)) == 2


def test_whoever_is_retired_while_it_runs_gets_nothing(
    refusal: Refusal, home: Path, rid: str, start: Callable[..., Served], tmp_path: Path
):
    ana = unlock(home / "officer-ana.key", PHRASE).signer("ana")
    create(home, "bea", PHRASE, "x25519", cost=FLOOR, admins=[ana])
    served = start()
    desk = tmp_path / "desk"  # where nobody has said so yet
    desk.mkdir()
    for name in ("officer-ana.key", "ring.json", "admins.json"):
        (desk / name).write_bytes((home / name).read_bytes())
    retire(home, "ana", [ana])
    said = refusal("open", rid, "--service", served.url, *WHY, where=desk)
    assert "not signed by an active recipient" in said
    assert codes(served.stop()) == ["unsigned"]
    assert accesses(home) == []


def test_what_is_sent_to_it_does_not_come_out_on_standard_error(
    home: Path, rid: str, start: Callable[..., Served]
):
    served = start()
    for body in (b"", CANARY.encode(), b'{"officer": "' + CANARY.encode() + b'"}', CANARY.encode() * 9000):
        asked = urllib.request.Request(f"{served.url}/audit/v1/release", data=body)
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(asked, timeout=10)
        with caught.value as answer:
            assert CANARY not in answer.read().decode()
    with closing(socket.create_connection(("127.0.0.1", int(served.url.rpartition(":")[2])), 10)) as raw:
        raw.sendall(f"{CANARY}\r\n\r\n".encode())
        assert raw.recv(1000).startswith(b"HTTP/1.1 400")
    said = served.stop()
    assert CANARY not in said
    assert "malformed" in said
    assert "too_large" in said
    assert accesses(home) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(home: Path, rid: str, start: Callable[..., Served], number: int):
    served = start()
    said = served.stop(number)
    assert (said, served.process.returncode) == ("", 0)
    assert not list(home.glob("audit.sqlite-*"))  # the store was closed: its write-ahead log is in the file
    assert verify(home / "audit.sqlite", load_rings(home)).ok


def test_without_a_store_or_a_ring_it_ends_at_once_with_one_line(refusal: Refusal, home: Path):
    assert "no audit store here" in refusal("serve")
    (home / "ring.json").unlink()
    assert "put back the newest" in refusal("serve")


@pytest.mark.parametrize("options", [("--port", "0"), ("--port", "65536"), ("--per-hour", "0")])
def test_an_option_out_of_its_range_is_a_usage_error(refusal: Refusal, rid: str, options: tuple[str, ...]):
    assert options[0] in refusal("serve", *options, code=2)


def test_a_port_that_is_taken_is_said_in_one_line(refusal: Refusal, rid: str):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        assert f"127.0.0.1:{port}: cannot listen here" in refusal("serve", "--port", str(port))
    assert "cannot listen here" in refusal("serve", "--host", "192.0.2.1")
