"""Proofs that are checked without a store: of records and of older trees, and what is none."""

import base64
import contextlib
import io
import json
import random  # noqa: TID251 - seeded
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tlog_scales import cli as scales
from tlog_scales.tlog import Checkpoint as ScalesCheckpoint
from tlog_scales.tlog import ConsistencyProof, InclusionProof

from audit.errors import IntegrityError
from audit.events import Rotation
from audit.log import AuditLog
from audit.merkle import leaf_hash
from audit.note import Signer, Verifier, sign
from audit.proof import consistency, inclusion, root, streamed
from audit.record import Record, parse_header
from audit.signing import origin
from audit.store.rows import Row
from audit.store.sqlite import SqliteStore
from audit.tiles import update
from audit.tlogproof import FORMAT, LONGEST, is_of_tree, of_record, of_tree, verify_proof, verify_tree

START = 1_700_000_000
SIZE = 14


class Log:
    """A log that was written, read into memory."""

    def __init__(self, path: Path, tenant: str = "default") -> None:
        with closing(SqliteStore.read(path)) as store, store.snapshot():
            self.rows = list(store.in_order(tenant))
            self.head = store.head(tenant)
        self.hashes = [leaf_hash(row.leaf) for row in self.rows]
        self.size = len(self.rows)
        self.root = self.head.tree.root()
        events = [parse_header(row.hdr).event for row in self.rows]
        last = [event for event in events if isinstance(event, Rotation)][-1]
        self.key = Verifier(origin(tenant), bytes.fromhex(last.key))

    def path(self, seq: int) -> tuple[bytes, ...]:
        return streamed(self.hashes, lambda node: inclusion(node, seq, self.size))

    def proof(self, seq: int) -> str:
        return of_record(self.rows[seq], self.path(seq), self.head.note, self.key)

    def root_at(self, size: int) -> bytes:
        return streamed(self.hashes, lambda node: root(node, size))

    def growth(self, old: int) -> str:
        path = streamed(self.hashes, lambda node: consistency(node, old, self.size))
        return of_tree(old, path, self.head.note)


@pytest.fixture
def log(
    tmp_path: Path,
    log_at: Callable[..., AuditLog],
    record: Callable[..., Record],
    access: Callable[..., Record],
) -> Log:
    """A log over three keys, with every kind of leaf: bodies, tokens, neither."""
    now = [START]
    path = tmp_path / "audit.sqlite"
    opened = log_at(path, clock=lambda: now[0], timeout=20)
    for number in range(10):
        now[0] = START + number * 900
        tokens = (bytes([number]) * 10,) if number % 2 else ()
        opened.append_sync(access() if number % 3 == 2 else record(tokens=tokens))
    opened.close()
    made = Log(path)
    assert made.size == SIZE
    return made


def spelt(log: Log, seq: int = 5, **changes: object) -> str:
    """Return a proof whose extra data were changed and written as they should be."""
    row = log.rows[seq]
    extra = {"format": FORMAT, "header": row.hdr.decode(), "key": log.key.encode(), "leaf": row.leaf.hex()}
    extra = {key: value for key, value in (extra | changes).items() if value is not None}
    raw = json.dumps(extra, sort_keys=True, separators=(",", ":")).encode()
    lines = log.proof(seq).split("\n")
    lines[1] = f"extra {base64.b64encode(raw).decode()}"
    return "\n".join(lines)


def test_every_record_is_proved_with_its_header_tree_and_key(log: Log):
    for row in log.rows:
        text = log.proof(row.seq)
        for kept in (None, log.key):
            proved = verify_proof(text, kept)
            assert (proved.raw, proved.header, proved.key) == (row.hdr, parse_header(row.hdr), log.key)
            assert (proved.checkpoint.size, proved.checkpoint.root) == (SIZE, log.root)
        assert not is_of_tree(text)


def test_a_proof_is_the_one_that_tlog_scales_makes_of_the_tiles_but_for_the_extra_line(
    log: Log, tmp_path: Path
):
    folder = tmp_path / "tiles"
    update(folder, [row.leaf for row in log.rows], log.head, origin("default"))
    for seq in range(SIZE):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            scales.cmd_gen_proof(scales.build_parser().parse_args(["gen-proof", str(folder), str(seq)]))
        lines = log.proof(seq).split("\n")
        assert lines.pop(1).startswith("extra ")
        assert "\n".join(lines) == printed.getvalue()


