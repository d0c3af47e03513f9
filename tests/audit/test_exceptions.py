"""Exceptions count with their requester's word and that of two approvers, in their time, and never otherwise."""

import base64
import json
import os
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import RingError, WaiverError
from audit.events import MAX_EXCEPTIONS, PolicyChange
from audit.exceptions import (
    DAY_S,
    FOLDER,
    LONGEST_DAYS,
    MOST_FILES,
    Refused,
    Signed,
    Waiver,
    Why,
    approved,
    covering,
    judged,
    kept,
    load,
    parse,
    read,
    requested,
    revocation,
)
from audit.note import Signer, Verifier, sign
from audit.open import PrivateKey
from audit.ring import Recipient, Ring

START = 1_700_000_000
ID = "ab" * 16
NAMES = ("ana", "bea", "bob", "cleo", "eve")
KEYS = {name: PrivateKey("x25519", sha256(name.encode()).digest()) for name in NAMES}
ANA, BEA, BOB, CLEO, EVE = (KEYS[name].signer(name) for name in NAMES)
WAIVER = Waiver(
    ID, "default", "original", ("hate", "violence"), "research", "T-1", "ana", START, START + 30 * DAY_S
)


def ring(*approvers: Signer, readers: tuple[str, ...] = ("ana",), tenant: str = "default") -> Ring:
    """A ring whose readers approve nothing, unless they are named as approvers too."""
    group = tuple(
        Recipient("x25519", KEYS[name].public, name, KEYS[name].signer(name).verifier.public)
        for name in readers
    )
    return Ring(1, tenant, "x25519", (group,), approvers=tuple(each.verifier for each in approvers))


RING = ring(BEA, BOB, CLEO)


def note_of(waiver: Waiver, *signers: Signer) -> str:
    return sign(f"{waiver.encode().decode()}\n", *signers)


GOOD = note_of(WAIVER, ANA, BEA, BOB)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / FOLDER).mkdir()
    return tmp_path


def put(place: Path, note: str | bytes = GOOD, name: str = f"{ID}.json") -> Path:
    path = place / FOLDER / name
    path.write_bytes(note if isinstance(note, bytes) else note.encode())
    return path


def why(place: Path, now: float = START, floor: float = 0, in_force: Ring = RING) -> Why:
    """Load the one exception there is, which must be refused."""
    counting, refused = load(place, in_force, now, floor)
    assert counting == ()
    (found,) = refused
    assert found.detail
    return found.why


def test_one_who_asks_and_two_who_approve(place: Path):
    put(place)
    assert load(place, RING, START, 0) == ((WAIVER,), ())


def test_no_folder_is_no_exception(tmp_path: Path):
    assert load(tmp_path, RING, START, 0) == ((), ())


@pytest.mark.parametrize(
    ("signers", "reason"),
    [
        ((BEA, BOB), Why.REQUESTER),
        ((ANA,), Why.APPROVALS),
        ((ANA, BEA), Why.APPROVALS),
        ((ANA, BEA, BEA), Why.APPROVALS),
        ((ANA, BEA, EVE), Why.APPROVALS),
        ((ANA, ANA), Why.APPROVALS),
        ((EVE,), Why.SIGNATURE),
    ],
)
def test_too_few_signatures_count_for_nothing(place: Path, signers: tuple[Signer, ...], reason: Why):
    put(place, note_of(WAIVER, *signers))
    assert why(place) is reason


def test_three_approvers_are_as_good_as_two_and_strangers_are_passed_over(place: Path):
    put(place, note_of(WAIVER, EVE, CLEO, BOB, ANA, BEA))
    assert load(place, RING, START, 0) == ((WAIVER,), ())


def test_the_requester_is_never_one_of_the_two(place: Path):
    put(place, note_of(WAIVER, ANA, BEA))
    assert why(place, in_force=ring(ANA, BEA, BOB)) is Why.APPROVALS


