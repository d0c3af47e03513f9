"""The ring of a running gateway follows its file, and nothing that admins did not sign."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from audit import keyfile, ringfile, trust
from audit.errors import RingError
from audit.keyfile import FLOOR, create, retire
from audit.note import Signer
from audit.ringfile import RingFile

PASSPHRASE = "a long passphrase"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    create(tmp_path, "ana", PASSPHRASE, "x25519", cost=FLOOR)
    return tmp_path


@pytest.fixture
def ana(folder: Path) -> Signer:
    return keyfile.unlock(folder / "officer-ana.key", PASSPHRASE).signer("ana")


def replaced(folder: Path, content: bytes) -> None:
    (folder / "other").write_bytes(content)
    (folder / "other").replace(folder / trust.RING_FILE)


def test_without_a_ring_there_is_nothing_to_begin_with(tmp_path: Path):
    with pytest.raises(RingError, match=r"audit keys new"):
        RingFile(tmp_path)


def test_a_new_ring_is_in_force_at_once(folder: Path, ana: Signer):
    ring = RingFile(folder)
    assert ring().version == 1
    create(folder, "bea", PASSPHRASE, "x25519", cost=FLOOR, admins=[ana])
    assert (ring().version, ring.problem) == (2, "")
    retire(folder, "bea", [ana])
    assert ring().reader("bea") is None


def test_a_ring_is_read_once_while_its_file_stays_as_it_is(folder: Path):
    ring = RingFile(folder)
    (folder / trust.ADMINS_FILE).unlink()  # reading again would fail
    assert ring() is ring()
    assert ring.problem == ""


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"not a note\n", json.dumps({"version": 9}).encode()],
    ids=["empty", "cut", "text", "unsigned"],
)
def test_what_admins_did_not_sign_changes_nothing(folder: Path, content: bytes):
    ring = RingFile(folder)
    replaced(folder, content)
    assert ring().version == 1
    assert trust.RING_FILE in ring.problem


def test_a_ring_that_is_gone_leaves_the_old_one_in_force_and_comes_back(folder: Path):
    ring, kept = RingFile(folder), (folder / trust.RING_FILE).read_bytes()
    (folder / trust.RING_FILE).unlink()
    assert ring().version == 1
    assert ring.problem
    replaced(folder, kept)
    assert ring().version == 1
    assert ring.problem == ""


def test_an_older_ring_is_not_put_back(folder: Path, ana: Signer):
    old = (folder / trust.RING_FILE).read_bytes()
    create(folder, "bea", PASSPHRASE, "x25519", cost=FLOOR, admins=[ana])
    ring = RingFile(folder)
    replaced(folder, old)
    assert ring().version == 2
    assert "version 1" in ring.problem


def test_a_ring_of_another_tenant_is_not_taken(folder: Path, tmp_path_factory: pytest.TempPathFactory):
    ring, other = RingFile(folder), tmp_path_factory.mktemp("other")
    create(other, "eve", PASSPHRASE, "x25519", "other", cost=FLOOR)
    replaced(folder, (other / trust.RING_FILE).read_bytes())
    (folder / trust.ADMINS_FILE).write_bytes((other / trust.ADMINS_FILE).read_bytes())
    assert ring().tenant == "default"
    assert ring.problem == "ring: of another tenant than the one in force"


def test_a_ring_that_expires_while_in_force_is_refused(folder: Path, ana: Signer):

    now = [time.time()]
    ring = trust.load_ring(folder, 0)
    ending = replace(ring, version=2, expires=int(now[0]) + 60)
    trust.save_ring(folder, ending, trust.endorsed(ending, [ana], trust.load_admins(folder / "admins.json")))
    source = RingFile(folder, lambda: now[0])
    assert source().version == 2
    now[0] += 61
    with pytest.raises(RingError, match="expired"):
        source()
    fresh = replace(ring, version=3)
    trust.save_ring(folder, fresh, trust.endorsed(fresh, [ana], trust.load_admins(folder / "admins.json")))
    assert source().version == 3


def test_a_ring_that_could_not_be_read_is_tried_again_though_its_file_stays(
    monkeypatch: pytest.MonkeyPatch, folder: Path, ana: Signer
):
    monkeypatch.setattr(ringfile, "AGAIN_S", 0.0)
    ring, admins = RingFile(folder), (folder / trust.ADMINS_FILE).read_bytes()
    create(folder, "bea", PASSPHRASE, "x25519", cost=FLOOR, admins=[ana])
    (folder / trust.ADMINS_FILE).unlink()
    assert (ring().version, bool(ring.problem)) == (1, True)
    (folder / trust.ADMINS_FILE).write_bytes(admins)
    assert (ring().version, ring.problem) == (2, "")
