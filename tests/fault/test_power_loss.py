"""The power goes at any moment: what was acknowledged is there, and the log verifies."""

import hashlib
import os
import random  # noqa: TID251 - seeded
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from power import Faulty, Journal, after_power_loss

from audit.errors import AuditUnavailable, StoreError
from audit.events import Flag
from audit.log import AuditLog
from audit.open import PrivateKey
from audit.record import Record
from audit.ring import Recipient, Ring
from audit.verify import verify

POINTS = int(os.environ.get("GUARD_FAULT_POWER", "40"))
RECORDS = 40
KEY = PrivateKey("x25519", hashlib.sha256(b"power").digest())
RING = Ring(
    1, "default", "x25519", ((Recipient("x25519", KEY.public, "ana", KEY.signer("ana").verifier.public),),)
)
RECORD = Record(
    "default", Flag("prompt", "whole", "block", (), "ab" * 32, level="redacted"), b"[PERSON] " * 40
)


def written(folder: Path, synchronous: str) -> tuple[Journal, list[tuple[int, str]]]:
    """Append records; give what happened to the files, and at which step each was acknowledged."""
    journal = Journal()
    acknowledged: list[tuple[int, str]] = []
    log = AuditLog(Faulty(folder / "audit.sqlite", journal, synchronous), RING, timeout=30)
    for _ in range(RECORDS):
        rid = log.append_sync(RECORD).rid
        acknowledged.append((len(journal.steps), rid))
    log.close()
    return journal, acknowledged


def lost(folder: Path, synchronous: str, points: int) -> int:
    """Count the moments after which something acknowledged is missing, or the log does not verify."""
    (folder / "run").mkdir()
    journal, acknowledged = written(folder / "run", synchronous)
    chance = random.Random(3)
    bad = 0
    for _ in range(points):
        until = chance.randrange(acknowledged[0][0], len(journal.steps))
        crashed = folder / "crashed"
        crashed.mkdir()
        after_power_loss(journal, until, crashed, chance)
        bad += not survived(crashed, {rid for at, rid in acknowledged if at <= until})
        shutil.rmtree(crashed)
    return bad


def survived(crashed: Path, wanted: set[str]) -> bool:
    path = crashed / "audit.sqlite"
    try:
        if not verify(path).ok:
            return False
        with closing(sqlite3.connect(path)) as db:
            return wanted <= {rid for (rid,) in db.execute("SELECT rid FROM rec")}
    except (StoreError, sqlite3.Error):
        return False


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_every_moment_verifies(tmp_path: Path):
    assert lost(tmp_path, "FULL", POINTS) == 0


@pytest.mark.slow
def test_a_store_that_does_not_flush_each_commit_would_be_noticed(tmp_path: Path):
    assert lost(tmp_path, "NORMAL", POINTS) > POINTS / 10


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # SQLite hears the error, not Python
def test_a_flush_that_fails_is_an_outage_and_never_an_acknowledgement(tmp_path: Path):
    refused = flushes = 0
    for fail_at in range(200):
        folder = tmp_path / str(fail_at)
        folder.mkdir()
        journal = Journal(fail_at=fail_at)
        log = AuditLog(Faulty(folder / "audit.sqlite", journal), RING, timeout=30)
        kept, failed = [], 0
        for _ in range(4):
            try:
                kept.append(log.append_sync(RECORD).rid)
            except AuditUnavailable:
                failed += 1
        log.close()
        report = verify(folder / "audit.sqlite")
        assert report.ok, (fail_at, report.problems)
        with closing(sqlite3.connect(folder / "audit.sqlite")) as db:
            assert set(kept) <= {rid for (rid,) in db.execute("SELECT rid FROM rec")}
        refused += failed
        flushes = max(flushes, journal.flushes)
        if journal.fail_at is not None:
            break  # there are no more flushes to fail
    assert refused >= 4
    assert flushes > 4