def test_one_person_under_two_names_is_one_approver(place: Path):
    """No ring holds one key under two names; a second name that it does not have counts nothing."""
    for again in (Signer("bella", BEA.seed), Signer("anna", ANA.seed)):
        with pytest.raises(RingError, match="one signing key under two names"):
            ring(BEA, again)
        put(place, note_of(WAIVER, ANA, BEA, again))
        assert why(place, in_force=ring(BEA, BOB)) is Why.APPROVALS


def test_an_approver_may_be_the_requester_of_another_ones_approval(place: Path):
    put(place, note_of(replace(WAIVER, requester="bea"), BEA, BOB, CLEO))
    assert len(load(place, RING, START, 0)[0]) == 1


def test_who_has_left_the_ring_signs_nothing_any_more(place: Path):
    put(place)
    assert why(place, in_force=ring(BEA, CLEO)) is Why.APPROVALS
    assert why(place, in_force=ring(BEA, BOB, readers=("eve",))) is Why.REQUESTER


def test_an_approver_with_another_key_has_not_signed(place: Path):
    put(place)
    assert why(place, in_force=ring(Signer("bea", EVE.seed), BOB)) is Why.APPROVALS


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (START - 1, Why.EARLY),
        (START, None),
        (START + 30 * DAY_S - 1, None),
        (START + 30 * DAY_S, Why.EXPIRED),
        (START + 400 * DAY_S, Why.EXPIRED),
    ],
)
def test_its_time_begins_and_ends(place: Path, now: int, reason: Why | None):
    put(place)
    if reason is None:
        assert load(place, RING, now, now)[0] == (WAIVER,)
    else:
        assert why(place, now, now) is reason


@pytest.mark.parametrize(
    ("floor", "fine"), [(START + 160, True), (START + 161, False), (START + DAY_S, False)]
)
def test_a_clock_behind_the_log_is_not_believed(place: Path, floor: int, fine: bool):
    put(place)
    if fine:
        assert load(place, RING, START + 100, floor)[0] == (WAIVER,)
    else:
        assert why(place, START + 100, floor) is Why.CLOCK


def test_of_another_tenant(place: Path):
    put(place, note_of(replace(WAIVER, tenant="acme"), ANA, BEA, BOB))
    assert why(place) is Why.TENANT


def test_under_another_name_it_is_none(place: Path):
    put(place, name=f"{'cd' * 16}.json")
    assert why(place) is Why.MALFORMED


@pytest.mark.parametrize("name", ["x.json", f"{ID}0.json", f"{ID.upper()}.json", "a\x1b[31m.json", "é.json"])
def test_what_is_named_otherwise_is_told_without_its_controls(place: Path, name: str):
    put(place, name=name)
    (found,) = load(place, RING, START, 0)[1]
    assert found.why is Why.MALFORMED
    assert found.id.isprintable()
    assert found.id.isascii()


def test_hidden_and_other_files_are_passed_over(place: Path):
    for name in (f".{ID}.json.0011", f"{ID}.txt", f".{ID}.json", "README"):
        put(place, name=name)
    assert load(place, RING, START, 0) == ((), ())


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"{}", b"{}\n\n", GOOD.encode()[:-1], b"x" * 70_000, b"[" * 60_000 + b"\n\n\n"],
    ids=["empty", "not UTF-8", "no note", "no signature", "cut", "long", "deep"],
)
def test_a_damaged_file_counts_for_nothing(place: Path, content: bytes):
    put(place, content)
    assert why(place) in (Why.MALFORMED, Why.UNREADABLE)


def test_what_is_not_a_file_is_not_waited_for(place: Path):
    os.mkfifo(place / FOLDER / f"{ID}.json")
    assert why(place) is Why.UNREADABLE
    (place / FOLDER / f"{ID}.json").unlink()
    (place / FOLDER / f"{ID}.json").mkdir()
    assert why(place) is Why.UNREADABLE


