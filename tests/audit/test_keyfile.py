import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from audit import indexkeys, keyfile
from audit.errors import KeyFileError, RingError, StoreError
from audit.keyfile import FLOOR, Cost, create, load, retire, unlock
from audit.note import Signer
from audit.open import PrivateKey
from audit.trust import endorsed, load_admins, load_ring

PHRASE = "plum orbit lantern"


@pytest.fixture
def made(tmp_path: Path, suite: str) -> Path:
    create(tmp_path / "keys", "ana", PHRASE, suite, cost=FLOOR)
    return tmp_path / "keys" / "officer-ana.key"


def test_unlocks_to_the_key_in_the_ring(made: Path, suite: str):
    key = unlock(made, PHRASE)
    (reader,) = load_ring(made.parent, 0).groups[0]
    assert (key.suite, key.kid, key.public) == (suite, reader.kid, reader.pk)


def test_file_and_directory_are_private_and_hold_no_seed(made: Path):
    assert made.stat().st_mode & 0o777 == 0o600
    assert made.parent.stat().st_mode & 0o777 == 0o700
    assert unlock(made, PHRASE).seed.hex() not in made.read_text()
    assert sorted(path.name for path in made.parent.iterdir()) == [
        "admins.json",
        "index.key",
        "index.sealed",
        "officer-ana.key",
        "ring.json",
    ]


@pytest.mark.parametrize("phrase", ["", "plum orbit lanterN", PHRASE + " "])
def test_wrong_passphrase_says_so(made: Path, phrase: str):
    with pytest.raises(KeyFileError, match=r"officer-ana\.key: wrong passphrase"):
        unlock(made, phrase)


def test_existing_key_is_never_overwritten(made: Path):
    before = made.read_bytes(), made.with_name("ring.json").read_bytes()
    with pytest.raises(KeyFileError, match="never overwritten"):
        create(made.parent, "ana", PHRASE, unlock(made, PHRASE).suite, cost=FLOOR)
    assert (made.read_bytes(), made.with_name("ring.json").read_bytes()) == before


def signed_by(made: Path) -> list[Signer]:
    return [unlock(made, PHRASE).signer("ana")]


def test_second_officer_extends_the_ring(made: Path, suite: str):
    extended = create(made.parent, "bea", PHRASE, suite, cost=FLOOR, admins=signed_by(made))
    assert extended == load_ring(made.parent, 0)
    assert (extended.version, [reader.officer for reader in extended.groups[0]]) == (2, ["ana", "bea"])
    assert not extended.solo


def test_nobody_but_an_admin_adds_an_officer(made: Path, suite: str):
    before = sorted((path.name, path.read_bytes()) for path in made.parent.iterdir())
    for admins in ([], [PrivateKey("x25519", bytes(32)).signer("ana")]):
        with pytest.raises(RingError, match="admin"):
            create(made.parent, "bea", PHRASE, suite, cost=FLOOR, admins=admins)
    assert sorted((path.name, path.read_bytes()) for path in made.parent.iterdir()) == before


def test_a_retired_officer_gets_nothing_new_and_the_last_one_stays(made: Path, suite: str):
    create(made.parent, "bea", PHRASE, suite, cost=FLOOR, admins=signed_by(made))
    with pytest.raises(RingError, match="admin"):
        retire(made.parent, "bea", [PrivateKey("x25519", bytes(32)).signer("ana")])
    changed = retire(made.parent, "bea", signed_by(made))
    assert changed == load_ring(made.parent, 0)
    assert changed.version == 3
    assert [reader.officer for reader in changed.active[0]] == ["ana"]
    for officer, message in (
        ("ana", "active recipient"),
        ("bea", "expected one of ana"),
        ("x", "expected one of"),
    ):
        with pytest.raises(RingError, match=message):
            retire(made.parent, officer, signed_by(made))
    assert load_ring(made.parent, 0) == changed


def test_after_a_crash_between_pin_and_ring_an_admin_is_needed(made: Path, suite: str):
    made.with_name("ring.json").unlink()
    with pytest.raises(RingError, match="admins are pinned here, and have to sign"):
        create(made.parent, "bea", PHRASE, suite, cost=FLOOR)
    ring = create(made.parent, "bea", PHRASE, suite, cost=FLOOR, admins=signed_by(made))
    assert load_ring(made.parent, 0) == ring
    assert (ring.version, [reader.officer for reader in ring.groups[0]]) == (1, ["bea"])


@pytest.mark.parametrize("change", ["new", "retire"])
def test_a_ring_is_not_changed_before_there_is_an_epoch_for_it(
    made: Path, suite: str, change: str, monkeypatch: pytest.MonkeyPatch
):
    create(made.parent, "bea", PHRASE, suite, cost=FLOOR, admins=signed_by(made))
    before = made.with_name("ring.json").read_bytes()

    def cut(*_: object) -> None:
        raise StoreError("cut")

    monkeypatch.setattr(indexkeys, "begin", cut)
    calls: dict[str, Callable[[], object]] = {
        "new": lambda: create(made.parent, "cleo", PHRASE, suite, cost=FLOOR, admins=signed_by(made)),
        "retire": lambda: retire(made.parent, "bea", signed_by(made)),
    }
    with pytest.raises(StoreError, match="cut"):
        calls[change]()
    assert made.with_name("ring.json").read_bytes() == before


