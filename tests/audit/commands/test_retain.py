"""`audit retain`: from a timer, without an officer, what is older than its days."""

import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import Result

from audit.commands import retain
from audit.erasure import listed
from audit.events import Erasure, Kind
from audit.index import DAY_S
from audit.keyfile import APPROVER, FLOOR, create, unlock
from audit.log import AuditLog
from audit.record import Record, parse_header
from audit.store.sqlite import SqliteStore
from audit.trust import load_ring, load_rings
from audit.verify import verify

Audit = Callable[..., Result]
PHRASE = "plum orbit lantern"


@pytest.fixture
def old(home: Path, record: Callable[..., Record]) -> list[str]:
    """Ids of records of 40, 31, 29 and 0 days ago."""
    made = []
    for days in (40, 31, 29, 0):
        at = time.time() - days * DAY_S
        with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0), clock=lambda at=at: at)) as log:
            made.append(log.append_sync(record(b"{}")).rid)
    return made


def left(home: Path, rids: list[str]) -> list[bool]:
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        return [store.left(rid) for rid in rids]


def erasures(home: Path) -> list[Erasure]:
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        events = [parse_header(row.hdr).event for row in store.of_kind("default", Kind.ERASE)]
    return [event for event in events if isinstance(event, Erasure)]


def test_what_is_older_than_thirty_days_is_erased_without_a_key(audit: Audit, home: Path, old: list[str]):
    (home / "officer-ana.key").unlink()
    done = audit("retain", "--days", "30")
    assert done.exit_code == 0, done.stderr
    assert "2 records erased" in done.stdout
    assert left(home, old) == [False, False, True, True]
    (event,) = erasures(home)
    assert (event.scope, event.n, event.rids) == ("time", 2, listed(old[:2]))
    assert (event.reason, event.officer, event.sig) == ("ttl-30", "retention", "")
    assert verify(home / "audit.sqlite", load_rings(home)).problems == ()
    again = audit("retain", "--days", "30")
    assert (again.exit_code, again.stdout) == (0, "0 records are older than 30 days and not held\n")
    assert len(erasures(home)) == 1


def test_another_number_of_days(audit: Audit, home: Path, old: list[str]):
    assert audit("retain", "--days", "35").exit_code == 0
    assert left(home, old) == [False, True, True, True]
    assert audit("retain", "--days", "1").exit_code == 0
    assert left(home, old) == [False, False, False, True]
    assert [each.reason for each in erasures(home)] == ["ttl-35", "ttl-1"]


def test_a_dry_run_erases_nothing(audit: Audit, home: Path, old: list[str]):
    done = audit("retain", "--days", "30", "--dry-run")
    assert (done.exit_code, done.stdout) == (0, "2 records are older than 30 days and not held\n")
    assert left(home, old) == [True] * 4
    assert erasures(home) == []


@pytest.mark.parametrize("days", ["0", "-1", "3651", "1.5", "x", ""])
def test_a_number_of_days_out_of_range_is_refused(audit: Audit, home: Path, old: list[str], days: str):
    assert audit("retain", "--days", days).exit_code == 2
    assert left(home, old) == [True] * 4


def test_a_long_list_is_erased_in_parts(
    audit: Audit, home: Path, old: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(retain, "CHUNK", 1)
    assert audit("retain", "--days", "30").exit_code == 0
    assert [each.rids for each in erasures(home)] == [listed(old[:1]), listed(old[1:2])]
    assert verify(home / "audit.sqlite", load_rings(home)).problems == ()


def test_what_a_hold_keeps_stays_until_the_hold_is_lifted(audit: Audit, home: Path, old: list[str]):
    admins = [unlock(home / "officer-ana.key", PHRASE).signer("ana")]
    create(home, "bob", PHRASE, "x25519", cost=FLOOR, admins=admins, roles=[APPROVER])
    both = [each for name in ("ana", "bob") for each in ("--key", str(home / f"officer-{name}.key"))]
    first = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 40 * DAY_S))
    last = time.strftime("%Y-%m-%d", time.gmtime(time.time() + DAY_S))
    span = ("--since", first, "--until", first, "--expires", last, "--reason", "suit")
    placed = audit("hold", "place", *span, *both)
    assert placed.exit_code == 0, placed.stderr
    assert audit("retain", "--days", "30").exit_code == 0
    assert left(home, old) == [True, False, True, True]
    assert audit("hold", "lift", "", *both).exit_code == 0
    assert audit("retain", "--days", "30").exit_code == 0
    assert left(home, old) == [False, False, True, True]
    assert verify(home / "audit.sqlite", load_rings(home)).problems == ()


def test_no_store_and_no_ring_are_said(audit: Audit, home: Path, tmp_path: Path):
    refused = audit("retain", "--days", "30")
    assert refused.exit_code == 1
    assert "no audit store here" in refused.stderr
    refused = audit("retain", "--days", "30", "--dir", str(tmp_path / "none"))
    assert refused.exit_code == 1
    assert "run `audit keys new" in refused.stderr