def test_tlog_scales_checks_what_a_proof_holds(log: Log):
    before, _, note = log.proof(6).partition("\n\n")
    checkpoint = ScalesCheckpoint.from_text(note)
    path = [base64.b64decode(line) for line in before.split("\n")[3:]]
    InclusionProof(6, checkpoint.size, path).check(log.hashes[6], checkpoint.root_hash)
    before, _, note = log.growth(5).partition("\n\n")
    path = [base64.b64decode(line) for line in before.split("\n")[1:]]
    ConsistencyProof(5, SIZE, path).check(log.root_at(5), ScalesCheckpoint.from_text(note).root_hash)


def test_every_changed_character_of_a_proof_is_noticed(log: Log):
    text = log.proof(5)
    assert log.head.note in text
    for at, was in enumerate(text):
        for other in ("A" if was != "A" else "B", "\n" if was != "\n" else " ", ""):
            changed = text[:at] + other + text[at + 1 :]
            if changed == text:
                continue  # one of two equal neighbours left out, such as a letter twice
            with pytest.raises(IntegrityError, match="proof"):
                verify_proof(changed, log.key)
            with pytest.raises(IntegrityError, match="proof"):
                verify_proof(changed)


def test_every_changed_character_of_a_proof_of_growth_is_noticed(log: Log):
    text = log.growth(5)
    for at, was in enumerate(text):
        for other in ("A" if was != "A" else "B", "\n" if was != "\n" else " ", ""):
            changed = text[:at] + other + text[at + 1 :]
            if changed != text:
                with pytest.raises(IntegrityError, match="proof"):
                    verify_tree(changed, 5, log.root_at(5), log.key)


def test_lines_that_are_left_out_doubled_or_swapped_are_noticed(log: Log):
    chance = random.Random(3)
    for text, check in (
        (log.proof(5), verify_proof),
        (log.growth(5), lambda text: verify_tree(text, 5, log.root_at(5), log.key)),
    ):
        lines = text.split("\n")
        for _ in range(300):
            changed = list(lines)
            at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
            match chance.randrange(4):
                case 0:
                    changed.pop(at)
                case 1:
                    changed.insert(at, lines[other])
                case 2:
                    changed[at], changed[other] = changed[other], changed[at]
                case _:
                    changed = changed[:at]
            if changed != lines and changed.count(lines[-2]) < 2:  # a note may hold a signature twice
                with pytest.raises(IntegrityError, match="proof"):
                    check("\n".join(changed))


def test_a_proof_of_another_key_is_refused(log: Log):
    text = log.proof(5)
    for other in (Verifier(log.key.name, bytes(32)), Verifier("else", log.key.public)):
        with pytest.raises(IntegrityError, match="another key"):
            verify_proof(text, other)


def test_a_log_that_somebody_signed_himself_shows_only_in_its_key(log: Log):
    mallory = Signer(log.key.name, b"m" * 32)
    text = of_record(
        log.rows[5], log.path(5), sign(log.head.note.split("\n\n")[0] + "\n", mallory), mallory.verifier
    )
    assert verify_proof(text).key == mallory.verifier != log.key
    with pytest.raises(IntegrityError, match="another key"):
        verify_proof(text, log.key)
    with pytest.raises(IntegrityError, match="checkpoint: signature: none of a known key"):
        verify_proof(spelt(log, key=mallory.verifier.encode()))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"format": "guard-audit/proof/v2"}, "not as"),
        ({"more": 1}, "not as"),
        ({"format": None}, "expected format"),
        ({"header": None}, "expected format"),
        ({"leaf": None}, "expected format"),
        ({"key": None}, "expected format"),
        ({"key": "x"}, "expected format"),
        ({"key": 1}, "expected format"),
        ({"header": 1}, "expected format"),
        ({"header": "\u00e9"}, "expected format"),
        ({"leaf": 1}, "expected format"),
        ({"leaf": "x"}, "expected format"),
        ({"leaf": "00"}, "not a header and its leaf"),
        ({"header": "{}"}, "not a header and its leaf"),
        ({"leaf": "00" * 114}, "not a header and its leaf"),
    ],
)
def test_extra_data_that_are_not_as_they_are_written(log: Log, changes: dict[str, object], reason: str):
    with pytest.raises(IntegrityError, match=reason):
        verify_proof(spelt(log, **changes))


