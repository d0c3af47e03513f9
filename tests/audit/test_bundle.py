"""A log in one file: it verifies as it was written, and not after any change that changes what it says."""

import json
import random  # noqa: TID251 - seeded
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from audit.bundle import FORMAT, Verified, lines, verify_bundle
from audit.erasure import erasure
from audit.errors import IntegrityError
from audit.events import KIND_CODE, Event, FindingSummary, Flag, Gap, RingChange, Rotation
from audit.log import AuditLog
from audit.merkle import Frontier, leaf, leaf_hash
from audit.note import Signer, sign
from audit.open import PrivateKey
from audit.record import Header, Record
from audit.ring import Ring
from audit.signing import origin, signed
from audit.statements import UNSIGNED, signed_by
from audit.store.rows import Head, Row
from audit.store.sqlite import SqliteStore
from audit.verify import verify

START = 1_700_000_000
OTHER = Signer("other", b"o" * 32)
TENANT = "default"


@dataclass
class Built:
    """A log made here, of any events, so that it can also be one that no honest writer makes."""

    tenant: str = TENANT
    signer: Signer = field(default_factory=lambda: Signer(origin(TENANT), bytes(range(32))))
    tree: Frontier = field(default_factory=Frontier)
    rows: list[Row] = field(default_factory=list)

    def add(self, event: Event, **more: Any) -> None:
        seq = len(self.rows)
        rid = sha256(f"rid {seq}".encode()).hexdigest()[:32]
        header = Header(
            more.pop("tenant", self.tenant), event, more.pop("seq", seq), rid, START, "cd" * 32, **more
        )
        made = leaf(KIND_CODE[header.kind], bytes.fromhex(rid), header.encode(), b"")
        self.rows.append(Row(self.tenant, seq, rid, str(header.kind), START, header.encode(), made))
        self.tree = self.tree.append(leaf_hash(made))

    def rotate(self, by: Signer | None, number: int, seed: int = 0, of: Frontier | None = None) -> None:
        following = Signer(origin(self.tenant), bytes([seed]) * 32)
        event = Rotation(following.verifier.public.hex(), 0)
        if number:
            tree = of or self.tree
            event = Rotation(event.key, number, UNSIGNED, size=tree.size, root=tree.root().hex())
        if by:
            event = replace(event, sig=by.sign(event.statement(self.tenant)).hex())
        self.add(event)
        self.signer = following

    def lines(self, *, key: str = "", note: str = "") -> list[str]:
        head = Head(self.tree, note or signed(self.tree, self.signer))
        return list(
            lines(
                self.tenant, self.rows, head, key or Signer(origin(self.tenant), bytes(32)).verifier.encode()
            )
        )


def built(*events: Event) -> Built:
    log = Built()
    log.rotate(None, 0)
    log.add(RingChange(1))
    for event in events:
        log.add(event)
    return log


def bundle_of(path: Path, *notes: str, tenant: str = TENANT) -> list[str]:
    report = dict(verify(path).logs)
    with closing(SqliteStore.read(path)) as store:
        first = report[tenant].first
        assert first is not None
        return list(lines(tenant, store.in_order(tenant), store.head(tenant), first.encode(), notes))


@dataclass(frozen=True)
class Real:
    """A bundle of a log with rotations, accesses and an erasure, and the note after each record."""

    path: Path
    bundle: tuple[str, ...]
    notes: tuple[str, ...]
    ring: Ring
    ring_note: str


@pytest.fixture
def real(
    tmp_path: Path,
    log_at: Callable[..., AuditLog],
    record: Callable[..., Record],
    access: Callable[..., Record],
    officer: Signer,
    rings: Callable[..., Ring],
    keys: Callable[..., PrivateKey],
) -> Real:
    ring = rings((keys("x25519"),))
    ring_note = sign(f"{ring.encode().decode()}\n", officer)
    now = [START]
    path = tmp_path / "audit.sqlite"
    log = log_at(path, clock=lambda: now[0], timeout=20)
    receipts = []
    for number in range(12):
        now[0] += 1000
        tokens = (sha256(f"{number}".encode()).digest()[:10],) if number % 2 else ()
        receipts.append(log.append_sync(record(f"CANARY {number}".encode(), tokens=tokens)))
        receipts.append(log.append_sync(access(receipts[-1].rid, at=now[0])))
    rids = [receipts[2].rid, receipts[6].rid]
    event = signed_by(erasure(rids, "record", "request", officer.name), TENANT, officer)
    receipts.append(log.erase_sync(event, rids))
    receipts.append(log.append_sync(record(b"", level="none")))
    log.close()
    notes = tuple(each.note for each in receipts)
    return Real(path, tuple(bundle_of(path, ring_note)), notes, ring, ring_note)


