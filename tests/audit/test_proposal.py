"""A proposal says what two officers order, and nothing but that."""

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import AuditError, RecordError, StatementError
from audit.events import Hold
from audit.note import Signer
from audit.proposal import FORMAT, LONGEST, Proposal, parse
from audit.ring import Recipient, Ring
from audit.statements import UNSIGNED, refuse_unsigned

ANA, BEN, EVE = (Signer(name, hashlib.sha256(name.encode()).digest()) for name in ("ana", "ben", "eve"))


def held(**changes: Any) -> Hold:
    members: dict[str, Any] = {
        "hold": "ab" * 16,
        "state": "placed",
        "since": 10,
        "until": 20,
        "expires": 30,
        "reason": "litigation",
        "officer": "ana",
        "second": "ben",
        "sig": UNSIGNED,
        "sig2": UNSIGNED,
    }
    return Hold(**(members | changes))


def ring_of(*approvers: Signer, tenant: str = "default") -> Ring:
    reader = Recipient("x25519", bytes(range(32)), "rea", bytes(32))
    return Ring(1, tenant, "x25519", ((reader,),), approvers=tuple(each.verifier for each in approvers))


PROPOSAL = Proposal("default", held())
RING = ring_of(ANA, BEN)


@pytest.mark.parametrize("order", [(ANA, BEN), (BEN, ANA)])
def test_two_signatures_make_an_order_that_the_log_takes(order: tuple[Signer, Signer]):
    first = PROPOSAL.signed(order[0])
    assert first.missing == (order[1].name,)
    event = parse(first.encode()).signed(order[1]).ordered()
    refuse_unsigned(event, "default", RING)
    assert replace(event, sig=UNSIGNED, sig2=UNSIGNED) == held()


def test_one_signature_makes_no_order():
    assert PROPOSAL.missing == ("ana", "ben")
    for proposal, missing in ((PROPOSAL, "ana, ben"), (PROPOSAL.signed(BEN), "ana")):
        with pytest.raises(StatementError, match=f"missing: {missing}"):
            proposal.ordered()


def test_the_same_officer_signs_once_and_a_third_never():
    for proposal, signer in ((PROPOSAL.signed(ANA), ANA), (PROPOSAL, EVE)):
        with pytest.raises(StatementError, match="one who has not signed"):
            proposal.signed(signer)


def test_signatures_in_the_event_do_not_count():
    assert Proposal("default", held(sig="ab" * 64, sig2="cd" * 64)) == PROPOSAL


@pytest.mark.parametrize(
    ("proposal", "ring", "said"),
    [
        (PROPOSAL, ring_of(ANA, BEN, tenant="acme"), "tenant"),
        (PROPOSAL, ring_of(ANA), "second: not an approver"),
        (PROPOSAL, ring_of(BEN, EVE), "officer: not an approver"),
        (PROPOSAL.signed(ANA), ring_of(Signer("ana", EVE.seed), BEN), "officer: did not sign"),
        (Proposal("default", held(), {"ben": UNSIGNED}), RING, "second: did not sign"),
        (Proposal("default", held(until=21), dict(PROPOSAL.signed(ANA).sigs)), RING, "officer: did not sign"),
        (
            Proposal("acme", held(), dict(PROPOSAL.signed(ANA).sigs)),
            ring_of(ANA, BEN, tenant="acme"),
            "did not",
        ),
    ],
)
def test_a_false_proposal_is_refused(proposal: Proposal, ring: Ring, said: str):
    with pytest.raises(StatementError, match=said):
        proposal.refuse_false(ring)


def test_a_true_proposal_is_not_refused():
    for proposal in (PROPOSAL, PROPOSAL.signed(ANA), PROPOSAL.signed(BEN), PROPOSAL.signed(ANA).signed(BEN)):
        proposal.refuse_false(RING)


