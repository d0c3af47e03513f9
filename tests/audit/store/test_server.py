"""Where a fleet's log lives; what it does is tested in test_postgres.py."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from audit.errors import StoreError
from audit.signing import log_id
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


def test_what_was_seen_lies_in_the_gateways_folder_or_nowhere(tmp_path: Path):
    place = Server("host=db", bytes(32))
    assert place.seen("default") is None
    place.room()
    seen = replace(place, folder=tmp_path).seen("default")
    assert seen is not None
    assert seen.load() is None
    (tmp_path / f"seen-{log_id('default')}.json").write_bytes(b"text")
    with pytest.raises(StoreError, match="not what was kept"):
        seen.load()
