"""The login that `deploy/compose/logins.sh` makes: enough for a gateway, and no more."""

import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from audit.errors import StoreError
from audit.store.postgres import PostgresStore, install

SCRIPT = Path(__file__).parents[3] / "deploy/compose/logins.sh"
PASSWORD = 'it\'s a $password "of" \\ the gateway'


@pytest.fixture
def gateway(postgres: str, tmp_path: Path) -> Iterator[str]:
    """A database as the compose file makes it: script first, tables then."""
    name, login = f"logins_{secrets.token_hex(4)}", "gateway"
    words = {key: str(value) for key, value in conninfo_to_dict(postgres).items() if value is not None}
    secret = tmp_path / "password"
    secret.write_text(f"{PASSWORD}\n", encoding="utf-8")
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(login)))
        db.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            given = {
                "PATH": os.environ["PATH"],
                "PGHOST": words.get("host", "127.0.0.1"),
                "PGPORT": words.get("port", "5432"),
                "PGPASSWORD": words.get("password", ""),
                "POSTGRES_USER": words["user"],
                "POSTGRES_DB": name,
                "GATEWAY_PASSWORD_FILE": str(secret),
            }
            done = subprocess.run(["sh", SCRIPT], env=given, check=False, capture_output=True, text=True)
            assert (done.returncode, done.stderr) == (0, "")
            assert PASSWORD not in done.stdout
            install(make_conninfo(postgres, dbname=name))
            yield make_conninfo(postgres, dbname=name, user=login, password=PASSWORD)
        finally:
            db.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            db.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(login)))


def test_the_gateway_appends_and_reads(gateway: str) -> None:
    with closing(PostgresStore.open(gateway, "default", "gw")) as store:
        assert store.newest("default") is None
    with closing(PostgresStore.open(gateway, "default", "reader")) as store:
        assert store.newest("default") is None


def test_the_gateway_cannot_erase(gateway: str) -> None:
    with pytest.raises(StoreError, match="cannot be used"):
        PostgresStore.open(gateway, "default", "eraser")
    with psycopg.connect(gateway) as db, pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute("DELETE FROM guard_audit.rec")


def test_the_gateway_is_no_owner(gateway: str) -> None:
    with psycopg.connect(gateway) as db, pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute("SET ROLE guard_audit_owner")
