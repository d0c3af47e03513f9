"""`audit list`: the newest records, by their headers."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from typer.testing import Result

from audit.log import AuditLog
from audit.store.sqlite import SqliteStore
from audit.trust import load_ring

Audit = Callable[..., Result]
Refusal = Callable[..., str]


def test_the_newest_come_first_and_no_more_than_asked_for(audit: Audit, rids: list[str]):
    listed = audit("list", "--limit", "2")
    assert listed.exit_code == 0
    places = [listed.stdout.find(rid[:8]) for rid in rids]
    assert places[0] == -1
    assert 0 < places[2] < places[1]
    assert "EMAIL_ADDRESS=2" in listed.stdout


def test_a_policy_that_passes_routes_says_how_many(audit: Audit, home: Path, rids: list[str]):
    assert rids
    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
        log.policy("ab" * 32, passes=("GET /v1/files", "POST /v1/files"))
        _ = log.ready
    assert "passes 2 routes" in audit("list").stdout
    newest = json.loads(audit("list", "--json").stdout.splitlines()[0])
    assert newest["passes"] == ["GET /v1/files", "POST /v1/files"]


def test_lines_of_json_are_the_headers(audit: Audit, rids: list[str]):
    lines = audit("list", "--json").stdout.splitlines()
    *listed, ring, start = (json.loads(line) for line in lines)
    assert [each["rid"] for each in listed] == rids[::-1]
    assert (start["kind"], start["seq"], start["number"]) == ("rotate", 0, 0)
    assert (ring["kind"], ring["seq"], ring["version"], ring["prior"]) == ("ring", 1, 1, "")


def test_listing_needs_no_key(audit: Audit, home: Path, rids: list[str]):
    for path in (*home.glob("*.key"), *home.glob("*.json")):
        path.unlink()
    assert rids[2][:8] in audit("list", phrase="another one").stdout


def test_an_empty_store_is_no_missing_store(audit: Audit, refusal: Refusal, home: Path):
    assert "no audit store here" in refusal("list")
    SqliteStore.write(home / "audit.sqlite").close()
    assert audit("list").stdout == "no records\n"
    assert audit("list", "--json").stdout == ""


def test_a_limit_below_one_is_refused(refusal: Refusal, rids: list[str]):
    assert rids
    assert "limit" in refusal("list", "--limit", "0", code=2)


def test_the_store_may_lie_elsewhere(audit: Audit, home: Path, rids: list[str], tmp_path: Path):
    listed = audit("list", "--json", "--store", str(home / "audit.sqlite"), where=tmp_path / "no")
    assert listed.stdout.count("\n") == len(rids) + 2
