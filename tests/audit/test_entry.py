"""What a store keeps of a record, sealed in its place or before it had one."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from audit.entry import entry, placed, waiting
from audit.errors import OpenError, RecordError
from audit.index import commit
from audit.open import PrivateKey, open_body
from audit.record import Record, parse_header
from audit.ring import Ring
from audit.store.rows import encloses, fits, parts

Made = Callable[..., Record]
RID = "0b" * 16
TOKENS = (b"b" * 10, b"a" * 10)


def test_an_entry_fits_its_leaf_and_opens(record: Made, ring: Ring, key: PrivateKey):
    new = entry(record(b"body", tokens=TOKENS), ring, 7, RID, 1_700_000_000)
    assert (new.row.seq, new.row.rid, new.row.kind, new.row.ts) == (7, RID, "flag", 1_700_000_000)
    assert fits(new.row)
    assert encloses(new.row, new.sealed)
    assert parts(new.row.leaf).index == commit(new.nonce, TOKENS)
    assert open_body(new.row.hdr, new.sealed, new.share, key) == b"body"


def test_a_header_only_entry_has_nothing_to_erase(record: Made, ring: Ring):
    new = entry(record(b"", level="none"), ring, 0, RID, 1)
    assert (new.sealed, new.share, new.nonce, new.tokens) == (b"", b"", b"", ())
    assert fits(new.row)


def test_two_entries_of_one_record_share_nothing_secret(record: Made, ring: Ring):
    one, two = (entry(record(b"body", tokens=TOKENS), ring, 7, RID, 1) for _ in range(2))
    assert one.share != two.share
    assert one.nonce != two.nonce
    assert one.sealed != two.sealed


@pytest.mark.parametrize("seq", [0, 1, 2**40])
def test_a_record_that_waited_opens_in_the_place_that_it_got(
    record: Made, ring: Ring, key: PrivateKey, seq: int
):
    kept = waiting(record(b"body", tokens=TOKENS), ring, RID, 1_700_000_000)
    new = placed(kept, "default", seq)
    said = parse_header(new.row.hdr)
    assert (said.seq, said.rid, said.ts, said.ring, said.spooled) == (
        seq,
        RID,
        1_700_000_000,
        ring.digest,
        True,
    )
    assert fits(new.row)
    assert encloses(new.row, new.sealed)
    assert open_body(new.row.hdr, new.sealed, new.share, key) == b"body"


def test_a_header_only_record_waits_as_well(record: Made, ring: Ring):
    new = placed(waiting(record(b"", level="none"), ring, RID, 1), "default", 5)
    assert parse_header(new.row.hdr).spooled is False
    assert fits(new.row)


@pytest.mark.parametrize("name", ["rid", "ring", "tenant", "ts"])
def test_what_the_seal_of_a_waiting_record_binds_cannot_be_changed(
    record: Made, ring: Ring, key: PrivateKey, name: str
):
    kept = waiting(record(b"body"), ring, RID, 1_700_000_000)
    other = {
        "rid": "0c" * 16,
        "ring": hashlib.sha256(b"x").hexdigest(),
        "tenant": "defaulu",
        "ts": 1_700_000_001,
    }
    was = str(getattr(parse_header(kept.hdr), name))
    header = kept.hdr.replace(was.encode(), str(other[name]).encode())
    assert header != kept.hdr
    with pytest.raises(OpenError):
        open_body(header, kept.sealed, kept.share, key)


def test_a_record_sealed_in_its_place_does_not_move(record: Made, ring: Ring, key: PrivateKey):
    new = entry(record(b"body"), ring, 7, RID, 1)
    moved = new.row.hdr.replace(b'"seq":7', b'"seq":8')
    assert moved != new.row.hdr
    with pytest.raises(OpenError):
        open_body(moved, new.sealed, new.share, key)
    marked = new.row.hdr.replace(b',"suite"', b',"spooled":1,"suite"')
    assert parse_header(marked).spooled
    with pytest.raises(OpenError):
        open_body(marked, new.sealed, new.share, key)


@pytest.mark.parametrize(
    "changes",
    [
        {"hdr": b"{}"},
        {"hdr": b"\xff"},
        {"rid": "0c" * 16},
        {"rid": "not an id"},
        {"ts": 1_700_000_001},
        {"tokens": (b"b" * 10,)},
    ],
)
def test_what_does_not_belong_together_gets_no_position(record: Made, ring: Ring, changes: dict[str, object]):
    kept = waiting(record(b"body", tokens=TOKENS), ring, RID, 1_700_000_000)
    with pytest.raises(RecordError):
        placed(replace(kept, **changes), "default", 5)  # type: ignore[arg-type]


def test_a_record_of_another_tenant_gets_no_position(record: Made, ring: Ring):
    kept = waiting(record(tenant="acme"), replace(ring, tenant="acme"), RID, 1)
    with pytest.raises(RecordError, match="tenant"):
        placed(kept, "default", 5)


def test_only_flags_wait(access: Made, ring: Ring):
    kept = waiting(access(), ring, RID, 1)  # a spool that somebody wrote to could hold anything
    with pytest.raises(RecordError, match="header"):
        placed(kept, "default", 5)