@pytest.fixture
def small() -> list[str]:
    """Five records, one of them a rotation signed by the key before it."""
    finding = FindingSummary("EMAIL_ADDRESS", "", 4, 2, "email", 950)
    log = built(Flag("prompt", "whole", "redact", (finding,), "ab" * 32, "m"))
    log.rotate(log.signer, 1, 1)
    log.add(Gap(1, 2, 3, "lost"))
    return log.lines()


def accepted(written: list[str]) -> Verified | None:
    """Return what a bundle proved; None where it is refused in the one way that it may be."""
    try:
        return verify_bundle(iter(written))
    except IntegrityError:
        return None


def refused(written: list[str], match: str | None = None) -> None:
    with pytest.raises(IntegrityError, match=match):
        verify_bundle(written)


def members(line: str, **changes: Any) -> str:
    return json.dumps(json.loads(line) | changes, sort_keys=True)


def read(written: list[str]) -> list[dict[str, Any]]:
    """What is read of a bundle: not how it is spaced, nor in which case its hashes are written.

    `origin` is left out, see `test_another_origin_is_refused`, and so is who signed the rings, which is
    asked for with admins only.
    """
    found = [json.loads(line) for line in written]
    for each in found[1:]:
        each["leaf"] = bytes.fromhex(each["leaf"])
    found[0]["key"] = found[0]["key"].strip()
    found[0].pop("origin")
    found[0]["rings"] = [note.partition("\n")[0] for note in found[0]["rings"]]
    return found


def test_the_bundle_of_a_real_log_verifies(real: Real):
    ((_, log),) = verify(real.path).logs
    assert log.first is not None
    assert log.rotations > 2
    assert log.erased == 2
    found = verify_bundle(real.bundle)
    assert (found.tenant, found.key, found.rings) == (TENANT, log.first.encode(), 1)
    assert (found.log.tree, found.log.key, found.log.rotations) == (log.tree, log.key, log.rotations)
    assert len(real.bundle) == log.tree.size + 1
    assert verify_bundle(f"{line}\n" for line in real.bundle) == found


def test_what_is_erased_later_changes_nothing_in_older_bundles(
    real: Real, log_at: Callable[..., AuditLog], officer: Signer
):
    before = real.bundle
    with closing(SqliteStore.read(real.path)) as store:
        rid = next(row.rid for row in store.erasable(TENANT))
    log = log_at(real.path, clock=lambda: START + 12_000, timeout=20)
    event = signed_by(erasure([rid], "record", "request", officer.name), TENANT, officer)
    log.erase_sync(event, [rid])
    log.close()
    after = bundle_of(real.path, real.ring_note)
    assert after[1 : len(before)] == list(before[1:])
    assert verify_bundle(before).log.size + 1 == verify_bundle(after).log.size


def test_neither_body_nor_share_nor_token_is_in_it(real: Real):
    text = "\n".join(real.bundle)
    with closing(SqliteStore.read(real.path)) as store:
        kept = list(store.erasable(TENANT))
        secret = [store.share(row.rid).hex() for row in kept] + [
            store.sealed(row.rid)[-40:].hex() for row in kept
        ]
        secret += [token.hex() for row in kept for token in store.tokens(row.rid)]
    assert len(secret) > 20
    assert "CANARY" not in text
    assert not [each for each in secret if each in text]


def test_a_small_bundle_verifies(small: list[str]):
    found = verify_bundle(small)
    assert (found.tenant, found.log.size, found.rings) == (TENANT, 5, 0)
    assert json.loads(small[0])["format"] == FORMAT == "guard-audit/bundle/v1"


def test_an_older_bundle_is_one_of_a_smaller_log(real: Real):
    """Its tree is a prefix; only a receipt or a note from elsewhere tells that there is more."""
    for seq, note in enumerate(real.notes[:3]):
        tree = Frontier()
        for line in real.bundle[1 : seq + 4]:
            tree = tree.append(leaf_hash(bytes.fromhex(json.loads(line)["leaf"])))
        first = members(real.bundle[0], size=tree.size, root=tree.root().hex(), note=note)
        assert verify_bundle([first, *real.bundle[1 : seq + 4]]).log.size == seq + 3


