"""Where a fleet's log lives; what it does is tested in test_postgres.py."""

from contextlib import closing
from pathlib import Path

import pytest

from audit.store.server import Server
from audit.store.sqlite import SqliteStore


def test_secrets_are_in_no_repr():
    shown = repr(Server("host=db password=hush", b"secret" * 5 + b"xx"))
    assert "hush" not in shown
    assert "secret" not in shown


def test_a_server_is_always_the_same_and_keeps_its_own_keys(tmp_path: Path):
    place = Server("host=db", bytes(32))
    assert place.mark() == place.mark()
    with closing(SqliteStore.write(tmp_path / "a.sqlite")) as store, pytest.raises(TypeError):
        place.keys(store, "default")
