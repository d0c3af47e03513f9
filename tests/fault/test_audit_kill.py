"""`kill -9` between any two steps of an append: what was acknowledged is there, and the log verifies."""

import hashlib
import os
import random  # noqa: TID251 - seeded
import select
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from audit.open import PrivateKey
from audit.ring import Recipient, Ring
from audit.trust import Admins, endorsed
from audit.verify import verify

ROOT = Path(__file__).parents[2]
POINTS = int(os.environ.get("GUARD_FAULT_KILLS", "60"))
WRITER = """
import asyncio, os, sys
from pathlib import Path
from audit.events import Flag
from audit.log import AuditLog
from audit.trust import load_ring
from audit.record import Record

async def produce(log):
    event = Flag("prompt", "whole", "block", (), "ab" * 32, level="redacted")
    record = Record("default", event, b"[PERSON] " * 40, (b"a token 10",))
    while True:
        receipt = await log.append(record)
        os.write(1, receipt.rid.encode() + b"\\n")

async def main(home):
    log = AuditLog(home / "audit.sqlite", load_ring(home, 0))
    await asyncio.gather(*(produce(log) for _ in range(8)))

asyncio.run(main(Path(sys.argv[1])))
"""


def killed_after(home: Path, delay: float) -> set[str]:
    """Run the writer, kill it some time after its first acknowledgement, and return all of them."""
    command = [sys.executable, "-c", WRITER, str(home)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as writer:
        seen = bytearray()
        end = None
        while end is None or time.monotonic() < end:
            wait = 20.0 if end is None else max(0.0, end - time.monotonic())
            if not select.select([writer.stdout], [], [], wait)[0]:
                break
            chunk = os.read(writer.stdout.fileno(), 65536)
            if not chunk:
                break
            seen += chunk
            end = end or time.monotonic() + delay
        writer.send_signal(signal.SIGKILL)
        seen += writer.stdout.read()
    assert writer.returncode == -signal.SIGKILL
    return set(seen.decode().split("\n")[:-1])  # what follows the last newline was never acknowledged


@pytest.mark.slow
def test_nothing_acknowledged_is_lost(tmp_path: Path):
    key = PrivateKey("x25519", hashlib.sha256(b"kill").digest())
    ring = Ring(
        1,
        "default",
        "x25519",
        ((Recipient("x25519", key.public, "ana", key.signer("ana").verifier.public),),),
    )
    admins = Admins("default", 1, (key.signer("ana").verifier,))
    admins.save(tmp_path / "admins.json")
    (tmp_path / "ring.json").write_bytes(endorsed(ring, [key.signer("ana")], admins))
    source = random.Random(11)
    acknowledged: set[str] = set()
    for _ in range(POINTS):
        made = killed_after(tmp_path, source.uniform(0, 0.06))
        assert made
        acknowledged |= made
        report = verify(tmp_path / "audit.sqlite")
        assert report.ok, report.problems
    with closing(sqlite3.connect(tmp_path / "audit.sqlite")) as db:
        kept = {rid for (rid,) in db.execute("SELECT rid FROM rec")}
    assert acknowledged <= kept
    assert report.records == len(kept)