def test_a_folder_that_is_a_file_is_told(tmp_path: Path):
    (tmp_path / FOLDER).write_text("x")
    assert why(tmp_path) is Why.UNREADABLE


def test_every_changed_character_of_the_text_is_noticed(place: Path):
    for at in range(len(WAIVER.encode())):
        put(place, GOOD[:at] + ("x" if GOOD[at] != "x" else "y") + GOOD[at + 1 :])
        assert why(place) in (Why.MALFORMED, Why.SIGNATURE, Why.TENANT, Why.REQUESTER)


@pytest.mark.parametrize(
    "changes",
    [
        {"until": WAIVER.until + DAY_S},
        {"categories": ()},
        {"categories": ("hate", "sexual", "violence")},
        {"grants": "none"},
        {"since": START - DAY_S},
    ],
)
def test_a_widened_exception_is_a_forgery(place: Path, changes: dict[str, object]):
    signatures = GOOD.rpartition("\n\n")[2]
    put(place, f"{replace(WAIVER, **changes).encode().decode()}\n\n{signatures}")
    assert why(place, START + 1) is Why.SIGNATURE


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": "ab"}, "id"),
        ({"tenant": ""}, "tenant"),
        ({"grants": "everything"}, "grants"),
        ({"grants": ["original"]}, "grants"),
        ({"categories": ("violence", "hate")}, "categories"),
        ({"categories": ("hate", "hate")}, "categories"),
        ({"categories": ("a hate",)}, "categories"),
        ({"categories": (7,)}, "categories"),
        ({"categories": tuple(f"c{number:02}" for number in range(33))}, "categories"),
        ({"reason": ""}, "reason"),
        ({"reason": "because she asked"}, "reason"),
        ({"ticket": "a b"}, "ticket"),
        ({"requester": "../ana"}, "requester"),
        ({"since": -1}, "since"),
        ({"since": True}, "since"),
        ({"until": START}, "until"),
        ({"until": START + LONGEST_DAYS * DAY_S + 1}, "until"),
        ({"until": START + 91 * DAY_S}, "until"),
        ({"until": 2**53}, "until"),
        ({"until": float(START + 1)}, "until"),
    ],
)
def test_a_field_out_of_its_format_is_named(changes: dict[str, object], field: str):
    with pytest.raises(WaiverError, match=f"^{field}: "):
        replace(WAIVER, **changes)


def test_ninety_days_are_allowed(place: Path):
    longest = replace(WAIVER, until=START + LONGEST_DAYS * DAY_S)
    put(place, note_of(longest, ANA, BEA, BOB))
    assert load(place, RING, longest.until - 1, 0)[0] == (longest,)


def test_a_file_that_says_ninety_one_days_counts_for_nothing(place: Path):
    members = json.loads(WAIVER.encode()) | {"until": START + 91 * DAY_S}
    text = json.dumps(members, sort_keys=True, separators=(",", ":"))
    put(place, sign(f"{text}\n", ANA, BEA, BOB))
    (found,) = load(place, RING, START, 0)[1]
    assert (found.why, found.detail) == (Why.MALFORMED, "until: expected after since, by at most 90 days")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw.replace(",", ", ", 1),
        lambda raw: raw.replace("{", '{"extra":1,', 1),
        lambda raw: raw.replace('"ticket":"T-1",', "", 1),
        lambda raw: raw.replace('"id"', '"id":"00","id"', 1),
        lambda raw: raw.replace("/v2", "/v1", 1),
        lambda raw: raw.replace(f":{START},", f":{START}.0,", 1),
        lambda raw: raw.replace('["hate","violence"]', '"hate"', 1),
        lambda raw: f" {raw}",
        lambda raw: "null",
        lambda raw: "[]",
    ],
)
def test_one_spelling_only(spoil: Callable[[str], str]):
    raw = WAIVER.encode().decode()
    assert parse(raw) == WAIVER
    assert spoil(raw) != raw
    with pytest.raises(WaiverError):
        parse(spoil(raw))