@pytest.mark.parametrize("kind", ["other", "case", "gone", "more"])
def test_every_change_of_one_character_is_refused_or_changes_nothing_that_is_read(
    small: list[str], kind: str
):
    generator = random.Random(1)
    expected, said = verify_bundle(small), read(small)
    taken = 0
    for at, line in enumerate(small):
        for place, letter in enumerate(line):
            other = {
                "other": chr((ord(letter) - 32 + generator.randrange(1, 95)) % 95 + 32),
                "case": letter.swapcase(),
                "gone": "",
                "more": letter + generator.choice('0aA" ,}\\'),
            }[kind]
            if other == letter:
                continue
            changed = [*small]
            changed[at] = line[:place] + other + line[place + 1 :]
            found = accepted(changed)
            if found is not None:
                taken += 1
                assert read(changed) == said, (at, place, other)
                assert found == expected
    assert taken < 400


def test_every_dropped_line_is_refused(real: Real):
    for at in range(len(real.bundle)):
        refused([*real.bundle[:at], *real.bundle[at + 1 :]])


def test_every_doubled_line_is_refused(real: Real):
    for at, line in enumerate(real.bundle):
        refused([*real.bundle[: at + 1], line, *real.bundle[at + 1 :]])


def test_every_two_swapped_lines_are_refused(small: list[str], real: Real):
    for bundle in (small, list(real.bundle)):
        for at in range(len(bundle) - 1):
            changed = [*bundle]
            changed[at], changed[at + 1] = changed[at + 1], changed[at]
            refused(changed)
    generator = random.Random(2)
    for _ in range(100):
        one, other = generator.sample(range(1, len(real.bundle)), 2)
        changed = list(real.bundle)
        changed[one], changed[other] = changed[other], changed[one]
        refused(changed)


def test_a_bundle_cut_at_any_line_is_refused(real: Real):
    for end in range(len(real.bundle)):
        refused(list(real.bundle[:end]))


def test_a_bundle_cut_within_any_line_is_refused(small: list[str]):
    for at, line in enumerate(small):
        for end in range(len(line)):
            refused([*small[:at], line[:end]])
            if end % 10 == 0:
                refused([*small[:at], line[:end], *small[at + 1 :]], "truncated|expected|not")


def test_lines_of_another_kind_are_refused(small: list[str]):
    for at in range(len(small) + 1):
        for line in ("", "{}", "null", "[]", "1", '"x"', small[0], "[" * 100_000, "9" * 5000):
            refused([*small[:at], line, *small[at:]])


def test_a_line_of_another_log_is_refused(small: list[str], real: Real):
    for at in range(1, len(small)):
        changed = [*small]
        changed[at] = real.bundle[at]
        refused(changed)


def test_another_tenant_is_refused(small: list[str]):
    for tenant in ("other", "", "Default", 1, None, [TENANT], {TENANT: 1}):
        refused([members(small[0], tenant=tenant), *small[1:]])


def test_a_record_of_another_tenant_is_refused():
    log = built()
    log.add(Gap(1, 0, 0, "lost"), tenant="other")
    refused(log.lines(), "record 2: missing, or of another log")


def test_the_key_of_another_log_is_refused(small: list[str]):
    for key in (
        Signer(origin(TENANT), b"x" * 32),
        Signer("elsewhere", bytes(32)),
        Signer(origin("other"), bytes(32)),
    ):
        refused([members(small[0], key=key.verifier.encode()), *small[1:]], "key")
    for value in ("", "x", "a+b+c", None, 1, [], {}, ["x"]):
        refused([members(small[0], key=value), *small[1:]], "key")


def test_a_log_that_another_key_signed_from_the_start_shows_its_key(small: list[str]):
    """Whoever forges a whole log can do so with another key only, which is what an auditor compares."""
    forged = Built()
    forged.rotate(None, 0, 9)
    forged.add(RingChange(1))
    forged.add(Gap(1, 2, 3, "lost"))
    key = forged.signer.verifier.encode()
    assert verify_bundle(forged.lines(key=key)).key == key != verify_bundle(small).key
    refused(forged.lines(), "not the key that the bundle names")


