"""`kill -9` of a PostgreSQL server and all that it started: what was acknowledged is there, and logs go on by themselves."""

import hashlib
import os
import pwd
import random  # noqa: TID251 - seeded
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from audit.errors import AuditUnavailable
from audit.events import Flag
from audit.log import AuditLog
from audit.open import PrivateKey
from audit.record import Record
from audit.ring import Recipient, Ring
from audit.store.postgres import PostgresStore, install
from audit.store.server import Server
from audit.verify import Report, verify_store

KILLS = int(os.environ.get("GUARD_FAULT_PG_KILLS", "6"))
SEED = int(os.environ.get("GUARD_FAULT_SEED", "20"))
LOGS, PRODUCERS = 2, 4
"""Gateways, and producers of each."""
PATIENCE_S = 30.0
"""Seconds within which something has to happen."""
TENANT = "default"
KEY = PrivateKey("x25519", hashlib.sha256(b"postgres").digest())
RING = Ring(
    1, TENANT, "x25519", ((Recipient("x25519", KEY.public, "ana", KEY.signer("ana").verifier.public),),)
)
RECORD = Record(
    TENANT,
    Flag("prompt", "whole", "block", (), "ab" * 32, level="redacted"),
    b"[PERSON] " * 40,
    (b"a token 10",),
)
SETTINGS = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=on",
    "full_page_writes=on",
    "wal_writer_delay=10000ms",  # what nobody waits for is flushed late: a commit that does not wait is lost
)


def until(true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, f"{what}: not within {PATIENCE_S} s"
        time.sleep(0.005)


def installed() -> Path:
    """Where the newest PostgreSQL has its programs; installed when there is none."""
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "postgresql"], check=True)
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name))


@dataclass
class Cluster:
    """A server of this test's own: its programs refuse to run as root."""

    home: Path
    programs: Path = field(default_factory=installed)
    user: dict[str, Any] = field(default_factory=dict)
    server: subprocess.Popen[bytes] | None = None
    port: int = 0

    def make(self) -> None:
        if os.getuid() == 0:
            postgres = pwd.getpwnam("postgres")
            self.user = {"user": postgres.pw_uid, "group": postgres.pw_gid, "extra_groups": []}
            os.chown(self.home, postgres.pw_uid, postgres.pw_gid)
        self._run("initdb", "-D", str(self.home / "data"), "-U", "postgres", "-A", "trust", "-N")
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def _run(self, program: str, *options: str) -> None:
        made = subprocess.run(
            [self.programs / program, *options], **self.user, cwd=self.home, capture_output=True, check=False
        )
        assert made.returncode == 0, made.stderr.decode()

    @property
    def dsn(self) -> str:
        return f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres"

    def start(self) -> None:
        options = [option for setting in SETTINGS for option in ("-c", setting)]
        command = [
            str(self.programs / "postgres"),
            "-D",
            str(self.home / "data"),
            "-p",
            str(self.port),
            *options,
        ]
        with (self.home / "log").open("ab") as log:
            self.server = subprocess.Popen(command, **self.user, cwd=self.home, stdout=log, stderr=log)
        until(self._answers, "the server's start")

    def _answers(self) -> bool:
        assert self.server is not None
        assert self.server.poll() is None, (self.home / "log").read_text()[-2000:]
        try:
            psycopg.connect(self.dsn, connect_timeout=2).close()
        except psycopg.Error:
            return False
        return True

    def kill(self) -> int:
        """End the server and all that it started, without a warning; how many processes those were."""
        assert self.server is not None
        self.server.send_signal(signal.SIGSTOP)  # so that it starts nothing meanwhile
        children = [int(each) for each in self._children()]
        self.server.kill()
        for child in children:
            os.kill(child, signal.SIGKILL)
        self.server.wait()
        until(lambda: not any(alive(child) for child in children), "the end of the server's processes")
        return 1 + len(children)

    def _children(self) -> list[str]:
        assert self.server is not None
        return Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text().split()

    def stop(self) -> None:
        if self.server is not None and self.server.poll() is None:
            self.server.send_signal(signal.SIGINT)
            self.server.wait(PATIENCE_S)


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    home = Path(tempfile.mkdtemp(prefix="guard-postgres-"))
    made = Cluster(home)
    try:
        made.make()
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(home)


