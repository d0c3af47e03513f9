"""The certificate of an erasure: what it says can be checked, and it says nothing about a person."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from audit.certificate import FORMAT, certificate
from audit.checkpoint import Checkpoint
from audit.erasure import erasure, listed
from audit.errors import NoteError
from audit.events import Erasure
from audit.items import Receipt
from audit.log import AuditLog
from audit.note import Signer, Verifier, verified
from audit.record import Record
from audit.signing import origin
from audit.statements import signed_by
from audit.verify import verify

CANARY = "Zelda Quillfeather zelda@example.org"
Erased = tuple[Erasure, Receipt, Path, list[str]]


@pytest.fixture
def erased(
    tmp_path: Path, log_at: Callable[..., AuditLog], record: Callable[..., Record], officer: Signer
) -> Erased:
    """Two records of a person, erased."""
    path = tmp_path / "audit.sqlite"
    log = log_at(path, timeout=20)
    tokens = (hashlib.sha256(CANARY.encode()).digest()[:10],)
    rids = [log.append_sync(record(CANARY.encode(), tokens=tokens)).rid for _ in range(2)]
    event = signed_by(erasure(rids, "subject", "request", officer.name), "default", officer)
    return event, log.erase_sync(event, rids), path, rids


def test_it_says_what_was_erased_where_and_when_it_was_written(erased: Erased):
    event, receipt, _, rids = erased
    said = json.loads(certificate([(event, receipt)], "default"))
    assert said == {
        "format": FORMAT,
        "tenant": "default",
        "erased": [
            {
                "record": receipt.rid,
                "seq": 4,
                "scope": "subject",
                "n": 2,
                "rids": listed(rids),
                "reason": "request",
                "officer": event.officer,
                "sig": event.sig,
            }
        ],
        "checkpoint": receipt.note,
        "settled": True,
        "horizon": said["horizon"],
    }
    assert FORMAT == "guard-audit/erasure/v1"
    assert "backups" in said["horizon"]


@pytest.mark.parametrize("settled", [True, False])
def test_it_says_whether_the_store_has_settled(erased: Erased, settled: bool):
    event, receipt, _, _ = erased
    assert (
        json.loads(certificate([(event, replace(receipt, settled=settled))], "default"))["settled"] is settled
    )


def test_its_checkpoint_is_signed_by_the_log_and_covers_the_erasure(erased: Erased):
    event, receipt, path, _ = erased
    said = json.loads(certificate([(event, receipt)], "default"))
    ((_, log),) = verify(path).logs
    assert log.first is not None
    text, _ = verified(said["checkpoint"], [log.first])
    assert Checkpoint.decode(text) == Checkpoint(origin("default"), 5, log.tree.root())
    assert said["erased"][0]["seq"] < 5
    with pytest.raises(NoteError):
        verified(said["checkpoint"], [Verifier(origin("default"), bytes(32))])
    changed = said["checkpoint"].replace("\n5\n", "\n6\n")
    assert changed != said["checkpoint"]
    with pytest.raises(NoteError):
        verified(changed, [log.first])


def test_the_list_in_it_can_be_recomputed_by_whoever_has_the_ids(erased: Erased):
    event, receipt, _, rids = erased
    said = json.loads(certificate([(event, receipt)], "default"))
    lines = "".join(f"{rid}\n" for rid in sorted(rids)).encode()
    assert said["erased"][0]["rids"] == hashlib.sha256(lines).hexdigest()


def test_it_says_nothing_about_the_person(erased: Erased):
    event, receipt, _, rids = erased
    text = certificate([(event, receipt)], "default")
    token = hashlib.sha256(CANARY.encode()).digest()[:10]
    assert not [word for word in (*CANARY.split(), "Zelda", "example", token.hex(), *rids) if word in text]


def test_it_is_the_same_twice_and_another_for_another_erasure(erased: Erased):
    event, receipt, _, _ = erased
    text = certificate([(event, receipt)], "default")
    assert text == certificate([(event, receipt)], "default")
    others = [
        certificate([(replace(event, reason="age"), receipt)], "default"),
        certificate([(replace(event, n=3), receipt)], "default"),
        certificate([(event, replace(receipt, rid="0" * 32))], "default"),
        certificate([(event, replace(receipt, seq=9))], "default"),
        certificate([(event, replace(receipt, note="x"))], "default"),
        certificate([(event, receipt)], "other"),
    ]
    assert len({text, *others}) == 7


def test_it_is_lines_of_sorted_json_in_ascii(erased: Erased):
    event, receipt, _, _ = erased
    text = certificate([(event, receipt)], "default")
    assert text.isascii()
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert text.count("\n") > 10


def test_it_names_every_part_under_the_last_checkpoint(erased: Erased):
    event, receipt, _, _ = erased
    later = replace(receipt, rid="0" * 32, seq=receipt.seq + 1, note="later", settled=False)
    said = json.loads(certificate([(event, receipt), (replace(event, n=1), later)], "default"))
    assert [(each["record"], each["seq"], each["n"]) for each in said["erased"]] == [
        (receipt.rid, receipt.seq, 2),
        (later.rid, later.seq, 1),
    ]
    assert (said["checkpoint"], said["settled"]) == ("later", False)
