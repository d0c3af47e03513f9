"""`audit store`, and every other command on a PostgreSQL server."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from typer.testing import Result

from audit.commands.shared import place_of
from audit.indexkeys import IndexKeys
from audit.log import AuditLog
from audit.record import Record
from audit.trust import load_ring

Audit = Callable[..., Result]
JANE = ("EMAIL_ADDRESS", "jane@example.org")


@pytest.fixture
def url(postgres: str) -> Iterator[str]:
    """A database of this test's own."""
    name = f"guard_test_{secrets.token_hex(6)}"
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        host, port, user = db.info.host, db.info.port, db.info.user
    yield f"postgresql://{user}@{host}:{port}/{name}"
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_every_command_on_a_server(
    audit: Audit, url: str, home: Path, record: Callable[..., Record], tmp_path: Path
):
    made = audit("store", url)
    assert made.exit_code == 0, made.output
    assert "guard_audit_gw" in made.stdout
    log = AuditLog(place_of(home, url), load_ring(home, 0), index=IndexKeys(home, "default"), timeout=20)
    with closing(log):
        rids = [log.append_sync(record(b"{}", tokens=log.tokens([JANE]))).rid for _ in range(2)]
    listed = audit("list", "--store", url, "--json")
    assert all(rid in listed.stdout for rid in rids)
    opened = audit("open", rids[0][:8], "--purpose", "review", "--store", url)
    assert (opened.exit_code, opened.stdout.strip()) == (0, "{}")
    assert sorted(audit("search", "=".join(JANE), "--store", url).stdout.split()) == sorted(rids)
    erased = audit("erase", rids[0], "--store", url)
    assert erased.exit_code == 0, erased.output
    verified = audit("verify", "--store", url)
    assert verified.exit_code == 0, verified.output
    assert "1 erased" in verified.stdout
    bundle = tmp_path / "log.jsonl"
    assert audit("export", "bundle", "--store", url, "--out", str(bundle)).exit_code == 0
    assert audit("verify", "--bundle", str(bundle)).exit_code == 0


def test_making_it_twice_says_so(audit: Audit, url: str):
    assert audit("store", url).exit_code == 0
    again = audit("store", url)
    assert again.exit_code == 1
    assert "cannot make the schema" in again.stderr


@pytest.mark.parametrize("url", ["audit.sqlite", "mysql://x", ""])
def test_what_is_no_address_is_refused(audit: Audit, url: str):
    assert audit("store", url).exit_code == 2


def test_a_server_that_is_away_is_one_line_without_its_password(audit: Audit):
    refused = audit("verify", "--store", "postgresql://u:hush@127.0.0.1:1/x?connect_timeout=1")
    assert refused.exit_code == 1
    assert refused.stderr.count("\n") == 1
    assert "hush" not in refused.output