RELAX = Waiver(
    id=ID,
    tenant="default",
    grants="relax",
    categories=(),
    reason="support-desk",
    ticket="",
    requester="ana",
    since=START,
    until=START + 7 * DAY_S,
    labels=("EMAIL_ADDRESS", "hate"),
    directions=("completion", "prompt"),
    apps=("desk",),
    routes=("chat",),
    to="annotate",
)


def test_to_relax_one_approver_is_enough_and_none_is_not(place: Path):
    assert parse(RELAX.encode().decode()) == RELAX
    put(place, note_of(RELAX, ANA))
    assert why(place) is Why.APPROVALS
    put(place, note_of(RELAX, ANA, BEA))
    assert load(place, RING, START, 0) == ((RELAX,), ())


@pytest.mark.parametrize("grants", ["original", "none", "async"])
def test_for_all_else_one_approver_is_too_few(place: Path, grants: str):
    put(place, note_of(replace(WAIVER, grants=grants), ANA, BEA))
    assert why(place) is Why.APPROVALS


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        (note_of(replace(RELAX, requester="bea"), BEA), Why.APPROVALS),
        (note_of(RELAX, BEA), Why.REQUESTER),
        (note_of(RELAX, ANA, EVE), Why.APPROVALS),
        (note_of(replace(RELAX, tenant="acme"), ANA, BEA), Why.TENANT),
        (note_of(replace(RELAX, id="cd" * 16), ANA, BEA), Why.MALFORMED),
        (note_of(RELAX, ANA, BEA).replace('"annotate"', '"allow"'), Why.SIGNATURE),
        (note_of(RELAX, ANA, BEA).replace('["chat"]', "[]"), Why.SIGNATURE),
        (note_of(RELAX, ANA, BEA).replace('"hate"', '"sexual/minors"'), Why.MALFORMED),
    ],
)
def test_nothing_is_relaxed_by_halves(place: Path, note: str, reason: Why):
    put(place, note)
    assert why(place) is reason


def test_what_is_relaxed_ends_with_its_time_and_never_counts_with_a_doubtful_clock(place: Path):
    put(place, note_of(RELAX, ANA, BEA))
    assert why(place, now=RELAX.until) is Why.EXPIRED
    assert why(place, now=START + 10, floor=START + 71) is Why.CLOCK
    assert why(place, now=START - 1) is Why.EARLY


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"labels": ("sexual/minors",)}, "never relaxed"),
        ({"labels": ("hate", "sexual/minors")}, "never relaxed"),
        ({"labels": ()}, "at least one of each"),
        ({"labels": ("hate", "EMAIL_ADDRESS")}, "sorted, each once"),
        ({"labels": ("hate", "hate")}, "sorted, each once"),
        ({"labels": ("*",)}, "labels"),
        ({"labels": tuple(f"E{n:02}" for n in range(33))}, "at most 32"),
        ({"directions": ()}, "at least one of each"),
        ({"directions": ("both",)}, "at least one of each"),
        ({"to": ""}, "expected one of allow, annotate, redact"),
        ({"to": "block"}, "expected one of allow, annotate, redact"),
        ({"categories": ("hate",)}, "expected labels"),
        ({"apps": ("two words",)}, "apps"),
        ({"routes": ("",)}, "routes"),
        ({"reason": ""}, "reason"),
        ({"until": START + 91 * DAY_S}, "90 days"),
        ({"grants": "original"}, "only to relax"),
        ({"grants": "weaken"}, "grants"),
    ],
)
def test_a_scope_that_is_none_is_refused_when_asked_for_and_when_read(changes: dict[str, object], said: str):
    with pytest.raises(WaiverError, match=said):
        replace(RELAX, **changes)  # type: ignore[arg-type]
    members = json.loads(RELAX.encode()) | {
        name: list(value) if isinstance(value, tuple) else value for name, value in changes.items()
    }
    with pytest.raises(WaiverError, match=said):
        parse(json.dumps(members, sort_keys=True, separators=(",", ":")))


