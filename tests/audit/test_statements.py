"""What officers order counts with their signature, and only from those who have a say in it."""

from dataclasses import fields, replace
from typing import Any

import pytest

from audit.errors import StatementError
from audit.events import (
    Access,
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
from audit.note import Signer
from audit.open import PrivateKey
from audit.ring import Recipient, Ring
from audit.statements import RETENTION, UNSIGNED, refuse_unsigned, signed_by

TENANT = "default"
RID, DIGEST = "0f" * 16, "cd" * 32


def officer(number: int, name: str) -> tuple[PrivateKey, Signer]:
    key = PrivateKey("x25519", bytes([number]) * 32)
    return key, key.signer(name)


(ANA_KEY, ANA), (BEA_KEY, BEA), (RAY_KEY, RAY) = (
    officer(n, x) for n, x in ((1, "ana"), (2, "bea"), (3, "ray"))
)
_, BOB = officer(4, "bob")
_, CAT = officer(5, "cat")
_, EVE = officer(6, "eve")


def reader(key: PrivateKey, signer: Signer, **more: Any) -> Recipient:
    return Recipient(key.suite, key.public, signer.name, signer.verifier.public, **more)


RING = Ring(
    3,
    TENANT,
    "x25519",
    ((reader(ANA_KEY, ANA), reader(RAY_KEY, RAY, state="retired")), (reader(BEA_KEY, BEA),)),
    approvers=(ANA.verifier, BOB.verifier, CAT.verifier),
)
"""Ana reads and approves, Bea reads in a group of her own, Ray is retired, Bob and Cat only approve, Eve is nobody."""


def access(name: str = "ana") -> Access:
    return Access(RID, name, "review", 1_700_000_000, UNSIGNED, "T-1")


def verdict(name: str = "ana") -> Verdict:
    return Verdict(RID, name, "escalate", 1_700_000_000, UNSIGNED)


def erase(name: str = "ana") -> Erasure:
    return Erasure("subject", 2, DIGEST, "request", name, UNSIGNED)


def rotation(name: str = "ana") -> Rotation:
    return Rotation(DIGEST, 2, UNSIGNED, name, 9, DIGEST)


def hold(first: str = "ana", second: str = "bob") -> Hold:
    return Hold(RID, "placed", 10, 20, 30, "suit", first, second, UNSIGNED, UNSIGNED)


def signed(event: Any, *signers: Signer, tenant: str = TENANT) -> Any:
    """Sign an event, whomever it names."""
    sigs = [signer.sign(event.statement(tenant)).hex() for signer in signers]
    return replace(event, **dict(zip(("sig", "sig2"), sigs, strict=False)))


def refused(event: Event, message: str, *, tenant: str = TENANT, ring: Ring = RING) -> None:
    with pytest.raises(StatementError) as raised:
        refuse_unsigned(event, tenant, ring)
    assert str(raised.value) == message


NO_SAY = "officer: not one whom the ring in force gives a say in this"
NOT_SIGNED = "officer: did not sign this"
MADE = {"access": access, "verdict": verdict, "erase": erase, "rotate": rotation}
MAY = {
    "access": (ANA, BEA),
    "verdict": (ANA, BEA),
    "erase": (ANA, BEA, BOB),
    "rotate": (ANA, BOB, CAT),
}
MAY_NOT = {
    "access": (BOB, CAT, RAY, EVE),
    "verdict": (BOB, CAT, RAY, EVE),
    "erase": (RAY, EVE),
    "rotate": (BEA, RAY, EVE),
}


def pairs(of: dict[str, tuple[Signer, ...]]) -> list[Any]:
    return [
        pytest.param(kind, each, id=f"{kind}-{each.name}") for kind, every in of.items() for each in every
    ]


@pytest.mark.parametrize(("kind", "signer"), pairs(MAY))
def test_who_has_a_say_and_signs_is_heard(kind: str, signer: Signer):
    refuse_unsigned(signed(MADE[kind](signer.name), signer), TENANT, RING)


@pytest.mark.parametrize(("kind", "signer"), pairs(MAY_NOT))
def test_who_has_no_say_is_refused_though_the_signature_is_good(kind: str, signer: Signer):
    refused(signed(MADE[kind](signer.name), signer), NO_SAY)


@pytest.mark.parametrize("kind", MADE)
def test_nobody_signs_for_another(kind: str):
    for other in (BEA, BOB, RAY, EVE):
        refused(signed(MADE[kind]("ana"), other), NOT_SIGNED)


@pytest.mark.parametrize("kind", MADE)
def test_a_signature_that_stands_in_for_one_is_none(kind: str):
    refused(MADE[kind]("ana"), NOT_SIGNED)
    refused(replace(MADE[kind]("ana"), sig="ff" * 64), NOT_SIGNED)


def test_an_erasure_without_a_signature_is_refused():
    refused(replace(erase("ana"), sig=""), NOT_SIGNED)


@pytest.mark.parametrize("kind", MADE)
def test_a_signature_for_another_tenant_is_refused(kind: str):
    refused(signed(MADE[kind]("ana"), ANA, tenant="acme"), NOT_SIGNED)
    refused(signed(MADE[kind]("ana"), ANA), NOT_SIGNED, tenant="acme")


OTHER: dict[str, Any] = {
    "subject": "1e" * 16,
    "purpose": "other",
    "at": 1_700_000_001,
    "ticket": "T-2",
    "verdict": "true_positive",
    "scope": "tenant",
    "n": 3,
    "rids": "ce" * 32,
    "reason": "other",
    "key": "ce" * 32,
    "number": 3,
    "size": 8,
    "root": "ce" * 32,
}


@pytest.mark.parametrize("kind", MADE)
def test_every_member_is_signed(kind: str):
    event = signed(MADE[kind]("ana"), ANA)
    changed = [each.name for each in fields(event) if each.name not in ("officer", "sig")]
    assert changed
    for name in changed:
        refused(replace(event, **{name: OTHER[name]}), NOT_SIGNED)
    refused(replace(event, sig=event.sig[:-1] + ("0" if event.sig[-1] != "0" else "1")), NOT_SIGNED)


def test_a_signature_is_good_for_one_kind_only():
    """An access and a verdict of the same record: neither signature serves for the other."""
    refused(replace(verdict(), sig=signed(access(), ANA).sig), NOT_SIGNED)
    refused(replace(access(), sig=signed(verdict(), ANA).sig), NOT_SIGNED)


def test_a_hold_needs_two_approvers_and_both_signatures():
    for first, second in ((ANA, BOB), (BOB, ANA), (CAT, BOB)):
        refuse_unsigned(signed(hold(first.name, second.name), first, second), TENANT, RING)
    lifted = replace(hold(), state="lifted")
    refuse_unsigned(signed(lifted, ANA, BOB), TENANT, RING)


@pytest.mark.parametrize("name", ["bea", "ray", "eve"])
def test_a_hold_is_not_placed_by_who_does_not_approve(name: str):
    signer = {"bea": BEA, "ray": RAY, "eve": EVE}[name]
    refused(signed(hold(name, "bob"), signer, BOB), NO_SAY)
    refused(signed(hold("ana", name), ANA, signer), NO_SAY.replace("officer", "second"))


def test_a_hold_with_one_signature_or_the_two_exchanged_is_refused():
    refused(signed(hold(), ANA), "second: did not sign this")
    refused(signed(hold(), ANA, ANA), "second: did not sign this")
    refused(signed(hold(), BOB, ANA), NOT_SIGNED)
    refused(hold(), NOT_SIGNED)


def test_every_member_of_a_hold_is_signed():
    other = {"hold": "1e" * 16, "state": "lifted", "since": 11, "until": 21, "expires": 31, "reason": "other"}
    assert other.keys() | {"officer", "second", "sig", "sig2"} == hold().members().keys()
    for name, value in other.items():
        refused(replace(signed(hold(), ANA, BOB), **{name: value}), NOT_SIGNED)


def test_who_was_retired_has_no_say_and_had_one_before():
    before = replace(RING, version=2, groups=((reader(ANA_KEY, ANA), reader(RAY_KEY, RAY)), RING.groups[1]))
    event = signed(access("ray"), RAY)
    refuse_unsigned(event, TENANT, before)
    refused(event, NO_SAY)


def test_a_name_that_another_key_took_over_does_not_speak_with_the_old_one():
    old, new = officer(7, "ray")[0], officer(7, "ray")[1]
    ring = replace(RING, groups=((*RING.groups[0], reader(old, new)), RING.groups[1]))
    refuse_unsigned(signed(access("ray"), new), TENANT, ring)
    refused(signed(access("ray"), RAY), NOT_SIGNED, ring=ring)


def retention(**changes: Any) -> Erasure:
    members = {"scope": "time", "n": 2, "rids": DIGEST, "reason": "age", "officer": RETENTION} | changes
    return Erasure(**members)


def test_a_retention_time_erases_by_time_without_a_signature():
    refuse_unsigned(retention(), TENANT, RING)


@pytest.mark.parametrize(
    "changes", [{"scope": "record"}, {"scope": "subject"}, {"scope": "tenant"}, {"sig": UNSIGNED}]
)
def test_a_retention_time_orders_nothing_else(changes: dict[str, str]):
    refused(retention(**changes), "officer: a retention time erases by time, and signs nothing")


@pytest.mark.parametrize(
    "event",
    [
        Flag("prompt", "whole", "redact", (FindingSummary("PERSON", "", 2, 1, "names", 700),), DIGEST),
        PolicyChange(DIGEST),
        RingChange(2, DIGEST),
        Gap(1, 2, 3, "rollback"),
        Rotation(DIGEST, 0),
        Rotation(DIGEST, 1, UNSIGNED, size=9, root=DIGEST),
    ],
    ids=lambda event: f"{event.kind}-{event.said()}",
)
def test_what_no_officer_orders_needs_none(event: Event):
    """A rotation is signed by the key before it, which whoever verifies the log checks."""
    refuse_unsigned(event, TENANT, RING)


@pytest.mark.parametrize("kind", ["access", "verdict", "erase"])
def test_signing_fills_in_the_signature_and_nothing_else(kind: str):
    event = MADE[kind]("ana")
    made = signed_by(event, TENANT, ANA)  # type: ignore[type-var]
    refuse_unsigned(made, TENANT, RING)
    assert replace(made, sig=UNSIGNED) == event
    assert made.sig != UNSIGNED


@pytest.mark.parametrize("kind", ["access", "verdict", "erase"])
def test_nobody_signs_what_names_another(kind: str):
    with pytest.raises(StatementError, match=r"^officer: expected the one who signs$"):
        signed_by(MADE[kind]("ana"), TENANT, BEA)  # type: ignore[type-var]


def test_a_refusal_names_no_officer_and_no_value():
    for event in (signed(access("eve"), EVE), access("ana"), signed(hold("ana", "eve"), ANA, EVE)):
        with pytest.raises(StatementError) as raised:
            refuse_unsigned(event, TENANT, RING)
        assert not [word for word in ("eve", "ana", RID, "T-1", "suit") if word in str(raised.value)]
