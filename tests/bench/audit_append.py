"""Records a second and waits of the embedded log: `python tests/bench/audit_append.py [DIR]`.

DIR should be on the disk that is to be measured; what that disk needs for one flush is printed too.
"""

import asyncio
import os
import secrets
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from audit.entry import added, entry
from audit.events import FindingSummary, Flag
from audit.log import AuditLog
from audit.merkle import Frontier
from audit.open import PrivateKey
from audit.record import Record
from audit.ring import Recipient, Ring
from audit.signing import signed
from audit.store.place import Embedded
from audit.store.rows import Head

SECONDS = 3.0
FLAG = Flag(
    direction="prompt",
    phase="whole",
    action="redact",
    findings=(FindingSummary("EMAIL_ADDRESS", "", 4, 2, "email", 950),),
    policy="ab" * 32,
    level="redacted",
)
RECORD = Record("default", FLAG, b'{"text":"' + b"[EMAIL_ADDRESS] " * 94 + b'"}')


def flush_p50(directory: Path) -> float:
    """Return the median seconds of a 4 KiB write with fdatasync."""
    times = []
    with (directory / "flush").open("wb") as file:
        for _ in range(300):
            began = time.perf_counter()
            file.write(bytes(4096))
            file.flush()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - began)
    return statistics.median(times)


def batch_rate(path: Path, ring: Ring) -> float:
    """Return the records a second of the store alone: sealed, added and signed a hundred at a time, no threads."""
    place, made = Embedded(path), 0
    with closing(place.open("default")) as store:
        signer, tree = place.keys(store, "default").prepare(), Frontier()
        end = (began := time.perf_counter()) + SECONDS
        while time.perf_counter() < end:
            with store.transaction():
                for _ in range(100):
                    tree = added(
                        store, tree, entry(RECORD, ring, tree.size, secrets.token_hex(16), 1_700_000_000)
                    )
                store.set_head("default", Head(tree, signed(tree, signer)))
            made += 100
    return made / (time.perf_counter() - began)


async def waits(log: AuditLog, producers: int) -> list[float]:
    made: list[float] = []
    end = time.perf_counter() + SECONDS

    async def produce() -> None:
        while (began := time.perf_counter()) < end:
            await log.append(RECORD)
            made.append(time.perf_counter() - began)

    await asyncio.gather(*(produce() for _ in range(producers)))
    return made


def main() -> None:
    where = sys.argv[1] if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(dir=where) as name:
        directory = Path(name)
        print(f"fdatasync p50 {flush_p50(directory) * 1e3:.2f} ms")
        for suite in ("hybrid", "x25519"):
            key = PrivateKey(suite, secrets.token_bytes(32))
            ring = Ring(
                1,
                "default",
                suite,
                ((Recipient(suite, key.public, "bench", key.signer("bench").verifier.public),),),
            )
            alone = batch_rate(directory / f"{suite}.sqlite", ring)
            print(f"{suite:7} store alone, 100 in a commit {alone:7.0f} rec/s")
            for producers in (1, 8, 32):
                home = directory / f"{suite}{producers}"
                home.mkdir()
                log = AuditLog(home / "audit.sqlite", ring)
                made = sorted(asyncio.run(waits(log, producers)))
                log.close()
                p50, p99 = (made[int(len(made) * share)] * 1e3 for share in (0.5, 0.99))
                rate = len(made) / SECONDS
                print(
                    f"{suite:7} {producers:2} producers {rate:7.0f} rec/s  {rate / alone:4.0%} of that  p50 {p50:6.2f} ms  p99 {p99:6.2f} ms"
                )


if __name__ == "__main__":
    main()