@dataclass
class Producers:
    """Threads that append through logs, one record after the other, until they are stopped."""

    logs: list[AuditLog]
    acknowledged: list[tuple[int, str]] = field(default_factory=list)
    refused: int = 0
    going: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        for number in range(LOGS * PRODUCERS):
            thread = threading.Thread(target=self._produce, args=(number % LOGS,))
            thread.start()
            self.threads.append(thread)

    def _produce(self, number: int) -> None:
        while not self.over.is_set():
            if not self.going.wait(0.02):
                continue
            try:
                receipt = self.logs[number].append_sync(RECORD)
            except AuditUnavailable:
                with self.lock:
                    self.refused += 1
                self.over.wait(0.02)
            else:
                with self.lock:
                    self.acknowledged.append((number, receipt.rid))

    def made(self) -> list[tuple[int, str]]:
        with self.lock:
            return list(self.acknowledged)

    def stop(self) -> None:
        self.over.set()
        self.going.set()
        for thread in self.threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()


def verified(cluster: Cluster, schema: str) -> tuple[Report, set[str]]:
    """What a verification of the log says, and the ids that are in it."""
    with closing(PostgresStore.open(cluster.dsn, TENANT, "reader", schema)) as store, store.snapshot():
        return verify_store(store, {RING.digest: RING}), {row.rid for row in store.in_order(TENANT)}


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_nothing_acknowledged_is_lost(
    cluster: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, schema, secret = random.Random(SEED), "audit_kill", secrets.token_bytes(32)
    install(cluster.dsn, schema)
    folders = [tmp_path / str(number) for number in range(LOGS)]
    for folder in folders:
        folder.mkdir()
    places = [Server(cluster.dsn, secret, "gw", schema, folder) for folder in folders]
    producers = Producers([AuditLog(place, RING, timeout=10) for place in places])
    killed, recovered_s = 0, 0.0
    producers.start()
    try:
        for point in range(KILLS):
            producers.going.set()
            since = len(producers.made())
            wanted = since + chance.randrange(1, 200)
            until(lambda: len(producers.made()) >= wanted, "acknowledgements before a kill")  # noqa: B023 - at once
            time.sleep(chance.uniform(0, 0.05))  # what is random is the moment, not what we wait for
            killed += cluster.kill()
            before = producers.made()
            cluster.start()
            began = time.monotonic()
            until(
                lambda: {number for number, _ in producers.made()[len(before) :]} == set(range(LOGS)),  # noqa: B023
                "acknowledgements of every log after a restart",
            )
            recovered_s = max(recovered_s, time.monotonic() - began)
            producers.going.clear()  # what is verified meanwhile would only grow
            acknowledged = {rid for _, rid in producers.made()}
            report, kept = verified(cluster, schema)
            assert report.problems == (), (SEED, point, report.problems)
            assert acknowledged <= kept, (SEED, point, len(acknowledged - kept))
    finally:
        producers.stop()
        for log in producers.logs:
            log.close()
    report, kept = verified(cluster, schema)
    acknowledged = {rid for _, rid in producers.made()}
    with capsys.disabled():
        print(f"\n{KILLS} kills of {killed} processes, seed {SEED}: {len(acknowledged)} acknowledged,")
        print(
            f"{len(acknowledged - kept)} lost, {len(report.problems)} problems, {producers.refused} refused,"
        )
        print(f"{recovered_s:.1f} s at most from the server's start until every log went on")
    assert report.problems == ()
    assert report.records == len(kept)
    assert acknowledged <= kept
    assert len(acknowledged) == len(producers.made())
    assert [log.gaps for _, log in report.logs] == [0]
    assert producers.refused


@pytest.mark.slow
def test_a_server_that_acknowledges_before_it_flushes_would_be_noticed(cluster: Cluster) -> None:
    acknowledged = 0
    with psycopg.connect(cluster.dsn, autocommit=True) as db:
        db.execute("CREATE TABLE told(n integer)")
        db.execute("SET synchronous_commit = off")
        for acknowledged in range(1, 101):
            db.execute("INSERT INTO told VALUES (%s)", (acknowledged,))
        cluster.kill()
    cluster.start()
    with psycopg.connect(cluster.dsn) as db:
        kept = db.execute("SELECT COUNT(*) FROM told").fetchone()
    assert kept is not None
    assert kept[0] < acknowledged