@pytest.mark.parametrize("changes", [{"labels": ("hate",)}, {"apps": ("desk",)}, {"to": "allow"}])
def test_what_grants_something_else_relaxes_nothing(changes: dict[str, object]):
    with pytest.raises(WaiverError, match="only to relax"):
        replace(WAIVER, **changes)  # type: ignore[arg-type]


CODES = st.from_regex(r"[A-Za-z0-9._:/-]{1,20}", fullmatch=True)


@given(
    waiver=st.builds(
        Waiver,
        id=st.binary(min_size=16, max_size=16).map(bytes.hex),
        tenant=st.just("default"),
        grants=st.sampled_from(["original", "none", "async"]),
        categories=st.sets(CODES, max_size=4).map(sorted).map(tuple),
        reason=CODES,
        ticket=st.one_of(st.just(""), CODES),
        requester=st.just("ana"),
        since=st.just(START),
        until=st.integers(START + 1, START + LONGEST_DAYS * DAY_S),
    )
)
def test_what_is_written_is_read(waiver: Waiver):
    assert parse(waiver.encode().decode()) == waiver
    found = read(note_of(waiver, ANA, BEA, CLEO), waiver.id, RING)
    assert isinstance(found, Signed)
    assert (found.waiver, found.requested, found.approvers) == (waiver, True, ("bea", "cleo"))


def test_the_log_can_name_it():
    assert WAIVER.digest == sha256(WAIVER.encode()).hexdigest()
    assert PolicyChange("00" * 32, "", (WAIVER.digest,)).exceptions == (WAIVER.digest,)


def signed(*signers: Signer, in_force: Ring = RING) -> Signed:
    found = read(note_of(WAIVER, *signers), ID, in_force)
    assert isinstance(found, Signed)
    return found


def test_it_is_asked_for_and_approved_one_by_one():
    found = read(requested(WAIVER, ANA), ID, RING)
    for number, signer in enumerate((BEA, BOB)):
        assert isinstance(found, Signed)
        refused = judged(found, START, 0)
        assert refused is not None
        assert (refused.why, refused.detail) == (Why.APPROVALS, f"waits for approval by {2 - number} more")
        found = read(approved(found, signer, RING), ID, RING)
    assert isinstance(found, Signed)
    assert judged(found, START, 0) is None
    assert found.note == GOOD


@pytest.mark.parametrize(
    ("signer", "in_force", "said"),
    [
        (ANA, ring(ANA, BEA, BOB), "four eyes"),
        (Signer("anna", ANA.seed), RING, "not an approver"),
        (BEA, RING, "approved it already"),
        (EVE, RING, "not an approver"),
        (Signer("bob", EVE.seed), RING, "not an approver"),
        (BOB, ring(BEA, CLEO), "not an approver"),
    ],
)
def test_who_may_not_approve(signer: Signer, in_force: Ring, said: str):
    with pytest.raises(WaiverError, match=said):
        approved(signed(ANA, BEA, in_force=in_force), signer, in_force)


def test_nobody_asks_in_anothers_name():
    with pytest.raises(WaiverError, match="requester"):
        requested(WAIVER, BEA)


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (revocation(ID, "default", START, BEA), "revoked by bea"),
        (revocation(ID, "default", START, ANA), "revoked by ana"),
        (revocation(ID, "default", START, EVE), "revoked, by nobody who signed"),
        (revocation(ID, "acme", START, BEA), "revoked, by nobody who signed"),
        (revocation("cd" * 16, "default", START, BEA), "revoked, by nobody who signed"),
        (sign('{"officer":["bea"]}\n', BEA), "revoked, by nobody who signed"),
        (sign("[]\n", BEA), "revoked, by nobody who signed"),
        ("", "revoked, by nobody who signed"),
    ],
)
def test_a_revoked_one_counts_no_more_whoever_revoked_it(place: Path, note: str, said: str):
    put(place)
    put(place, note, f"{ID}.revoked")
    assert why(place) is Why.REVOKED
    (found,) = load(place, RING, START, 0)[1]
    assert (found.detail, found.waiver) == (said, WAIVER)


