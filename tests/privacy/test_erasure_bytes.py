"""What is erased is in no file any more, and no copy made before opens again; what is proved stays proved.

`make fault` runs it with more: GUARD_FAULT_SHARES records of which half are erased, GUARD_FAULT_ERASURES
erasures of records that an archive has kept.
"""

import asyncio
import os
import random  # noqa: TID251 - seeded
import secrets
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from audit import cli, proof
from audit.errors import OpenError
from audit.events import FindingSummary, Flag
from audit.keyfile import FLOOR, create, unlock
from audit.log import AuditLog
from audit.merkle import leaf_hash, node_hash
from audit.open import open_body
from audit.record import Record
from audit.store.sqlite import SqliteStore
from audit.trust import load_ring

SHARES = int(os.environ.get("GUARD_FAULT_SHARES", "300"))
ERASURES = int(os.environ.get("GUARD_FAULT_ERASURES", "200"))
PHRASE = "plum orbit lantern"
SHARE = 32


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of two officers who open records together only."""
    folder = tmp_path / "guard"
    create(folder, "ana", PHRASE, "x25519", cost=FLOOR)
    admins = [unlock(folder / "officer-ana.key", PHRASE).signer("ana")]
    create(folder, "bea", PHRASE, "x25519", cost=FLOOR, admins=admins, group=2)
    return folder


def filled(home: Path, count: int) -> list[str]:
    """Append records with a body each, and tokens in every third, and return their ids."""
    finding = FindingSummary("EMAIL_ADDRESS", "", 4, 1, "email", 950)
    flag = Flag("prompt", "whole", "redact", (finding,), "ab" * 32, level="redacted")

    async def append() -> list[str]:
        made: list[str] = []
        for at in range(0, count, 500):
            numbers = range(at, min(at + 500, count))
            records = [Record("default", flag, b"body %d" % each, tokens_of(each)) for each in numbers]
            made += [each.rid for each in await asyncio.gather(*map(log.append, records))]
        return made

    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0), timeout=60)) as log:
        return asyncio.run(append())


def tokens_of(number: int) -> tuple[bytes, ...]:
    return () if number % 3 else (b"%010d" % number,)


def audit(home: Path, *arguments: str) -> Result:
    env = {"GUARD_DIR": str(home), "AUDIT_PASSPHRASE": PHRASE}
    result = CliRunner().invoke(cli.main, arguments, env=env)
    assert result.exit_code == 0, result.output
    return result


def erase(home: Path, rids: Sequence[str]) -> None:
    audit(home, "erase", *rids, "--key", str(home / "officer-ana.key"))


def shares_of(home: Path, rids: Iterable[str]) -> dict[str, bytes]:
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        return {rid: store.share(rid) for rid in rids}


def found(folder: Path, shares: Iterable[bytes]) -> set[bytes]:
    """Return which of some 32-byte strings are in any file of a folder, at any offset."""
    wanted = set(shares)
    heads = np.array(sorted({int.from_bytes(each[:4], "little") for each in wanted}), dtype="<u4")
    seen: set[bytes] = set()
    for data in (each.read_bytes() for each in folder.rglob("*") if each.is_file()):
        for shift in range(4 if len(data) >= SHARE else 0):
            words = np.frombuffer(data, dtype="<u4", offset=shift, count=(len(data) - shift) // 4)
            at = np.flatnonzero(np.isin(words, heads)) * 4 + shift
            seen |= wanted & {data[each : each + SHARE] for each in at.tolist()}
    return seen


def test_the_search_finds_what_is_there_at_every_offset(tmp_path: Path):
    shares = [secrets.token_bytes(SHARE) for _ in range(9)]
    (tmp_path / "empty").write_bytes(b"")
    for at, share in enumerate(shares[:8]):
        (tmp_path / f"file-{at}").write_bytes(b"x" * at + share + b"y" * (at % 3))
    (tmp_path / "cut").write_bytes(shares[8][:-1])
    assert found(tmp_path, shares) == set(shares[:8])


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_share_of_an_erased_record_is_in_any_file(home: Path, tmp_path: Path):
    rids = filled(home, SHARES)
    shares = shares_of(home, rids)
    assert len(set(shares.values())) == SHARES
    gone = random.Random(5).sample(rids, SHARES // 2)
    kept = set(shares.values()) - {shares[rid] for rid in gone}
    before = tmp_path / "before"
    shutil.copytree(home, before)
    # Somebody who has the store open keeps SQLite from tidying up its other two files at the end.
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        assert store.newest("default") is not None
        erase(home, gone)
        assert {path.name for path in home.glob("audit.sqlite*")} == {
            f"audit.sqlite{end}" for end in ("", "-wal", "-shm")
        }
        assert found(home, shares.values()) == kept
    assert found(home, shares.values()) == kept
    assert "0 problems" in audit(home, "verify").stdout
    print(f"E1: {len(gone)} of {SHARES} shares erased, 0 found")

    with closing(sqlite3.connect(before / "audit.sqlite", isolation_level=None)) as db:
        db.execute("PRAGMA secure_delete=OFF")
        db.execute("DROP TRIGGER shred_delete")
        db.executemany("DELETE FROM shred WHERE rid = ?", [(rid,) for rid in gone])
        assert db.execute("SELECT COUNT(*) FROM shred").fetchone() == (SHARES - len(gone),)
    left = found(before, {shares[rid] for rid in gone})
    print(f"E1: without secure_delete {len(left)} of {len(gone)} are found")
    assert len(left) > len(gone) // 2


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_copy_of_an_erased_record_opens_with_no_key_and_its_proof_still_holds(home: Path, tmp_path: Path):
    generator = random.Random(6)
    rids = filled(home, ERASURES + ERASURES // 4)
    shares = shares_of(home, rids)
    archive = tmp_path / "archive"
    shutil.copytree(home, archive)
    with closing(sqlite3.connect(archive / "audit.sqlite", isolation_level=None)) as db:
        db.execute("DROP TRIGGER shred_delete")
        db.execute("DELETE FROM shred")
    old = tree_of(home)
    gone = generator.sample(rids, ERASURES)
    rest = list(gone)
    while rest:
        size = generator.randint(1, max(1, ERASURES // 4))
        erase(home, rest[:size])
        rest = rest[size:]

    keys = [unlock(home / f"officer-{name}.key", PHRASE) for name in ("ana", "bea")]
    opened = refused = 0
    with closing(SqliteStore.read(archive / "audit.sqlite")) as store:
        for number, rid in enumerate(rids):
            row, sealed = store.by_rid(rid), store.sealed(rid)
            assert row is not None
            if rid in gone:
                other = shares[rids[number - 1]]
                for wrong in (bytes(SHARE), other, secrets.token_bytes(SHARE)):
                    with pytest.raises(OpenError):
                        open_body(row.hdr, sealed, wrong, *keys)
                    refused += 1
            # The share is all that is missing: with it the copy opens, so the copy is whole.
            assert open_body(row.hdr, sealed, shares[rid], *keys) == b"body %d" % number
            opened += 1
    print(
        f"E2: {len(gone)} erased, {refused} attempts with both keys refused; {opened} open with their share"
    )

    assert "0 problems" in audit(home, "verify").stdout
    new = tree_of(home)
    assert new[: len(old)] == old
    heads = [proof.root(nodes(tree), len(tree)) for tree in (old, new)]
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        assert store.head("default").tree.root() == heads[1]
        for rid in gone:
            row = store.by_rid(rid)
            assert row is not None
            assert not store.left(rid)
            for tree, head in zip((old, new), heads, strict=True):
                path = proof.inclusion(nodes(tree), row.seq, len(tree))
                assert proof.verify_inclusion(leaf_hash(row.leaf), row.seq, len(tree), path, head)
                assert not proof.verify_inclusion(leaf_hash(row.leaf + b"x"), row.seq, len(tree), path, head)
    path = proof.consistency(nodes(new), len(old), len(new))
    assert proof.verify_consistency(len(old), len(new), path, heads[0], heads[1])


def tree_of(home: Path) -> tuple[bytes, ...]:
    """Return the leaf hashes of the log."""
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        return tuple(leaf_hash(row.leaf) for row in store.in_order("default"))


@cache
def nodes(leaves: tuple[bytes, ...]) -> proof.Node:
    """Return what gives the roots of perfect subtrees over some leaf hashes."""

    @cache
    def node(level: int, index: int) -> bytes:
        if not level:
            return leaves[index]
        return node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))

    return node
