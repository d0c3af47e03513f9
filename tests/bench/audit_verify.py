"""What verifying costs a record, and that memory does not grow: `python tests/bench/audit_verify.py [DIR]`.

Each store is verified by a process of its own, so that its peak is that of one verification; writing is not
measured. `cpu` is the processor's time alone, which other work on the machine does not lengthen.
"""

import multiprocessing
import resource
import secrets
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from audit import index
from audit.events import KIND_CODE, Event, FindingSummary, Flag, RingChange, Rotation
from audit.merkle import Frontier, leaf, leaf_hash
from audit.note import Signer
from audit.open import PrivateKey
from audit.record import Record
from audit.ring import Recipient, Ring
from audit.seal import seal
from audit.signing import origin, signed
from audit.store.rows import Head, New, Row
from audit.store.sqlite import SqliteStore
from audit.verify import verify

SIZES = (20_000, 100_000)
AIM_S = 60
"""Seconds that a million records may take."""
TENANT = "default"
FINDING = FindingSummary("EMAIL_ADDRESS", "", 4, 2, "email", 950)


class Shape(NamedTuple):
    """What the records of a store look like."""

    name: str
    body: int
    tokens: int


SHAPES = (
    Shape("header only", 0, 0),
    Shape("small", 60, 0),
    Shape("1.5 KB", 1500, 0),
    Shape("indexed", 1500, 2),
)


def events(shape: Shape, key: Signer, records: int) -> list[Event]:
    """Return the events of a log that begins as every log does."""
    flag = Flag(
        "prompt",
        "whole",
        "redact",
        (FINDING,),
        "ab" * 32,
        model="example-1",
        route="chat",
        level="redacted" if shape.body else "none",
    )
    return [Rotation(key.verifier.public.hex(), 0), RingChange(1), *[flag] * (records - 2)]


def write(path: Path, shape: Shape, records: int) -> None:
    """Write a store as the log does, without a flush for each batch."""
    officer = PrivateKey("hybrid", bytes(32))
    signs = officer.signer("bench").verifier.public
    ring = Ring(1, TENANT, "hybrid", ((Recipient("hybrid", officer.public, "bench", signs),),))
    key, tree = Signer(origin(TENANT), bytes(32)), Frontier()
    with closing(SqliteStore.write(path)) as store, store.transaction():
        for event in events(shape, key, records):
            rid = secrets.token_hex(16)
            flag = isinstance(event, Flag)
            tokens = tuple(secrets.token_bytes(10) for _ in range(shape.tokens * flag))
            record = Record(TENANT, event, b"x" * (shape.body * flag), tokens)
            made = seal(record, ring, seq=tree.size, rid=rid, ts=1_700_000_000)
            nonce = secrets.token_bytes(index.NONCE) if tokens else b""
            commit = index.commit(nonce, tokens) if tokens else b""
            grown = leaf(KIND_CODE[event.kind], bytes.fromhex(rid), made.header, made.sealed, commit)
            row = Row(TENANT, tree.size, rid, str(event.kind), 1_700_000_000, made.header, grown)
            store.add(New(row, made.sealed, made.share, nonce, tokens))
            tree = tree.append(leaf_hash(grown))
        store.set_head(TENANT, Head(tree, signed(tree, key)))


def measure(path: Path, expected: int) -> tuple[float, float, float]:
    """Return the seconds of one verification, those of its processor, and the most memory it took, in MiB."""
    began, busy = time.perf_counter(), time.process_time()
    report = verify(path)
    took, busy = time.perf_counter() - began, time.process_time() - busy
    if not report.ok or report.records != expected:
        raise SystemExit(f"not as it was written: {report.problems[:3]}")
    return took, busy, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    where = sys.argv[1] if len(sys.argv) > 1 else None
    print(f"aim: {AIM_S} s a million records")
    print(f"{'records':>8} {'':12} {'us/record':>9} {'cpu':>6} {'s/million':>9} {'peak MiB':>8}")
    with tempfile.TemporaryDirectory(dir=where) as name:
        for shape in SHAPES:
            for records in SIZES:
                path = Path(name) / "audit.sqlite"
                write(path, shape, records)
                with multiprocessing.get_context("spawn").Pool(1) as pool:
                    took, busy, peak = pool.apply(measure, (path, records))
                each, cpu = (seconds / records * 1e6 for seconds in (took, busy))
                line = f"{records:8} {shape.name:12} {each:9.1f} {cpu:6.1f} {each:9.1f} {peak:8.1f}"
                print(line, flush=True)
                for file in Path(name).iterdir():
                    file.unlink()


if __name__ == "__main__":
    main()