def test_a_leaf_and_a_header_of_two_records_do_not_go_together(log: Log):
    one, other = log.rows[5], log.rows[6]
    for changes in ({"leaf": other.leaf.hex()}, {"header": other.hdr.decode()}):
        with pytest.raises(IntegrityError, match="the leaf is not that of the header"):
            verify_proof(spelt(log, **changes))
    for at in range(len(one.leaf)):
        leaf = one.leaf[:at] + bytes([one.leaf[at] ^ 1]) + one.leaf[at + 1 :]
        with pytest.raises(IntegrityError, match=r"leaf|not in the tree"):
            verify_proof(spelt(log, leaf=leaf.hex()))


def test_a_record_at_another_place_or_of_another_log_is_refused(log: Log):
    lines = log.proof(5).split("\n")
    moved = "\n".join(["index 6" if line == "index 5" else line for line in lines])
    with pytest.raises(IntegrityError, match="another place"):
        verify_proof(moved)
    row = log.rows[5]
    key = Verifier(origin("other"), log.key.public)
    with pytest.raises(IntegrityError, match="another log"):
        verify_proof(of_record(row, log.path(5), log.head.note, key))
    with pytest.raises(IntegrityError, match="not in the tree"):
        verify_proof(of_record(row, log.path(6), log.head.note, log.key))


def test_a_checkpoint_of_another_log_is_refused(log: Log):
    signer = Signer(log.key.name, b"m" * 32)
    text = log.head.note.split("\n\n")[0].replace(log.key.name, origin("other")) + "\n"
    with pytest.raises(IntegrityError, match="checkpoint: of another log"):
        verify_proof(of_record(log.rows[5], log.path(5), sign(text, signer), signer.verifier))


def test_every_older_tree_is_proved_to_be_the_beginning(log: Log):
    for old in range(1, SIZE + 1):
        text = log.growth(old)
        assert is_of_tree(text)
        assert verify_tree(text, old, log.root_at(old), log.key).root == log.root


def test_an_older_tree_of_another_size_root_or_key_is_refused(log: Log):
    for old in range(1, SIZE):
        text = log.growth(old)
        with pytest.raises(IntegrityError, match="another size"):
            verify_tree(text, old + 1, log.root_at(old), log.key)
        with pytest.raises(IntegrityError, match="not the beginning"):
            verify_tree(text, old, log.root_at(old + 1), log.key)
        with pytest.raises(IntegrityError, match="signature"):
            verify_tree(text, old, log.root_at(old), Verifier(log.key.name, bytes(32)))
        with pytest.raises(IntegrityError, match="of an older tree"):
            verify_tree(log.proof(old), old, log.root_at(old), log.key)
        with pytest.raises(IntegrityError, match="expected"):
            verify_proof(text)


def test_cosignatures_do_not_disturb(log: Log):
    cosigned = log.head.note + sign("x\n", Signer("witness.example/w1", bytes(32))).partition("\n\n")[2]
    row = log.rows[5]
    assert verify_proof(of_record(row, log.path(5), cosigned, log.key), log.key).raw == row.hdr


@pytest.mark.parametrize(
    "text", ["", "\n\n", "c2sp.org/tlog-proof@v1\n\n", "old 1\n\n", "old x\n\n\n", "x" * 300_000]
)
def test_what_is_no_proof_is_refused(text: str, log: Log):
    assert len(text) < LONGEST or "x" * 100 in text
    with pytest.raises(IntegrityError, match="proof"):
        verify_proof(text)
    with pytest.raises(IntegrityError, match="proof"):
        verify_tree(text, 1, bytes(32), log.key)


@given(st.text(max_size=200), st.sampled_from(["", "c2sp.org/tlog-proof@v1\n", "old 1\n"]))
def test_arbitrary_text_is_refused_without_another_error(text: str, first: str):
    with pytest.raises(IntegrityError, match="proof"):
        verify_proof(first + text)
    with pytest.raises(IntegrityError, match="proof"):
        verify_tree(first + text, 1, bytes(32), Verifier("log", bytes(32)))


def test_the_longest_header_fits_into_a_proof(log: Log):
    row = log.rows[5]
    header = json.loads(row.hdr)
    header["findings"] = [
        {
            "type": "T" * 64,
            "category": "c" * 64,
            "severity": 7,
            "n": 2**53 - 1,
            "detector": "d" * 64,
            "score_milli": 1000,
        }
    ] * 256
    header["kids"] = [["0" * 16] * 500]
    raw = json.dumps(header, separators=(",", ":"), sort_keys=True).encode()
    assert parse_header(raw).encode() == raw
    long = Row(row.tenant, row.seq, row.rid, row.kind, row.ts, raw, row.leaf)
    assert len(of_record(long, log.path(5), log.head.note, log.key)) < LONGEST
