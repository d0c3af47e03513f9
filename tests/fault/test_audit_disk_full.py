"""A store that may not grow any more: refused records are reported, earlier ones stay, and it recovers."""

import hashlib
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audit.errors import AuditUnavailable
from audit.events import Flag
from audit.log import AuditLog
from audit.open import PrivateKey
from audit.record import Record
from audit.ring import Recipient, Ring
from audit.verify import verify


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size: writes then fail as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_full_disk(tmp_path: Path):
    key = PrivateKey("x25519", hashlib.sha256(b"full").digest())
    ring = Ring(
        1,
        "default",
        "x25519",
        ((Recipient("x25519", key.public, "ana", key.signer("ana").verifier.public),),),
    )
    event = Flag("prompt", "whole", "block", (), "ab" * 32, level="redacted")
    record = Record("default", event, b"x" * 4000)
    path = tmp_path / "audit.sqlite"
    log = AuditLog(path, ring)
    kept: list[int] = []
    refused = 0
    with file_size_limit(200_000):
        for _ in range(200):
            try:
                kept.append(log.append_sync(record).seq)
            except AuditUnavailable:
                refused += 1
    assert refused
    kept.append(log.append_sync(record).seq)
    log.close()
    report = verify(path)
    assert report.ok, report.problems
    assert kept == list(range(2, report.records))
