"""A folder with an officer's key, three records of two people, and the command as it is typed."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from audit import cli
from audit.indexkeys import IndexKeys
from audit.keyfile import FLOOR, create
from audit.log import AuditLog
from audit.record import Record
from audit.store.sqlite import SCHEMA
from audit.trust import load_ring

PHRASE = "plum orbit lantern"
JANE = ("EMAIL_ADDRESS", "Jane@Example.org")
JOE = ("EMAIL_ADDRESS", "joe@example.org")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    create(tmp_path / "guard", "ana", PHRASE, "x25519", cost=FLOOR)
    return tmp_path / "guard"


@pytest.fixture
def rids(home: Path, record: Callable[..., Record]) -> list[str]:
    """Ids of two records of Jane's with one of Joe's between them."""
    log = AuditLog(home / "audit.sqlite", load_ring(home, 0), index=IndexKeys(home, "default"))
    with closing(log):
        return [log.append_sync(record(b"{}", tokens=log.tokens([who]))).rid for who in (JANE, JOE, JANE)]


@pytest.fixture
def audit(home: Path) -> Callable[..., Result]:
    """Run a command; `phrase` is the officer's passphrase, None to have it asked for."""

    def run(*arguments: str, phrase: str | None = PHRASE, where: Path = home) -> Result:
        env = {
            "GUARD_DIR": str(where),
            "AUDIT_PASSPHRASE": phrase,
            "AUDIT_ADMIN_PASSPHRASE": PHRASE,
            "COLUMNS": "120",
        }
        return CliRunner().invoke(cli.main, arguments, env=env)

    return run


@pytest.fixture
def refusal(audit: Callable[..., Result]) -> Callable[..., str]:
    """Run a command that must fail: with one line and exit code 1, or as `code` says; return what it says."""

    def run(*arguments: str, code: int = 1, **options: object) -> str:
        result = audit(*arguments, **options)
        assert result.exit_code == code, result.output
        assert isinstance(result.exception, SystemExit)
        assert result.stdout == ""
        assert code == 2 or result.stderr.count("\n") == 1
        return result.stderr

    return run


@pytest.fixture
def tamper(home: Path) -> Callable[[str, str], None]:
    """Change a record in the store's file by an SQL statement, as somebody without scruples about triggers."""

    def run(statement: str, rid: str) -> None:
        with closing(sqlite3.connect(home / "audit.sqlite", isolation_level=None)) as db:
            for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
                db.execute(f"DROP TRIGGER {name}")
            db.execute(statement, (rid,))
            for made in SCHEMA:
                if made.startswith("CREATE TRIGGER"):
                    db.execute(made)

    return run