def test_every_older_note_is_refused(real: Real):
    for note in real.notes[:-1]:
        refused([members(real.bundle[0], note=note), *real.bundle[1:]], "bundle")
    assert accepted([members(real.bundle[0], note=real.notes[-1]), *real.bundle[1:]])


def test_a_note_by_a_key_that_was_replaced_is_refused():
    log = built()
    old = log.signer
    log.rotate(old, 1, 1)
    assert accepted(log.lines())
    refused(log.lines(note=signed(log.tree, old)), "none of a known key")


def test_a_note_of_another_tree_or_origin_is_refused():
    log, other = built(Gap(1, 0, 0, "lost")), built(Gap(2, 0, 0, "lost"))
    refused(log.lines(note=signed(other.tree, log.signer)), "another tree")
    elsewhere = Signer(origin("other"), log.signer.seed)
    refused(log.lines(note=signed(log.tree, elsewhere)), "known key")


@pytest.mark.parametrize("name", ["size", "root", "note", "format"])
def test_members_of_the_first_line_that_are_not_its_own_are_refused(small: list[str], name: str):
    said = json.loads(small[0])[name]
    for value in (None, [], {}, "", "x", -1, 0, 1, 5, 4.5, "4", f"{said} ", f"{said}"[:-1], [said]):
        if value != said:
            refused([members(small[0], **{name: value}), *small[1:]])


@pytest.mark.parametrize("at", [0, 1])
def test_one_key_more_or_less_is_refused(small: list[str], at: int):
    for name in json.loads(small[at]):
        lacking = {key: value for key, value in json.loads(small[at]).items() if key != name}
        refused([*small[:at], json.dumps(lacking), *small[at + 1 :]], "expected the keys")
    refused([*small[:at], members(small[at], more=1), *small[at + 1 :]], "expected the keys")


@pytest.mark.parametrize(
    "value", [None, 1, [], {}, "", "x", "00", "0" * 228, "\u00e9", "\u2028", "\x00", "{}"]
)
@pytest.mark.parametrize("name", ["hdr", "leaf"])
def test_what_is_no_header_and_no_leaf_is_refused(small: list[str], name: str, value: Any):
    for at in range(1, len(small)):
        refused([*small[:at], members(small[at], **{name: value}), *small[at + 1 :]], f"record {at - 1}")


def rung(real: Real, *notes: str) -> list[str]:
    """The bundle of a log with other rings in it."""
    return [members(real.bundle[0], rings=list(notes)), *real.bundle[1:]]


def noted(ring: Ring, *signers: Signer) -> str:
    return sign(f"{ring.encode().decode()}\n", *signers)


def test_what_officers_signed_needs_the_ring_of_then(real: Real):
    refused(rung(real), "its ring is not in the bundle")
    other = replace(real.ring, version=2)
    refused(rung(real, noted(other)), "its ring is not in the bundle")


def test_a_ring_that_the_log_does_not_name_is_refused(real: Real):
    refused(rung(real, real.ring_note, noted(replace(real.ring, version=2))), "does not name")


def test_a_ring_is_there_once_as_written_and_of_this_tenant(real: Real):
    refused(rung(real, real.ring_note, real.ring_note), "one twice")
    refused(rung(real, noted(replace(real.ring, tenant="acme"))), "another tenant")
    spaced = json.dumps(json.loads(real.ring.encode()), sort_keys=True)
    refused(rung(real, sign(f"{spaced}\n", OTHER)), "not as written")


@pytest.mark.parametrize(
    "value", [None, {}, "x", 1, [1], [None], [[]], [""], ["x"], ["{}\n"], ["[" * 100_000]]
)
def test_what_is_no_list_of_rings_is_refused(small: list[str], value: Any):
    refused([members(small[0], rings=value), *small[1:]], "bundle: rings")


def test_a_ring_counts_with_the_word_of_every_admin_who_is_given(real: Real, officer: Signer):
    both = rung(real, noted(real.ring, officer, OTHER))
    for admins in ((), (officer.verifier,), (OTHER.verifier,), (officer.verifier, OTHER.verifier)):
        assert verify_bundle(both, admins).rings == 1
    for admins in ((OTHER.verifier,), (officer.verifier, OTHER.verifier)):
        with pytest.raises(IntegrityError, match=r"rings: signature|not signed by every admin"):
            verify_bundle(real.bundle, admins)
    forged = real.ring_note.replace(real.ring_note[-12:-4], "AAAAAAAA")
    with pytest.raises(IntegrityError, match="bundle: rings: signature"):
        verify_bundle(rung(real, forged), (officer.verifier,))


