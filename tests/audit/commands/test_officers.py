"""The ring says whose a key is, whatever name its file gives."""

from dataclasses import replace
from pathlib import Path

import pytest

from audit.commands.officers import approver_in, signer_in
from audit.errors import KeyFileError
from audit.keyfile import APPROVER, FLOOR, KeyFile, create, load, retire
from audit.open import PrivateKey
from audit.ring import Ring
from audit.trust import load_ring

PHRASE = "plum orbit lantern"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Ana reads and approves, Bea reads, Cid approves, Dan read and approved once."""
    create(tmp_path, "ana", PHRASE, "x25519", cost=FLOOR)
    admins = [load(tmp_path / "officer-ana.key").unlock(PHRASE).signer("ana")]
    create(tmp_path, "bea", PHRASE, "x25519", cost=FLOOR, admins=admins)
    create(tmp_path, "cid", PHRASE, "x25519", cost=FLOOR, admins=admins, roles=[APPROVER])
    create(tmp_path, "dan", PHRASE, "x25519", cost=FLOOR, admins=admins, roles=["reviewer", APPROVER])
    retire(tmp_path, "dan", admins)
    return tmp_path


def given(home: Path, officer: str) -> tuple[Ring, KeyFile, PrivateKey]:
    file = load(home / f"officer-{officer}.key")
    return load_ring(home, 0), file, file.unlock(PHRASE)


@pytest.mark.parametrize(
    ("officer", "signs", "approves"),
    [("ana", True, True), ("bea", True, False), ("cid", True, True), ("dan", False, False)],
)
def test_who_may_sign_what(home: Path, officer: str, signs: bool, approves: bool):
    for function, may in ((signer_in, signs), (approver_in, approves)):
        if may:
            signer = function(*given(home, officer))
            assert signer.name == officer
            assert signer.verifier == load_ring(home, 0).signer(officer)
        else:
            with pytest.raises(KeyFileError, match="not active in the ring"):
                function(*given(home, officer))


def test_the_name_in_the_file_does_not_count(home: Path):
    for officer in ("ana", "bea", "cid"):
        ring, file, private = given(home, officer)
        assert signer_in(ring, replace(file, officer="boss of all"), private).name == officer


def test_a_key_of_another_tenant_or_another_ring_is_refused(home: Path, tmp_path: Path):
    ring, file, private = given(home, "ana")
    create(tmp_path / "else", "ana", PHRASE, "x25519", cost=FLOOR)
    stranger = load(tmp_path / "else" / "officer-ana.key")
    for function in (signer_in, approver_in):
        with pytest.raises(KeyFileError, match="another tenant"):
            function(ring, replace(file, tenant="acme"), private)
        with pytest.raises(KeyFileError, match="not active in the ring"):
            function(ring, stranger, stranger.unlock(PHRASE))