def test_a_directory_or_a_dangling_link_revokes_too(place: Path):
    put(place)
    (place / FOLDER / f"{ID}.revoked").symlink_to(place / "nowhere")
    assert why(place) is Why.REVOKED
    (place / FOLDER / f"{ID}.revoked").unlink()
    (place / FOLDER / f"{ID}.revoked").mkdir()
    assert why(place) is Why.REVOKED


def test_what_cannot_be_read_is_revoked_by_name(place: Path):
    put(place, b"damaged")
    put(place, revocation(ID, "default", START, BEA), f"{ID}.revoked")
    assert why(place) is Why.REVOKED


def test_another_ones_revocation_revokes_nothing(place: Path):
    put(place)
    put(place, revocation("cd" * 16, "default", START, BEA), f"{'cd' * 16}.revoked")
    assert load(place, RING, START, 0) == ((WAIVER,), ())


def test_a_bad_one_takes_no_good_one_along(place: Path):
    put(place)
    put(place, b"damaged", f"{'00' * 16}.json")
    counting, refused = load(place, RING, START, 0)
    assert counting == (WAIVER,)
    assert [each.id for each in refused] == ["00" * 16]


def test_no_more_count_than_the_log_can_name(place: Path):
    for number in range(MAX_EXCEPTIONS + 2):
        waiver = replace(WAIVER, id=f"{number:032x}")
        put(place, note_of(waiver, ANA, BEA, BOB), f"{waiver.id}.json")
    counting, refused = load(place, RING, START, 0)
    assert len(counting) == MAX_EXCEPTIONS
    assert [each.why for each in refused] == [Why.SURPLUS] * 2


def test_a_full_folder_is_not_read_to_its_end(place: Path):
    for number in range(MOST_FILES + 1):
        put(place, b"", f"{number:032x}.json")
    found = kept(place, RING)
    assert len(found) == MOST_FILES + 1
    assert isinstance(found[-1], Refused)
    assert found[-1].why is Why.SURPLUS


def test_every_category_has_to_be_covered():
    hate, rest = replace(WAIVER, categories=("hate",)), replace(WAIVER, id="cd" * 16, categories=())
    assert covering([hate], "original", ["hate"]) == (hate,)
    assert covering([hate], "original", ["violence"]) == ()
    assert covering([hate], "original", ["hate", "violence"]) == ()
    assert covering([hate, rest], "original", ["hate", "violence"]) == (hate, rest)
    assert covering([rest], "original", ["hate", "violence"]) == (rest,)
    assert covering([hate, rest], "none", ["hate"]) == ()
    assert covering([hate, rest], "original", []) == ()
    assert covering([], "original", ["hate"]) == ()


@given(data=st.data())
def test_a_flipped_bit_never_makes_more_of_it(data: st.DataObject):
    """Whatever is flipped in the file, what counts is what was signed, or nothing."""
    raw = bytearray(GOOD.encode())
    at = data.draw(st.integers(0, 8 * len(raw) - 1))
    raw[at // 8] ^= 1 << at % 8
    found = read(raw.decode("utf-8", "replace"), ID, RING)
    assert isinstance(found, Refused) or (found.waiver == WAIVER and judged(found, START, 0) is not None)


def test_keys_are_the_rings_and_not_the_notes(place: Path):
    """A signature line under an approver's name by a key of one's own is passed over."""
    false = Verifier("bob", EVE.verifier.public)
    line = base64.b64encode(false.id + EVE.sign(f"{WAIVER.encode().decode()}\n".encode())).decode()
    put(place, f"{note_of(WAIVER, ANA, BEA)}— bob {line}\n")
    assert why(place) is Why.APPROVALS
