"""Approvals of policies: two people, by their keys, of the tenant, for the very policy."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from audit.approvals import FOLDER, Approval, approved, ended, kept, missing, requested
from audit.errors import WaiverError
from audit.exceptions import revocation
from audit.note import Signer, sign
from audit.open import PrivateKey
from audit.ring import Recipient, Ring

POLICY = "ab" * 32
KEYS = {name: PrivateKey("x25519", name.encode().ljust(32, b".")) for name in ("rex", "bea", "bob", "eve")}
SIGNERS: dict[str, Signer] = {name: key.signer(name) for name, key in KEYS.items()}
RING = Ring(
    1,
    "acme",
    "x25519",
    ((Recipient("x25519", KEYS["rex"].public, "rex", SIGNERS["rex"].verifier.public),),),
    approvers=(SIGNERS["bea"].verifier, SIGNERS["bob"].verifier),
)
ASKED = Approval(
    id="0f" * 16,
    tenant="acme",
    policy=POLICY,
    prior="cd" * 32,
    name="acme-health",
    tests="34-passed",
    reason="fewer-false-alarms",
    ticket="T-1",
    requester="rex",
    at=1_700_000_000,
)


def put(place: Path, note: str, name: str = POLICY) -> Path:
    folder = place / FOLDER
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(note, encoding="utf-8")
    return place


def signed(*approvers: str, asked: Approval = ASKED, by: str = "rex") -> str:
    note = sign(f"{asked.encode().decode()}\n", SIGNERS[by])
    text = note.partition("\n\n")[0] + "\n"
    return note + "".join(sign(text, SIGNERS[each]).removeprefix(f"{text}\n") for each in approvers)


def test_it_counts_once_another_officer_approved_it(tmp_path: Path) -> None:
    put(tmp_path, requested(ASKED, SIGNERS["rex"]))
    assert missing(tmp_path, POLICY, RING) == "it waits for approval by another officer"
    put(tmp_path, approved(kept(tmp_path, POLICY, RING), SIGNERS["bea"], RING))
    assert missing(tmp_path, POLICY, RING) == ""
    found = kept(tmp_path, POLICY, RING)
    assert (found.requested, found.approvers, found.counts) == (True, ("bea",), True)
    with pytest.raises(WaiverError, match="already"):
        approved(found, SIGNERS["bea"], RING)


def test_nobody_approves_alone(tmp_path: Path) -> None:
    mine = replace(ASKED, requester="bea")
    put(tmp_path, requested(mine, SIGNERS["bea"]))
    with pytest.raises(WaiverError, match="four eyes"):
        approved(kept(tmp_path, POLICY, RING), SIGNERS["bea"], RING)
    with pytest.raises(WaiverError, match="not an approver"):
        approved(kept(tmp_path, POLICY, RING), SIGNERS["rex"], RING)
    with pytest.raises(WaiverError, match="expected the one who signs"):
        requested(ASKED, SIGNERS["bea"])


@pytest.mark.parametrize(
    ("note", "why"),
    [
        (signed("bea", by="bea"), "waits"),
        (signed("eve"), "waits"),
        (signed("bea", asked=replace(ASKED, tenant="umbrella")), "another tenant"),
        (signed("bea", asked=replace(ASKED, policy="cd" * 32)), "another tenant or policy"),
        (signed("bea", asked=replace(ASKED, requester="eve"), by="eve"), "not in the ring"),
        (signed("bea").replace("acme-health", "acme-wealth"), "."),
        (signed("bea").replace('"reason"', '"reason" '), "."),
        ("", "."),
        ("null\n", "."),
        ("\xff", "."),
    ],
)
def test_anything_else_counts_for_nothing(tmp_path: Path, note: str, why: str) -> None:
    put(tmp_path, note)
    said = missing(tmp_path, POLICY, RING)
    assert said
    assert why in said or why == "."


@pytest.mark.parametrize("note", ["", revocation(ASKED.id, "acme", 1_700_000_001, SIGNERS["bea"])])
def test_one_that_was_ended_counts_no_more_even_if_nobody_signed_that(tmp_path: Path, note: str) -> None:
    put(tmp_path, signed("bea"))
    ended(tmp_path, ASKED).write_text(note)
    assert missing(tmp_path, POLICY, RING) == "its approval was revoked"
    with pytest.raises(WaiverError, match="request it anew"):
        approved(kept(tmp_path, POLICY, RING), SIGNERS["bob"], RING)


def test_a_new_request_stands_beside_the_end_of_an_old_one(tmp_path: Path) -> None:
    put(tmp_path, signed("bea"))
    ended(tmp_path, ASKED).write_text("")
    put(tmp_path, signed("bob", asked=replace(ASKED, id="1e" * 16)))
    assert missing(tmp_path, POLICY, RING) == ""


def test_nothing_has_no_prior_and_needs_no_tests(tmp_path: Path) -> None:
    put(tmp_path, signed("bea", asked=replace(ASKED, prior="", tests="")))
    assert missing(tmp_path, POLICY, RING) == ""


def test_without_a_document_nobody_has_asked(tmp_path: Path) -> None:
    assert missing(tmp_path, POLICY, RING) == "nobody has asked for its approval"


def test_a_copy_for_another_policy_is_none(tmp_path: Path) -> None:
    put(tmp_path, signed("bea"), name="cd" * 32)
    assert "another tenant or policy" in missing(tmp_path, "cd" * 32, RING)


def test_who_has_left_the_ring_approves_nothing_any_more(tmp_path: Path) -> None:
    put(tmp_path, signed("bea"))
    assert missing(tmp_path, POLICY, RING) == ""
    assert "waits" in missing(tmp_path, POLICY, replace(RING, approvers=(SIGNERS["bob"].verifier,)))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw.replace("/v1", "/v2"),
        lambda raw: raw.replace("{", '{"extra":1,', 1),
        lambda raw: raw.replace('"tenant":"acme",', ""),
        lambda raw: raw.replace(",", ", ", 1),
        lambda raw: raw.replace('"at":1700000000', '"at":1700000000.0'),
        lambda raw: raw.replace('"at":1700000000', '"at":"x"'),
        lambda raw: "[]",
        lambda raw: "not json",
    ],
)
def test_one_spelling_only(tmp_path: Path, spoil: Callable[[str], str]) -> None:
    raw = spoil(ASKED.encode().decode())
    put(tmp_path, sign(f"{raw}\n", SIGNERS["rex"]))
    with pytest.raises(WaiverError):
        kept(tmp_path, POLICY, RING)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", "x"),
        ("tenant", ""),
        ("policy", "ab"),
        ("prior", "ab"),
        ("tests", "34 passed"),
        ("name", "two words"),
        ("reason", ""),
        ("requester", "a b"),
        ("at", -1),
    ],
)
def test_fields_have_their_formats(name: str, value: object) -> None:
    with pytest.raises(WaiverError, match=name):
        replace(ASKED, **{name: value})  # type: ignore[arg-type]


def test_the_digest_is_that_of_what_is_signed() -> None:
    assert ASKED.digest != replace(ASKED, ticket="T-2").digest
    assert json.loads(ASKED.encode())["format"] == "guard-audit/approval/v1"
