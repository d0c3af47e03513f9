"""A folder with an officer's key, three records of two people, and the command as it is typed."""

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
    def run(*arguments: str, phrase: str = PHRASE) -> Result:
        env = {"GUARD_DIR": str(home), "AUDIT_PASSPHRASE": phrase, "COLUMNS": "120"}
        return CliRunner().invoke(cli.main, arguments, env=env)

    return run