def test_another_origin_is_refused(small: list[str]):
    for value in ("guard-audit/" + "0" * 32, "", None):
        refused([members(small[0], origin=value), *small[1:]])


@pytest.mark.parametrize("name", ["key", "note"])
def test_a_lone_surrogate_is_refused(small: list[str], name: str):
    said = json.loads(small[0])[name]
    refused([members(small[0], **{name: "\ud800" + said}), *small[1:]])


@pytest.mark.parametrize("name", ["tenant", "root", "format", "hdr", "leaf"])
def test_a_lone_surrogate_elsewhere_is_refused(small: list[str], name: str):
    at = 0 if name in json.loads(small[0]) else 1
    said = json.loads(small[at])[name]
    refused([*small[:at], members(small[at], **{name: f"{said}\ud800"}), *small[at + 1 :]])


def test_a_log_that_does_not_begin_with_its_key_is_refused():
    log = Built()
    log.add(RingChange(1))
    log.add(Gap(1, 0, 0, "lost"))
    refused(log.lines(), "does not begin with its key")
    refused(Built().lines()[1:], "bundle")


def test_a_log_that_names_no_ring_is_refused():
    log = Built()
    refused(log.lines(), "ends before the log names its key and its ring")
    log.rotate(None, 0)
    refused(log.lines(), "ends before the log names its key and its ring")
    log.add(Gap(1, 0, 0, "lost"))
    refused(log.lines(), "record 1: the rotation before it names a ring that is not in force")


def test_rotations_that_no_honest_log_has_are_refused():
    def after(number: int, by: Signer | None) -> list[str]:
        log = built(Gap(1, 0, 0, "lost"))
        log.rotate(by, number, 7)
        return log.lines()

    first = Signer(origin(TENANT), bytes(32))
    assert accepted(after(1, first))
    refused(after(1, Signer(origin(TENANT), b"x" * 32)), "not signed by the key before it")
    refused(after(1, Signer(origin(TENANT), bytes([7]) * 32)), "not signed by the key before it")
    refused(after(1, None), "not signed by the key before it")
    refused(after(2, first), "a rotation before this one is missing")
    refused(after(0, None), "a rotation before this one is missing")


def test_a_rotation_signed_for_another_tenant_is_refused():
    log = built()
    by, key = log.signer, Signer("x", b"7" * 32).verifier.public.hex()
    statement = Rotation(key, 1, UNSIGNED, size=2, root=log.tree.root().hex())
    log.add(replace(statement, sig=by.sign(statement.statement("other")).hex()))
    refused(log.lines(), "not signed by the key before it")


def test_a_rotation_of_other_records_than_those_before_it_is_refused():
    def after(of: Callable[[Frontier], Frontier]) -> list[str]:
        log = built(Gap(1, 0, 0, "lost"))
        log.rotate(log.signer, 1, 7, of(log.tree))
        return log.lines()

    assert accepted(after(lambda tree: tree))
    of_others = "record 3: not of the records before it"
    refused(after(lambda tree: built(Gap(2, 0, 0, "lost")).tree), of_others)
    refused(after(lambda tree: built().tree), of_others)
    refused(after(lambda tree: tree.append(leaf_hash(b""))), of_others)


@pytest.mark.parametrize("by", [0, 7])
def test_who_holds_the_key_rewrites_nothing_before_it_and_everything_after_it(by: int):
    """Rewritten from the start with the key in force alone, and the rotation too when `by` is this key."""

    def of(before: int, after: int, rewritten: bool = False) -> list[str]:
        log = built(Gap(before, 0, 0, "lost"))
        signer = Signer(origin(TENANT), bytes([by if rewritten else 0]) * 32)
        log.rotate(signer, 1, 7, None if rewritten and by else built(Gap(1, 0, 0, "lost")).tree)
        log.add(Gap(after, 0, 0, "lost"))
        return log.lines()

    assert accepted(of(1, 1))
    refused(of(2, 1, rewritten=True), "not signed by the key" if by else "not of the records before it")
    assert accepted(of(1, 2))  # no record tells: only a receipt or a bundle kept elsewhere does


