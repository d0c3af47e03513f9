"""What the commands share."""

from pathlib import Path

import pytest
import typer

from audit.commands.shared import admins, clear_errors, only_key, passphrase, place_of, unlocked
from audit.errors import KeyFileError, RingError, StoreError
from audit.keyfile import FLOOR, create
from audit.store.place import Embedded
from audit.trust import load_admins

PHRASE = "plum orbit lantern"


def test_an_expected_error_is_one_line_and_exit_code_one(capsys: pytest.CaptureFixture[str]):
    @clear_errors
    def command() -> None:
        raise StoreError("gone")

    with pytest.raises(typer.Exit) as ended:
        command()
    assert ended.value.exit_code == 1
    assert capsys.readouterr().err == "audit: gone\n"


def test_an_unexpected_error_is_not_hidden():
    @clear_errors
    def command() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        command()


def test_where_the_store_is(tmp_path: Path):
    assert place_of(tmp_path, "") == Embedded(tmp_path / "audit.sqlite")
    assert place_of(tmp_path, str(tmp_path / "other")) == Embedded(tmp_path / "other")
    server = place_of(tmp_path, "postgresql://db/x", "eraser")
    assert (server.dsn, server.role) == ("postgresql://db/x", "eraser")
    assert server == place_of(tmp_path, "postgresql://db/x", "eraser")
    assert (tmp_path / "checkpoint.secret").stat().st_mode & 0o777 == 0o600
    (tmp_path / "checkpoint.secret").write_text("short")
    with pytest.raises(StoreError, match="64 hex digits"):
        place_of(tmp_path, "postgresql://db/x")


def test_the_only_key_or_a_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AUDIT_ADMIN_PASSPHRASE", PHRASE)
    with pytest.raises(KeyFileError, match="no key file here"):
        only_key(tmp_path)
    create(tmp_path, "ana", PHRASE, "x25519", cost=FLOOR)
    assert only_key(tmp_path) == tmp_path / "officer-ana.key"
    create(tmp_path, "bea", PHRASE, "x25519", cost=FLOOR, admins=admins(tmp_path, None))
    with pytest.raises(KeyFileError, match="several key files"):
        only_key(tmp_path)


def test_a_passphrase_is_typed_twice_where_it_is_new(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("AUDIT_PASSPHRASE", raising=False)
    typed = iter(["one", "one", "one", "two"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    assert passphrase("? ", confirm=True) == "one"
    with pytest.raises(KeyFileError, match="differ"):
        passphrase("? ", confirm=True)


def test_a_key_is_unlocked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    create(tmp_path, "ana", PHRASE, "x25519", cost=FLOOR)
    monkeypatch.setenv("AUDIT_PASSPHRASE", PHRASE)
    file, key = unlocked(tmp_path, None)
    assert (file.officer, file.kid) == ("ana", key.kid)


def test_admins_are_those_who_are_pinned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(RingError, match="no admins are pinned"):
        admins(tmp_path, None)
    create(tmp_path, "ana", PHRASE, "x25519", cost=FLOOR)
    monkeypatch.setenv("AUDIT_ADMIN_PASSPHRASE", PHRASE)
    (signer,) = admins(tmp_path, None)
    assert signer.verifier in load_admins(tmp_path / "admins.json").keys
    monkeypatch.setenv("AUDIT_ADMIN_PASSPHRASE", "another one")
    with pytest.raises(KeyFileError, match="wrong passphrase"):
        admins(tmp_path, None)