def test_the_file_is_one_line_that_names_every_member():
    raw = PROPOSAL.signed(ANA).encode()
    assert raw.count(b"\n") == 1
    said = json.loads(raw)
    assert said.keys() == {"format", "tenant", "event", "sigs"}
    assert (said["format"], said["tenant"]) == (FORMAT, "default") == ("guard-audit/proposal/v1", "default")
    assert said["event"] == {
        "kind": "hold",
        "hold": "ab" * 16,
        "state": "placed",
        "since": 10,
        "until": 20,
        "expires": 30,
        "reason": "litigation",
        "officer": "ana",
        "second": "ben",
    }
    assert said["sigs"] == {"ana": ANA.sign(held().statement("default")).hex()}


def changed(**changes: Any) -> bytes:
    said = json.loads(PROPOSAL.signed(ANA).encode())
    for path, value in changes.items():
        *outer, last = path.split("__")
        inner = said[outer[0]] if outer else said
        if value is None:
            del inner[last]
        else:
            inner[last] = value
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def test_what_changed_rewrites_is_as_it_was():
    assert parse(changed()) == PROPOSAL.signed(ANA)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[" * 9000, "not JSON"),
        (b"[]", "expected the keys"),
        (b"{}", "expected the keys event, format, sigs, tenant"),
        (b" " * (LONGEST + 1), "longer than"),
        (changed(more=1), "expected the keys"),
        (changed(sigs=None), "expected the keys"),
        (changed(format="guard-audit/proposal/v2"), "format: expected"),
        (changed(event=[]), "event: expected the keys"),
        (changed(event__kind="verdict"), "kind: expected hold"),
        (changed(event__kind=["hold"]), "kind: expected hold"),
        (changed(event__sig="00" * 64), "event: expected the keys"),
        (changed(event__second=None), "event: expected the keys"),
        (changed(event__second="ana"), "another officer"),
        (changed(event__since=True), "since: expected an integer"),
        (changed(event__until=9), "until: expected an integer"),
        (changed(event__hold="AB" * 16), "hold: expected"),
        (changed(event__reason="because she asked"), "reason: expected"),
        (changed(event__state="kept"), "state: expected"),
        (changed(event__officer={}), "officer: expected"),
        (changed(tenant=""), "tenant: expected"),
        (changed(tenant=[]), "tenant: expected"),
        (changed(sigs=[]), "sigs: expected an object"),
        (changed(sigs__eve="00" * 64), "sigs: of somebody"),
        (changed(sigs__ana="00"), "sigs: expected"),
        (changed(sigs__ana=5), "sigs: expected"),
        (changed() + b"\n", "not as it is written"),
        (changed()[:-1], "not as it is written"),
        (changed().replace(b":10", b": 10"), "not as it is written"),
        (changed().replace(b'"kind":', b'"kind":"hold","kind":'), "not as it is written"),
        (changed().replace(b'"event":', b'"event":{},"event":'), "not as it is written"),
    ],
)
def test_what_is_no_proposal_is_refused(raw: bytes, said: str):
    with pytest.raises(RecordError, match=said):
        parse(raw)


@given(st.integers(0, 2**53 - 1), st.booleans(), st.sets(st.sampled_from([ANA, BEN])))
def test_what_is_written_is_read_back(expires: int, lifted: bool, signers: set[Signer]):
    proposal = Proposal("default", held(expires=expires, state="lifted" if lifted else "placed"))
    for signer in signers:
        proposal = proposal.signed(signer)
    assert parse(proposal.encode()) == proposal
    proposal.refuse_false(RING)


RAW = PROPOSAL.signed(ANA).encode()


@given(st.integers(0, 8 * len(RAW) - 1))
def test_a_flipped_bit_is_refused_or_takes_the_signature_away(bit: int):
    flipped = bytearray(RAW)
    flipped[bit // 8] ^= 1 << bit % 8
    with pytest.raises(AuditError):
        parse(bytes(flipped)).refuse_false(RING)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_one_way(raw: bytes):
    with pytest.raises(RecordError):
        parse(raw)
