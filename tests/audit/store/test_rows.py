"""What every store holds: leaves taken apart, rows that fit them, heads that agree with themselves."""

from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import IntegrityError
from audit.events import KIND_CODE, Kind
from audit.merkle import Frontier, leaf, leaf_hash
from audit.note import Signer
from audit.signing import origin, signed
from audit.store.rows import Head, LeafParts, New, Row, encloses, fits, parts
from audit.store.sqlite import SqliteStore

RID = "0a" * 16
HDR = b'{"a":1}'
LEAF = leaf(KIND_CODE[Kind.FLAG], bytes.fromhex(RID), HDR, b"sealed", b"i" * 32)
ROW = Row("t", 0, RID, "flag", 1, HDR, LEAF)

SIGNER = Signer(origin("default"), bytes(32))


def grown(size: int) -> Frontier:
    tree = Frontier()
    for number in range(size):
        tree = tree.append(leaf_hash(bytes([number])))
    return tree


def test_a_leaf_is_taken_apart():
    sealed = sha256(b"sealed").digest()
    assert parts(LEAF) == LeafParts(1, RID, sha256(HDR).digest(), sealed, b"i" * 32)


@given(
    st.integers(0, 255),
    st.binary(min_size=16, max_size=16),
    st.binary(max_size=50),
    st.binary(max_size=50),
    st.sampled_from([b"", b"i" * 32]),
)
def test_what_a_leaf_is_made_of_comes_back(kind: int, rid: bytes, header: bytes, sealed: bytes, index: bytes):
    hashed = sha256(sealed).digest() if sealed else b""
    made = parts(leaf(kind, rid, header, sealed, index))
    assert made == LeafParts(kind, rid.hex(), sha256(header).digest(), hashed, index)


@pytest.mark.parametrize(
    ("sealed", "index"), [(b"", b""), (b"sealed", b""), (b"", b"i" * 32), (b"sealed", b"i" * 32)]
)
def test_what_a_leaf_has_none_of_is_empty(sealed: bytes, index: bytes):
    made = parts(leaf(1, bytes(16), HDR, sealed, index))
    assert (bool(made.sealed), bool(made.index), made.header) == (
        bool(sealed),
        bool(index),
        sha256(HDR).digest(),
    )


@pytest.mark.parametrize(
    "raw", [b"", LEAF[:-1], LEAF + b"\0", b"\0" + LEAF[1:], b"\2" + LEAF[1:], b"\1", bytes(114)]
)
def test_what_is_no_leaf_of_this_version(raw: bytes):
    with pytest.raises(IntegrityError, match="not one of this version"):
        parts(raw)
    assert not fits(replace(ROW, leaf=raw))


def test_a_row_fits_its_leaf():
    assert fits(ROW)
    for kind in Kind:
        made = leaf(KIND_CODE[kind], bytes.fromhex(RID), HDR, b"")
        assert fits(replace(ROW, kind=str(kind), leaf=made))


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "access"},
        {"kind": "other"},
        {"kind": ""},
        {"kind": "FLAG"},
        {"rid": "0b" * 16},
        {"rid": RID.upper()},
        {"rid": ""},
        {"hdr": HDR + b" "},
        {"hdr": b""},
        {"leaf": leaf(2, bytes.fromhex(RID), HDR, b"")},
        {"leaf": leaf(1, bytes(16), HDR, b"")},
        {"leaf": leaf(1, bytes.fromhex(RID), HDR[1:], b"")},
        {"leaf": LEAF[:18] + bytes(32) + LEAF[50:]},
    ],
)
def test_a_row_that_does_not_fit(changes: dict[str, object]):
    assert not fits(replace(ROW, **changes))


def test_every_bit_of_a_leaf_up_to_its_header_counts_for_the_fit():
    for bit in range(8 * 50):
        changed = bytearray(LEAF)
        changed[bit // 8] ^= 1 << bit % 8
        assert not fits(replace(ROW, leaf=bytes(changed))), bit


def test_a_row_still_fits_when_its_body_and_tokens_are_erased():
    assert fits(replace(ROW, leaf=LEAF[:50] + bytes(64)))


@pytest.mark.parametrize("size", [0, 1, 2, 7, 130])
def test_a_head_is_read_as_it_was_stored(size: int):
    tree = grown(size)
    note = signed(tree, SIGNER)
    assert Head.stored(size, tree.to_bytes(), note) == Head(tree, note)


@pytest.mark.parametrize("size", [1, 2, 7])
def test_a_head_whose_note_is_of_another_tree_or_none_is_refused(size: int):
    tree = grown(size)
    for note in (signed(grown(size + 1), SIGNER), signed(grown(size - 1), SIGNER), "", "note", "a\n\nb\n"):
        with pytest.raises(IntegrityError, match="checkpoint"):
            Head.stored(size, tree.to_bytes(), note)


def test_a_body_belongs_to_its_leaf():
    header, sealed = b"{}", b"sealed"
    row = Row("t", 0, "00" * 16, "flag", 0, header, leaf(1, bytes(16), header, sealed))
    bare = Row("t", 0, "00" * 16, "flag", 0, header, leaf(1, bytes(16), header, b""))
    assert encloses(row, sealed)
    assert encloses(bare, b"")
    assert not encloses(row, b"")
    assert not encloses(row, b"sealeD")
    assert not encloses(bare, sealed)


def test_the_head_of_an_empty_log():
    assert (Head().tree, Head().note) == (Frontier(), "")


@pytest.mark.parametrize(
    ("size", "frontier"),
    [
        (6, grown(7).to_bytes()),
        (8, grown(7).to_bytes()),
        (-7, grown(7).to_bytes()),
        (0, grown(7).to_bytes()),
        (7, grown(6).to_bytes()),
        (7, Frontier().to_bytes()),
        (7, b""),
        (7, grown(7).to_bytes()[:-1]),
        (7, grown(7).to_bytes() + b"\0"),
        (7, grown(7).to_bytes()[:-32]),
        (7, (7).to_bytes(8, "big")),
    ],
)
def test_a_head_that_contradicts_itself_is_refused(size: int, frontier: bytes):
    with pytest.raises(IntegrityError, match="frontier"):
        Head.stored(size, frontier, "note")


def test_reprs_hold_nothing_that_is_secret():
    new = New(ROW, b"sealed body", b"erasure share", b"index nonce", (b"some token",))
    for secret in ("sealed body", "erasure share", "index nonce", "some token", "leaf="):
        assert secret not in repr(new)


def test_rows_of_a_store_fit(wiped: Path):
    with closing(SqliteStore.read(wiped)) as store:
        rows = list(store.rows(100))
    assert [fits(row) for row in rows] == [True] * 9
    assert [bool(parts(row.leaf).sealed) for row in rows] == [False] * 3 + [True] * 4 + [False] * 2
    assert [bool(parts(row.leaf).index) for row in rows] == [False] * 5 + [True] * 2 + [False] * 2