def test_a_wrong_place_in_the_log_is_refused():
    for seq in (0, 1, 3):
        log = built()
        log.add(Gap(1, 0, 0, "lost"), seq=seq)
        refused(log.lines(), "record 2: missing, or of another log")


def test_a_leaf_of_another_header_is_refused():
    log = built(Gap(1, 0, 0, "lost"))
    row = log.rows[2]
    for kind, rid, header, sealed, index in (
        (KIND_CODE[Gap.kind], row.rid, row.hdr[:-1], b"", b""),
        (KIND_CODE[Flag.kind], row.rid, row.hdr, b"", b""),
        (KIND_CODE[Gap.kind], "0" * 32, row.hdr, b"", b""),
        (KIND_CODE[Gap.kind], row.rid, row.hdr, b"body", b""),
        (KIND_CODE[Gap.kind], row.rid, row.hdr, b"", b"i" * 32),
    ):
        forged = built()
        made = leaf(kind, bytes.fromhex(rid), header, sealed, index)
        forged.rows.append(replace(row, leaf=made))
        forged.tree = forged.tree.append(leaf_hash(made))
        refused(forged.lines(), "record 2: the leaf is not that of the header")


def mangled(generator: random.Random, bundle: list[str], other: list[str]) -> list[str]:  # noqa: C901 - a table of ways
    changed = [*bundle]
    for _ in range(generator.randrange(1, 4)):
        at = generator.randrange(len(changed))
        line = changed[at]
        place = generator.randrange(len(line) + 1)
        match generator.randrange(9):
            case 0:
                changed[at] = line[:place] + chr(generator.randrange(32, 127)) + line[place + 1 :]
            case 1:
                changed[at] = line[:place] + generator.choice("0aA \"',}\\\u00e9\x00") + line[place:]
            case 2:
                changed[at] = line[:place] + line[place + generator.randrange(1, 40) :]
            case 3:
                del changed[at]
            case 4:
                changed.insert(generator.randrange(len(changed) + 1), line)
            case 5:
                generator.shuffle(changed)
            case 6:
                changed = changed[: at + 1]
            case 7:
                changed[at] = generator.choice(other)
            case _:
                said = json.loads(bundle[at % len(bundle)])
                name = generator.choice(sorted(said))
                value = generator.choice([None, 0, 1, "", [], {}, "0" * 64, True, 2**70, 1.5, "\u2028", name])
                changed[at] = json.dumps(said | {name: value})
        if not changed:
            return changed
    return changed


def test_a_thousand_bundles_that_were_tampered_with(real: Real, small: list[str]):
    generator = random.Random(3)
    pairs = [
        (list(real.bundle[:]), small, verify_bundle(real.bundle)),
        (small, list(real.bundle), verify_bundle(small)),
    ]
    refusals = 0
    for number in range(1000):
        bundle, other, expected = pairs[number % 2]
        changed = mangled(generator, bundle, other)
        found = accepted(changed)
        if found is None:
            refusals += 1
        else:
            assert read(changed) == read(bundle)
            assert found == expected
    assert refusals > 900


def test_lines_are_written_one_at_a_time():
    log, taken = built(*[Gap(1, 0, 0, "lost")] * 5), []

    def rows() -> Iterator[Row]:
        for row in log.rows:
            taken.append(row.seq)
            yield row

    written = lines(TENANT, rows(), Head(log.tree, "note"), "key")
    assert taken == []
    next(written)
    assert taken == []
    for seq in range(7):
        next(written)
        assert taken == list(range(seq + 1))


def test_lines_are_read_one_at_a_time_and_no_further_than_the_first_wrong_one():
    bundle, taken = built(*[Gap(1, 0, 0, "lost")] * 50).lines(), []
    bundle[20] = members(bundle[20], leaf="00")

    def source() -> Iterator[str]:
        for at, line in enumerate(bundle):
            taken.append(at)
            yield line

    with pytest.raises(IntegrityError, match="record 19"):
        verify_bundle(source())
    assert taken == list(range(21))


@pytest.mark.slow
def test_memory_does_not_grow_with_the_log():
    peaks, sizes = [], []
    for records in (200, 2000):
        bundle = built(*[Gap(1, 0, 0, "lost")] * records).lines()
        tracemalloc.start()
        try:
            verify_bundle(line[:] for line in bundle)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
        sizes.append(sum(map(len, bundle)))
    assert sizes[1] > 1_000_000
    assert peaks[1] < peaks[0] + 50_000
