"""What a record owes to those before it, rule by rule: good ones pass, and each fault has its name."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from audit import facts
from audit.events import (
    KIND_CODE,
    Access,
    Decision,
    Erasure,
    Event,
    FindingSummary,
    Flag,
    Gap,
    Hold,
    PolicyChange,
    RingChange,
    Rotation,
    Verdict,
)
from audit.merkle import Frontier, leaf_hash
from audit.note import Signer
from audit.open import PrivateKey
from audit.record import Header
from audit.ring import Recipient, Ring
from audit.rules import ACCESS_S, DAY_S, NOT_AT_HAND, VERDICT_S, Check, Log, Recovery, follow, retention
from audit.signing import origin
from audit.statements import UNSIGNED, signed_by

START = 1_700_000_000
TENANT = "default"
ANA, BEN, EVE = (PrivateKey("x25519", bytes([number]) * 32) for number in (1, 2, 3))
NAMES = {ANA.kid: "ana", BEN.kid: "ben", EVE.kid: "eve"}
K0, K1, STRANGER = (Signer(origin(TENANT), bytes([number]) * 32) for number in range(3))
SUBJECT, HOLD = "0" * 32, "1" * 32


def signer(key: PrivateKey) -> Signer:
    return key.signer(NAMES[key.kid])


def ring_of(version: int, *active: PrivateKey, retired: PrivateKey | None = None, **more: object) -> Ring:
    members = [Recipient("x25519", key.public, NAMES[key.kid], signer(key).verifier.public) for key in active]
    if retired is not None:
        public = signer(retired).verifier.public
        members.append(Recipient("x25519", retired.public, NAMES[retired.kid], public, "retired"))
    approvers = tuple(signer(key).verifier for key in active)
    fields = {"tenant": TENANT, "approvers": approvers} | more
    return Ring(version, suite="x25519", groups=(tuple(members),), **fields)


FIRST = ring_of(1, ANA, BEN)
SECOND = ring_of(2, BEN, retired=ANA)
THIRD = ring_of(3, ANA, BEN)
RINGS = {ring.digest: ring for ring in (FIRST, SECOND, THIRD)}
FLAG = Flag("prompt", "whole", "redact", (FindingSummary("X", "", 1, 1, "x", 1),), "ab" * 32)


def leaf_of(event: Event) -> bytes:
    """Stand in for a leaf: the rules ask only of which kind it is."""
    return bytes([1, KIND_CODE[event.kind]])


BEGUN = Frontier().append(leaf_hash(bytes([1, 9]))).append(leaf_hash(bytes([1, 5])))
"""The tree of a log of its first key and its first ring."""


class Walk:
    """A log that grows here, record by record, with what the rules say of each."""

    def __init__(self, rings: dict[str, Ring] | None = None) -> None:
        self.log = Log()
        self.rings = RINGS if rings is None else rings
        self.found: list[tuple[Check, str]] = []

    def add(self, event: Event, ring: Ring = FIRST, ts: int = START, **more: object) -> set[Check]:
        header = Header(TENANT, event, self.log.size, f"{self.log.size:032x}", ts, ring.digest, **more)
        self.log.grow(leaf_of(event))
        self.found = list(follow(facts.read(header.encode()), self.log, self.rings))
        return {kind for kind, _ in self.found}


@pytest.fixture
def walk() -> Walk:
    """A log of its first key and its first ring."""
    made = Walk()
    assert made.add(Rotation(K0.verifier.public.hex(), 0)) == set()
    assert made.add(RingChange(1)) == set()
    return made


def access(key: PrivateKey = ANA, at: int = START, **changes: object) -> Access:
    asked = Access(SUBJECT, NAMES[key.kid], "review", at, UNSIGNED)
    return replace(signed_by(asked, TENANT, signer(key)), **changes)


def verdict(key: PrivateKey = ANA, at: int = START, **changes: object) -> Verdict:
    given = Verdict(SUBJECT, NAMES[key.kid], "true_positive", at, UNSIGNED)
    return replace(signed_by(given, TENANT, signer(key)), **changes)


def erasure(key: PrivateKey = ANA, **changes: object) -> Erasure:
    asked = Erasure("record", 1, "ab" * 32, "request", NAMES[key.kid])
    return replace(signed_by(asked, TENANT, signer(key)), **changes)


def retained(reason: str = "ttl-30", **changes: object) -> Erasure:
    return replace(Erasure("time", 1, "ab" * 32, reason, "retention"), **changes)


def hold(state: str = "placed", first: PrivateKey = ANA, second: PrivateKey = BEN, **changes: object) -> Hold:
    names = (NAMES[first.kid], NAMES[second.kid])
    event = Hold(HOLD, state, 0, START, START + DAY_S, "case", *names, UNSIGNED, UNSIGNED)
    event = replace(event, **changes)
    said = event.statement(TENANT)
    return replace(event, sig=signer(first).sign(said).hex(), sig2=signer(second).sign(said).hex())


def rotation(
    by: Signer, key: Signer = K1, number: int = 1, officer: str = "", of: Frontier = BEGUN, **changes: object
) -> Rotation:
    event = Rotation(key.verifier.public.hex(), number, UNSIGNED, officer, of.size, of.root().hex())
    event = replace(event, **changes)
    return replace(event, sig=by.sign(event.statement(TENANT)).hex())


def test_the_tree_is_that_of_the_frontier():
    log, tree = Log(), Frontier()
    for number in range(70):
        log.grow(bytes([number]))
        tree = tree.append(leaf_hash(bytes([number])))
        assert log.tree == tree


@pytest.mark.parametrize(
    "event", [FLAG, access(), verdict(), erasure(), hold(), Gap(3, 1, 2, "rollback"), PolicyChange("ab" * 32)]
)
def test_a_good_record_of_each_kind_passes(walk: Walk, event: Event):
    assert walk.add(event) == set()


def test_gaps_are_counted(walk: Walk):
    assert walk.add(Gap(12, 1, 2, "rollback")) == set()
    assert walk.add(Gap(3, 1, 2, "lost")) == set()
    assert (walk.log.gaps, walk.log.missing) == (2, 15)


SIGNED = [
    access(sig="00" * 64),
    access(sig=access(BEN).sig),
    access(at=START + 1, sig=access().sig),
    access(purpose="other"),
    access(officer="ben"),
    access(EVE),
    verdict(sig="00" * 64),
    verdict(sig=verdict(BEN).sig),
    verdict(verdict="false_positive"),
    verdict(EVE),
    erasure(sig=""),
    erasure(sig=erasure(BEN).sig),
    erasure(rids="cd" * 32),
    erasure(n=2),
    erasure(EVE),
    replace(hold(), sig="00" * 64),
    replace(hold(), sig2=hold().sig),
    replace(hold(), sig=hold().sig2, sig2=hold().sig),
    replace(hold(), expires=START),
    hold(first=EVE),
    hold(second=EVE),
    rotation(K0, officer="ana"),
    rotation(signer(BEN), officer="ana"),
    rotation(signer(EVE), officer="eve"),
]


@pytest.mark.parametrize("event", SIGNED)
def test_what_its_officers_did_not_sign_so_is_found(walk: Walk, event: Event):
    assert walk.add(event) == {Check.SIGNATURE}


@pytest.mark.parametrize(
    "event", [access(), verdict(), erasure(), hold(), rotation(signer(ANA), officer="ana")]
)
def test_without_the_ring_no_signature_counts(event: Event):
    walk = Walk({})
    walk.add(Rotation(K0.verifier.public.hex(), 0))
    assert walk.add(RingChange(1)) == set()
    assert walk.add(event) == {Check.SIGNATURE}
    assert walk.found[0][1] == NOT_AT_HAND
    assert walk.add(FLAG) == set()


@pytest.mark.parametrize("event", [access(), verdict(), erasure(), hold()])
def test_a_signature_for_another_tenant_does_not_count(walk: Walk, event: Event):
    theirs = event.statement("other")
    changes = {name: signer(key).sign(theirs).hex() for name, key in (("sig", ANA), ("sig2", BEN))}
    fields = {name: value for name, value in changes.items() if hasattr(event, name)}
    assert walk.add(replace(event, **fields)) == {Check.SIGNATURE}


def test_a_ring_of_another_tenant_gives_nobody_a_say():
    other = ring_of(1, ANA, BEN, tenant="other")
    walk = Walk({other.digest: other})
    walk.add(Rotation(K0.verifier.public.hex(), 0), other)
    assert walk.add(RingChange(1), other) == {Check.RING}
    assert walk.add(access(), other) == {Check.SIGNATURE}


@pytest.mark.parametrize(("make", "most"), [(access, ACCESS_S), (verdict, VERDICT_S)])
def test_a_signature_of_another_time_is_found(walk: Walk, make: Callable[..., Event], most: int):
    for apart in (-most, most):
        assert walk.add(make(at=START + apart)) == set()
    for apart in (-most - 1, most + 1, -START):
        assert walk.add(make(at=START + apart)) == {Check.SIGNATURE}
        assert walk.found[0][1] == "signed at another time"


def test_a_retired_officer_has_no_say_and_the_ring_of_before_does_not_help(walk: Walk):
    assert walk.add(access(ANA)) == set()
    assert walk.add(RingChange(2, FIRST.digest), SECOND) == set()
    assert walk.add(access(ANA), SECOND) == {Check.SIGNATURE}
    assert walk.add(access(ANA), FIRST) == {Check.RING}
    assert walk.add(access(BEN), SECOND) == set()


@pytest.mark.parametrize("days", ["1", "30", "3650"])
def test_a_retention_time_names_its_days_and_needs_no_ring(days: str):
    walk = Walk({})
    walk.add(Rotation(K0.verifier.public.hex(), 0))
    walk.add(RingChange(1))
    assert walk.add(retained(f"ttl-{days}")) == set()
    assert retention(retained(f"ttl-{days}")) == int(days)


@pytest.mark.parametrize(
    "event",
    [retained(each) for each in ("ttl-0", "ttl-3651", "ttl-030", "ttl-", "ttl-30d", "TTL-30", "age")]
    + [retained(scope="record"), retained(scope="subject"), retained(sig=erasure().sig)],
)
def test_a_retention_time_that_is_none_is_found(walk: Walk, event: Erasure):
    assert walk.add(event) == {Check.ERASURE}
    assert retention(event) is None


def decision(
    step: str,
    key: PrivateKey = ANA,
    subject: str = HOLD,
    digest: str = "de" * 32,
    at: int = START,
    **changes: object,
) -> Decision:
    event = Decision("exception", subject, digest, step, NAMES[key.kid], at, UNSIGNED)
    return replace(signed_by(event, TENANT, signer(key)), **changes)


def test_what_is_requested_can_be_approved_and_ended(walk: Walk):
    assert walk.add(decision("requested")) == set()
    assert walk.add(decision("approved", BEN)) == set()
    assert walk.add(decision("revoked", ANA)) == set()
    assert walk.add(decision("requested", BEN, subject="2" * 32)) == set()


@pytest.mark.parametrize(
    ("events", "problem"),
    [
        ([decision("requested"), decision("requested", BEN)], Check.DECISION),
        ([decision("approved", BEN)], Check.DECISION),
        ([decision("revoked", BEN)], Check.DECISION),
        ([decision("requested"), decision("approved", ANA)], Check.DECISION),
        ([decision("requested"), decision("approved", BEN, digest="ad" * 32)], Check.DECISION),
        ([decision("requested"), decision("revoked"), decision("approved", BEN)], Check.DECISION),
        ([decision("requested", at=START - ACCESS_S - 1)], Check.SIGNATURE),
        ([decision("requested", sig="00" * 64)], Check.SIGNATURE),
        ([decision("requested", EVE)], Check.SIGNATURE),
        ([decision("requested"), decision("approved", EVE)], Check.SIGNATURE),
    ],
)
def test_steps_out_of_turn_are_found(walk: Walk, events: list[Decision], problem: Check):
    for event in events[:-1]:
        assert walk.add(event) == set()
    assert walk.add(events[-1]) == {problem}


def test_a_hold_is_in_force_until_it_is_lifted_or_expires(walk: Walk):
    assert walk.add(hold()) == set()
    assert [each.hold for each in walk.log.holds(START)] == [HOLD]
    assert walk.log.holds(START + DAY_S) == []
    assert walk.add(hold("lifted")) == set()
    assert walk.log.holds(START) == []


def test_a_hold_is_placed_once_and_lifted_once_after_that(walk: Walk):
    assert walk.add(hold("lifted")) == {Check.HOLD}
    assert walk.add(hold()) == set()
    assert walk.add(hold()) == {Check.HOLD}
    assert walk.add(hold("lifted")) == set()
    assert walk.add(hold("lifted")) == {Check.HOLD}
    assert walk.add(hold()) == {Check.HOLD}
    assert walk.log.holds(START) == []
    assert walk.add(hold(hold="2" * 32)) == set()


def test_policies_follow_each_other(walk: Walk):
    one, two, three = ("ab" * 32, "cd" * 32, "ef" * 32)
    assert walk.add(PolicyChange(one, two)) == {Check.POLICY}
    assert walk.add(PolicyChange(two, one)) == set()
    assert walk.add(PolicyChange(three)) == {Check.POLICY}
    assert walk.add(PolicyChange(one, two)) == {Check.POLICY}
    assert walk.add(PolicyChange(two, one)) == set()


def test_a_log_begins_with_its_key_and_then_its_ring():
    walk = Walk()
    assert walk.add(FLAG) == {Check.ROTATION, Check.RING}
    walk = Walk()
    walk.add(Rotation(K0.verifier.public.hex(), 0))
    assert walk.log.ahead == FIRST.digest
    assert walk.add(FLAG) == {Check.RING}
    walk = Walk()
    walk.add(Rotation(K0.verifier.public.hex(), 0))
    assert walk.add(RingChange(2), SECOND) == {Check.RING}


@pytest.mark.parametrize(
    ("event", "ring"),
    [
        (RingChange(2), SECOND),
        (RingChange(2, THIRD.digest), SECOND),
        (RingChange(1, FIRST.digest), SECOND),
        (RingChange(3, FIRST.digest), SECOND),
        (RingChange(1, FIRST.digest), FIRST),
        (RingChange(2, FIRST.digest), FIRST),
    ],
)
def test_a_ring_that_does_not_follow_the_one_before_is_found(walk: Walk, event: RingChange, ring: Ring):
    assert walk.add(event, ring) == {Check.RING}


def test_an_old_ring_is_not_put_back(walk: Walk):
    assert walk.add(RingChange(2, FIRST.digest), SECOND) == set()
    assert walk.add(RingChange(3, SECOND.digest), FIRST) == {Check.RING}
    walk = Walk({})
    walk.add(Rotation(K0.verifier.public.hex(), 0))
    walk.add(RingChange(1))
    walk.add(RingChange(2, FIRST.digest), SECOND)
    assert walk.add(RingChange(3, SECOND.digest), FIRST) == {Check.RING}


@pytest.mark.parametrize("event", [FLAG, access(), Gap(1, 2, 3, "lost"), PolicyChange("ab" * 32)])
def test_a_record_under_a_ring_that_the_log_does_not_name_is_found(walk: Walk, event: Event):
    assert Check.RING in walk.add(event, THIRD)


BODY = {
    "suite": "x25519",
    "kids": (("01" * 8,),),
    "blen": 256,
    "share": "ab" * 32,
    "com": "cd" * 32,
}


def test_what_was_spooled_keeps_the_ring_of_then(walk: Walk):
    kept = replace(FLAG, level="redacted")
    assert walk.add(RingChange(2, FIRST.digest), SECOND) == set()
    assert walk.add(kept, FIRST, spooled=True, **BODY) == set()
    assert walk.add(FLAG, FIRST) == set()
    assert walk.add(kept, FIRST, **BODY) == {Check.RING}
    assert walk.add(kept, THIRD, spooled=True, **BODY) == {Check.RING}
    assert walk.add(Gap(1, 2, 3, "lost"), FIRST) == {Check.RING}
    assert walk.add(kept, SECOND, spooled=True, **BODY) == set()


def test_a_ring_that_came_and_went_while_the_store_was_away_is_known_by_what_admins_signed(walk: Walk):
    kept = replace(FLAG, level="redacted")
    assert walk.add(RingChange(3, FIRST.digest), THIRD) == set()
    for event, more in ((Gap(1, 2, 3, "lost"), {}), (kept, BODY), (access(BEN), {})):
        assert Check.RING in walk.add(event, SECOND, **more)
    assert walk.add(kept, SECOND, spooled=True, **BODY) == set()
    assert walk.add(FLAG, SECOND) == set()


def test_a_ring_that_is_not_at_hand_or_of_another_tenant_is_not_known_so():
    other = replace(SECOND, tenant="other")
    for rings in ({}, {SECOND.digest: other}):
        walk = Walk(rings)
        walk.add(Rotation(K0.verifier.public.hex(), 0))
        walk.add(RingChange(1))
        walk.add(RingChange(3, FIRST.digest), THIRD)
        kept = replace(FLAG, level="redacted")
        assert walk.add(kept, SECOND, spooled=True, **BODY) == {Check.RING}


@pytest.mark.parametrize("changes", [{"since": 1}, {"until": START - 1}, {"expires": START + 1}])
def test_a_hold_is_lifted_on_the_terms_on_which_it_was_placed(walk: Walk, changes: dict[str, int]):
    assert walk.add(hold()) == set()
    assert walk.add(hold("lifted", **changes)) == {Check.HOLD}


def test_a_new_key_may_stand_before_the_new_ring_of_its_batch_only(walk: Walk):
    assert walk.add(rotation(K0), SECOND) == set()
    assert walk.add(RingChange(2, FIRST.digest), SECOND) == set()
    assert walk.log.ahead == ""
    assert walk.add(rotation(K1, K0, 2, of=walk.log.tree), FIRST) == {Check.RING}
    assert walk.add(rotation(K0, K1, 3, of=walk.log.tree), THIRD) == set()
    assert walk.add(FLAG, SECOND) == {Check.RING}
    assert walk.add(FLAG, SECOND) == set()


@pytest.mark.parametrize(
    "event",
    [
        rotation(K1),
        rotation(STRANGER),
        rotation(signer(ANA)),
        rotation(K0, number=2),
        Rotation(K1.verifier.public.hex(), 0),
        replace(rotation(K0), key=STRANGER.verifier.public.hex()),
        replace(rotation(K0, officer="ana"), officer=""),
    ],
)
def test_a_key_that_the_one_before_did_not_name_is_found(walk: Walk, event: Rotation):
    assert walk.add(event) == {Check.ROTATION}


@pytest.mark.parametrize(
    "changes",
    [
        {"root": "ab" * 32},
        {"size": 1},
        {"size": 3},
        {"size": 1, "root": Frontier().append(leaf_hash(bytes([1, 9]))).root().hex()},
        {"size": 3, "root": BEGUN.append(leaf_hash(bytes([1, 9]))).root().hex()},
    ],
)
def test_a_key_of_other_records_than_those_before_it_is_found(walk: Walk, changes: dict[str, object]):
    assert walk.add(rotation(K0, **changes)) == {Check.ROTATION}
    assert walk.found == [(Check.ROTATION, "not of the records before it")]
    other = Walk()
    other.add(Rotation(K0.verifier.public.hex(), 0))
    other.add(RingChange(1))
    assert other.add(rotation(signer(ANA), officer="ana", **changes)) == {Check.ROTATION}
    assert other.found == walk.found


@pytest.mark.parametrize("records", range(9))
def test_a_key_stands_for_however_many_records_come_before_it(walk: Walk, records: int):
    for _ in range(records):
        walk.add(FLAG)
    assert walk.add(rotation(K0, of=walk.log.tree)) == set()
    assert walk.add(rotation(K1, K0, 2, of=BEGUN)) == {Check.ROTATION}


def test_keys_are_followed(walk: Walk):
    assert walk.add(rotation(K0)) == set()
    assert (walk.log.first, walk.log.key, walk.log.rotations) == (K0.verifier, K1.verifier, 2)
    assert walk.log.recovered == []


def test_an_approver_names_the_next_key_where_the_one_before_is_lost(walk: Walk):
    assert walk.add(rotation(signer(ANA), officer="ana")) == set()
    assert (walk.log.key, walk.log.recovered) == (K1.verifier, [Recovery("ana", 2)])
    assert walk.add(rotation(K1, K0, 2, of=walk.log.tree)) == set()


def test_a_recovery_that_nobody_may_order_is_not_counted(walk: Walk):
    assert walk.add(rotation(signer(EVE), officer="eve")) == {Check.SIGNATURE}
    assert walk.add(rotation(signer(ANA), K0, 5, "ana", walk.log.tree)) == {Check.ROTATION}
    assert walk.log.recovered == [Recovery("ana", 3)]
