"""`audit recover`."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import Result

from audit.keyfile import FLOOR, Role, create, unlock
from audit.log import AuditLog
from audit.record import Record
from audit.signing import file_names, log_id
from audit.trust import load_ring

Audit = Callable[..., Result]
PHRASE = "plum orbit lantern"
KEY_FILE, _ = file_names("default")
SEEN = f"seen-{log_id('default')}.json"


def join(home: Path, officer: str, *roles: Role) -> str:
    """Make another officer's key and return where it is."""
    admins = [unlock(home / "officer-ana.key", PHRASE).signer("ana")]
    create(home, officer, PHRASE, "x25519", cost=FLOOR, admins=admins, roles=roles)
    return str(home / f"officer-{officer}.key")


def content(home: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in home.iterdir()}


@pytest.fixture
def more(home: Path, record: Callable[..., Record]) -> Callable[[], None]:
    """Append two records as a gateway does."""

    def run() -> None:
        with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
            for _ in range(2):
                log.append_sync(record())

    return run


@pytest.fixture
def rolled(home: Path, rids: list[str], more: Callable[[], None]) -> Path:
    """A store of five records of which seven were seen."""
    assert len(rids) == 3
    shutil.copy(home / "audit.sqlite", home.with_name("backup"))
    more()
    shutil.copy(home.with_name("backup"), home / "audit.sqlite")
    return home


def test_a_store_from_a_backup_goes_on(audit: Audit, rolled: Path, more: Callable[[], None]):
    assert rolled.exists()
    done = audit("recover", "--accept-rollback")
    assert done.exit_code == 0, done.output
    found, named, on = done.stdout.splitlines()
    assert found == "5 records in the store, 7 seen, at least 2 missing; checkpoint key there"
    assert named.startswith("checkpoint key 1, by ana: on record as ")
    assert on == "the log goes on with 7 records: start the gateway, run `audit verify`"
    assert named.rpartition(" ")[2] in audit("list", "--json").stdout
    more()
    verified = audit("verify")
    assert verified.exit_code == 0, verified.output
    assert "9 records, 0 problems" in verified.stdout
    assert "2 records missing: rollback" in audit("list").stdout


def test_a_lost_key_is_replaced(audit: Audit, home: Path, rids: list[str], more: Callable[[], None]):
    assert rids
    (home / KEY_FILE).unlink()
    opened = audit("open", rids[0], "--purpose", "review")
    assert opened.exit_code == 1
    assert "`audit recover`" in opened.stderr
    done = audit("recover", "--lost-key")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(
        "5 records in the store, 5 seen, none known to be missing; checkpoint key lost\n"
    )
    more()
    assert audit("verify").exit_code == 0
    assert audit("open", rids[0], "--purpose", "review").stdout.strip() == "{}"


def test_without_an_option_it_only_tells(audit: Audit, rolled: Path):
    before = content(rolled)
    told = audit("recover", phrase="not asked for")
    assert told.exit_code == 1
    assert told.stdout == "5 records in the store, 7 seen, at least 2 missing; checkpoint key there\n"
    assert told.stderr == (
        "audit: records are missing: look for a newer store first; "
        "to go on without, an approver gives `--accept-rollback`\n"
    )
    assert content(rolled) == before


@pytest.mark.parametrize("option", ["--accept-rollback", "--lost-key"])
def test_where_nothing_is_lost_there_is_nothing_to_recover(
    audit: Audit, home: Path, rids: list[str], option: str
):
    assert rids
    before = content(home)
    refused = audit("recover", option)
    assert refused.exit_code == 1
    assert "nothing to recover" in refused.stderr
    assert content(home) == before


def test_twice_is_once_too_often(audit: Audit, rolled: Path):
    assert audit("recover", "--accept-rollback").exit_code == 0
    before = content(rolled)
    assert "nothing to recover" in audit("recover", "--accept-rollback").stderr
    assert content(rolled) == before


@pytest.mark.parametrize(
    ("gone", "option", "said"),
    [("", "--lost-key", "records are missing"), (SEEN, "--accept-rollback", "nothing to recover")],
)
def test_the_option_has_to_be_that_of_what_is_lost(
    audit: Audit, rolled: Path, gone: str, option: str, said: str
):
    if gone:
        (rolled / gone).unlink()
    before = content(rolled)
    refused = audit("recover", option)
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert content(rolled) == before


def test_both_options_at_once_are_refused(audit: Audit, rolled: Path):
    before = content(rolled)
    refused = audit("recover", "--accept-rollback", "--lost-key")
    assert refused.exit_code == 2
    assert "accepts a lost key as well" in refused.stderr
    assert content(rolled) == before


def test_a_reviewer_who_is_no_approver_is_refused_and_an_approver_who_is_no_reviewer_is_not(
    audit: Audit, rolled: Path
):
    bea, cem = join(rolled, "bea", "reviewer"), join(rolled, "cem", "approver")
    before = content(rolled)
    refused = audit("recover", "--accept-rollback", "--key", bea)
    assert refused.exit_code == 1
    assert "not active in the ring as an approver" in refused.stderr
    assert content(rolled) == before
    done = audit("recover", "--accept-rollback", "--key", cem)
    assert done.exit_code == 0, done.output
    assert "by cem" in done.stdout
    assert audit("verify").exit_code == 0


def test_the_passphrase_is_needed(audit: Audit, rolled: Path):
    before = content(rolled)
    refused = audit("recover", "--accept-rollback", phrase="another one")
    assert refused.exit_code == 1
    assert "wrong passphrase" in refused.stderr
    assert content(rolled) == before


def test_a_store_that_is_not_there_is_not_made(audit: Audit, home: Path):
    refused = audit("recover", "--lost-key")
    assert refused.exit_code == 1
    assert "not there: put a backup in its place" in refused.stderr
    assert not (home / "audit.sqlite").exists()


def test_a_damaged_store_is_sent_to_verify(
    audit: Audit, rolled: Path, rids: list[str], tamper: Callable[[str, str], None]
):
    tamper("DELETE FROM rec WHERE rid = ?", rids[1])
    refused = audit("recover", "--accept-rollback")
    assert refused.exit_code == 1
    assert "run `audit verify`" in refused.stderr