def test_a_ring_that_has_expired_is_renewed_and_another_keeps_its_end(made: Path, suite: str):
    pinned = load_admins(made.with_name("admins.json"))
    for expires, kept in ((1, 0), (2**40, 2**40)):
        ring = replace(load_ring(made.parent, 0), expires=expires)
        made.with_name("ring.json").write_bytes(endorsed(ring, signed_by(made), pinned))
        added = create(made.parent, f"bea{expires}", PHRASE, suite, cost=FLOOR, admins=signed_by(made))
        assert (added.expires, added.version) == (kept, ring.version + 1)
        ring = replace(added, expires=expires)
        made.with_name("ring.json").write_bytes(endorsed(ring, signed_by(made), pinned))
        left = retire(made.parent, f"bea{expires}", signed_by(made))
        assert (left.expires, left.version) == (kept, ring.version + 1)
    assert load_ring(made.parent, time.time()) == left


def test_ring_of_another_tenant_or_suite_is_left_alone(made: Path, suite: str):
    before = made.with_name("ring.json").read_bytes()
    other = "x25519" if suite == "hybrid" else "hybrid"
    with pytest.raises(RingError, match="another tenant"):
        create(made.parent, "bea", PHRASE, suite, "acme", cost=FLOOR, admins=signed_by(made))
    with pytest.raises(RingError, match="of suite"):
        create(made.parent, "bea", PHRASE, other, cost=FLOOR, admins=signed_by(made))
    assert made.with_name("ring.json").read_bytes() == before
    assert not made.with_name("officer-bea.key").exists()


@pytest.mark.parametrize(
    ("officer", "phrase", "suite", "message"),
    [
        ("", PHRASE, "x25519", "officer"),
        ("../ana", PHRASE, "x25519", "officer"),
        ("ana", "short", "x25519", "passphrase"),
        ("ana", PHRASE, "rsa", "suite"),
    ],
)
def test_create_refuses(tmp_path: Path, officer: str, phrase: str, suite: str, message: str):
    with pytest.raises(KeyFileError, match=f"^{message}: "):
        create(tmp_path / "keys", officer, phrase, suite)
    assert not (tmp_path / "keys").exists()


def test_unwritable_place(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(KeyFileError):
        create(tmp_path / "file" / "keys", "ana", PHRASE, cost=FLOOR)


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m | {"officer": "eve"},
        lambda m: m | {"tenant": "eve"},
        lambda m: m | {"kid": "0" * 16},
        lambda m: m | {"suite": "x25519" if m["suite"] == "hybrid" else "hybrid"},
        lambda m: m | {"kdf": m["kdf"] | {"t": 3}},
        lambda m: m | {"kdf": m["kdf"] | {"m": 20 * 1024}},
        lambda m: m | {"kdf": m["kdf"] | {"p": 2}},
        lambda m: m | {"kdf": m["kdf"] | {"salt": "A" * 22 + "=="}},
        lambda m: m | {"sealed": "A" + m["sealed"][1:] if m["sealed"][0] != "A" else "B" + m["sealed"][1:]},
        lambda m: m | {"sealed": ""},
    ],
)
def test_every_changed_member_is_refused(made: Path, change: Callable[[dict], dict]):
    made.write_text(json.dumps(change(json.loads(made.read_text()))))
    with pytest.raises(KeyFileError, match="wrong passphrase, or the file was changed"):
        unlock(made, PHRASE)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: [], "key file"),
        (lambda m: m | {"extra": 1}, "key file"),
        (lambda m: m | {"format": "x"}, "format"),
        (lambda m: m | {"suite": "rsa"}, "suite"),
        (lambda m: m | {"officer": 1}, "suite"),
        (lambda m: m | {"kdf": 1}, "kdf"),
        (lambda m: m | {"kdf": m["kdf"] | {"name": "pbkdf2"}}, "format"),
        (lambda m: m | {"kdf": m["kdf"] | {"m": 8}}, "kdf.m"),
        (lambda m: m | {"kdf": m["kdf"] | {"m": 2**40}}, "kdf.m"),
        (lambda m: m | {"kdf": m["kdf"] | {"t": 1}}, "kdf.t"),
        (lambda m: m | {"kdf": m["kdf"] | {"p": "4"}}, "kdf.p"),
        (lambda m: m | {"kdf": m["kdf"] | {"salt": ""}}, "kdf.salt"),
        (lambda m: m | {"sealed": 5}, "sealed"),
        (lambda m: m | {"sealed": "?"}, "sealed"),
    ],
)
def test_bad_content_names_file_and_field(made: Path, change: Callable[[dict], object], message: str):
    made.write_text(json.dumps(change(json.loads(made.read_text()))))
    with pytest.raises(KeyFileError, match=f"officer-ana.key: {message}"):
        load(made)


def test_not_json(made: Path):
    made.write_bytes(b"\xff")
    with pytest.raises(KeyFileError, match="not JSON"):
        load(made)


def test_missing_file_says_which_command_makes_one(tmp_path: Path):
    with pytest.raises(KeyFileError, match="run `audit keys new --dir"):
        unlock(tmp_path / "officer-ana.key", PHRASE)
    with pytest.raises(KeyFileError, match="cannot be read"):
        unlock(tmp_path, PHRASE)


def test_default_cost_is_the_documented_one():
    assert Cost(256 * 1024, 3, 4) == keyfile.DEFAULT
