import base64
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from audit import indexkeys, keyfile
from audit.errors import KeyFileError, OpenError, RingError, StoreError
from audit.keyfile import APPROVER, FLOOR, REVIEWER, Cost, KeyFile, Role, create, load, renew, retire, unlock
from audit.note import Signer
from audit.open import PrivateKey, generate, open_body, open_epoch
from audit.record import Record
from audit.ring import Ring
from audit.seal import seal
from audit.suites import RSA
from audit.trust import endorsed, load_admins, load_ring, load_rings

PHRASE = "plum orbit lantern"

Keys = Callable[..., PrivateKey]


@pytest.fixture(params=["hybrid", "x25519"])
def suite(request: pytest.FixtureRequest) -> str:
    """RSA keys are dear to make: what they have of their own is tested at the end."""
    return str(request.param)


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
        "ring-1.json",
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
    made.with_name("ring-1.json").unlink()
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


def added(made: Path, officer: str, *roles: Role, group: int = 1) -> Ring:
    suite = load(made).suite
    return create(
        made.parent, officer, PHRASE, suite, cost=FLOOR, admins=signed_by(made), roles=roles, group=group
    )


def names(ring: Ring) -> tuple[list[list[str]], list[str]]:
    groups = [[reader.officer for reader in group] for group in ring.active]
    return groups, [each.name for each in ring.approvers]


def test_the_first_officer_is_admin_approver_and_reviewer(made: Path):
    ring = load_ring(made.parent, 0)
    signer = unlock(made, PHRASE).signer("ana").verifier
    assert names(ring) == ([["ana"]], ["ana"])
    assert ring.solo
    assert load_admins(made.with_name("admins.json")).keys == (signer,)
    assert ring.approver("ana") == ring.signer("ana") == signer


@pytest.mark.parametrize(("roles", "group"), [([APPROVER], 1), ([REVIEWER], 2), ([REVIEWER], 0)])
def test_the_first_officer_is_nothing_else(tmp_path: Path, roles: list[Role], group: int):
    with pytest.raises(KeyFileError, match=r"^role: the first officer"):
        create(tmp_path / "keys", "ana", PHRASE, "x25519", cost=FLOOR, roles=roles, group=group)
    assert not (tmp_path / "keys" / "officer-ana.key").exists()


@pytest.mark.parametrize(
    ("roles", "groups", "approvers"),
    [
        ([REVIEWER], [["ana", "bea"]], ["ana"]),
        ([APPROVER], [["ana"]], ["ana", "bea"]),
        ([REVIEWER, APPROVER], [["ana", "bea"]], ["ana", "bea"]),
    ],
)
def test_a_role_is_a_place_in_the_ring(
    made: Path, roles: list[Role], groups: list[list[str]], approvers: list[str]
):
    ring = added(made, "bea", *roles)
    assert names(ring) == (groups, approvers)
    assert load_ring(made.parent, 0) == ring
    signer = unlock(made.with_name("officer-bea.key"), PHRASE).signer("bea").verifier
    assert ring.signer("bea") == signer


def test_who_only_approves_opens_nothing(made: Path, record: Callable[..., Record]):
    ring = added(made, "bob", APPROVER)
    bob, ana = unlock(made.with_name("officer-bob.key"), PHRASE), unlock(made, PHRASE)
    sealed = seal(record(b"{}"), ring, seq=0, rid="0f" * 16, ts=0)
    with pytest.raises(OpenError, match="wrong key"):
        open_body(sealed.header, sealed.sealed, sealed.share, bob)
    assert open_body(sealed.header, sealed.sealed, sealed.share, ana) == b"{}"
    epochs = indexkeys.epochs(made.parent, "default")
    assert [open_epoch(epoch, "default", bob) for epoch in epochs] == [None] * len(epochs)
    assert all(open_epoch(epoch, "default", ana) for epoch in epochs)


def test_a_second_group_makes_dual_control(made: Path, record: Callable[..., Record]):
    ring = added(made, "bea", REVIEWER, group=2)
    assert names(ring) == ([["ana"], ["bea"]], ["ana"])
    assert not ring.solo
    ana, bea = (unlock(made.with_name(f"officer-{name}.key"), PHRASE) for name in ("ana", "bea"))
    sealed = seal(record(b"{}"), ring, seq=0, rid="0f" * 16, ts=0)
    for keys in ((ana,), (bea,), (ana, ana), (bea, bea)):
        with pytest.raises(OpenError, match="wrong key"):
            open_body(sealed.header, sealed.sealed, sealed.share, *keys)
    for keys in ((ana, bea), (bea, ana)):
        assert open_body(sealed.header, sealed.sealed, sealed.share, *keys) == b"{}"
    assert names(added(made, "cleo", REVIEWER, group=2))[0] == [["ana"], ["bea", "cleo"]]


@pytest.mark.parametrize("group", [3, 0, -1, 10**9])
def test_a_group_that_does_not_follow_is_refused(made: Path, group: int):
    before = sorted((path.name, path.read_bytes()) for path in made.parent.iterdir())
    with pytest.raises(KeyFileError, match=r"^group: expected from 1 to 2"):
        added(made, "bea", REVIEWER, group=group)
    assert sorted((path.name, path.read_bytes()) for path in made.parent.iterdir()) == before


def test_an_approver_is_retired_and_stays_retired(made: Path):
    added(made, "bob", APPROVER)
    changed = retire(made.parent, "bob", signed_by(made))
    assert names(changed) == ([["ana"]], ["ana"])
    assert changed.signer("bob") is None
    assert load_ring(made.parent, 0) == changed
    with pytest.raises(RingError, match="expected one of ana"):
        retire(made.parent, "bob", signed_by(made))


def test_a_reviewer_who_approves_too_loses_both_and_the_last_of_a_group_stays(made: Path):
    added(made, "bea", REVIEWER, APPROVER)
    assert names(retire(made.parent, "bea", signed_by(made))) == ([["ana"]], ["ana"])
    added(made, "cleo", REVIEWER, group=2)
    with pytest.raises(RingError, match="every group needs an active recipient"):
        retire(made.parent, "cleo", signed_by(made))


def test_every_ring_is_kept_under_its_version(made: Path):
    rings = [
        load_ring(made.parent, 0),
        added(made, "bea", REVIEWER),
        retire(made.parent, "bea", signed_by(made)),
    ]
    assert [ring.version for ring in rings] == [1, 2, 3]
    assert load_rings(made.parent) == {ring.digest: ring for ring in rings}
    assert sorted(path.name for path in made.parent.glob("ring-*.json")) == [
        "ring-1.json",
        "ring-2.json",
        "ring-3.json",
    ]
    assert load_ring(made.parent, 0) == rings[-1]


@pytest.mark.parametrize("name", ["", "admin", "Reviewer", "reviewer "])
def test_another_role_is_refused(name: str):
    with pytest.raises(KeyFileError, match=r"^role: expected one of reviewer, approver$"):
        keyfile.role(name)


@pytest.mark.parametrize("officer", ["ana", "bea"])
def test_a_passphrase_that_is_not_utf_8_is_refused_and_not_shown(tmp_path: Path, officer: str):
    create(tmp_path / "keys", "ana", PHRASE, "x25519", cost=FLOOR)
    before = sorted((tmp_path / "keys").iterdir())
    phrase = PHRASE + "\udcff"
    calls: dict[str, Callable[[], object]] = {
        "ana": lambda: unlock(tmp_path / "keys" / "officer-ana.key", phrase),
        "bea": lambda: create(tmp_path / "other", "bea", phrase, "x25519", cost=FLOOR),
    }
    with pytest.raises(KeyFileError, match=r"passphrase: expected UTF-8$") as raised:
        calls[officer]()
    assert PHRASE not in str(raised.value)
    assert raised.value.__suppress_context__
    assert sorted((tmp_path / "keys").iterdir()) == before
    assert not (tmp_path / "other").exists()


def spellings(secret: bytes) -> list[bytes]:
    """Ways in which a secret could lie in a file; base64 has three, by where the secret begins."""
    in_base64 = [base64.b64encode(secret[at:])[4:-4] for at in range(3)]
    return [secret, secret.hex().encode(), *in_base64]


def test_rsa_keys_make_a_ring_under_dual_control(tmp_path: Path, record: Callable[..., Record]):
    folder = tmp_path / "keys"
    create(folder, "ana", PHRASE, RSA, cost=FLOOR)
    made = folder / "officer-ana.key"
    ring = added(made, "bea", REVIEWER, group=2)
    ana, bea = (unlock(folder / f"officer-{name}.key", PHRASE) for name in ("ana", "bea"))
    assert (ring.suite, names(ring)) == (RSA, ([["ana"], ["bea"]], ["ana"]))
    assert load_ring(folder, 0) == ring
    assert [group[0].pk for group in ring.groups] == [ana.public, bea.public]
    sealed = seal(record(b"{}"), ring, seq=0, rid="0f" * 16, ts=0)
    assert open_body(sealed.header, sealed.sealed, sealed.share, ana, bea) == b"{}"
    with pytest.raises(OpenError, match="wrong key"):
        open_body(sealed.header, sealed.sealed, sealed.share, bea)
    begun = indexkeys.epochs(folder, "default")
    assert all(open_epoch(epoch, "default", ana) for epoch in begun)
    assert [open_epoch(epoch, "default", bea) is None for epoch in begun] == [True, False]
    on_disk = b"".join(path.read_bytes() for path in folder.iterdir())
    assert base64.b64encode(ana.public) in on_disk
    for key in (ana, bea):
        assert isinstance(key.key, rsa.RSAPrivateKey)
        numbers = key.key.private_numbers()
        hidden = [
            each.to_bytes(each.bit_length() // 8 + 1, "big")[1:] for each in (numbers.d, numbers.p, numbers.q)
        ]
        assert all(each in key.secret for each in hidden)
        assert not [each for part in (key.seed, *hidden) for each in spellings(part) if each in on_disk]


@pytest.fixture(scope="module")
def locked() -> tuple[KeyFile, bytes]:
    """A locked file of an RSA key, and its secret."""
    key = generate(RSA)
    return KeyFile(RSA, key.kid, "ana", "default", FLOOR, bytes(16)).lock(key.secret, PHRASE), key.secret


def test_an_rsa_key_comes_back_from_its_file(locked: tuple[KeyFile, bytes], tmp_path: Path):
    file, secret = locked
    path = tmp_path / "officer-ana.key"
    path.write_bytes(file.encode())
    assert load(path) == file
    assert unlock(path, PHRASE) == PrivateKey(RSA, secret)
    with pytest.raises(KeyFileError, match=r"officer-ana\.key: wrong passphrase"):
        unlock(path, PHRASE + " ")
    for at in range(0, len(file.sealed), 97):
        changed = file.sealed[:at] + bytes([file.sealed[at] ^ 1]) + file.sealed[at + 1 :]
        with pytest.raises(KeyFileError, match="wrong passphrase, or the file was changed"):
            replace(file, sealed=changed).unlock(PHRASE)


@pytest.mark.parametrize(
    "garbled",
    [
        lambda secret: b"",
        lambda secret: secret[:31],
        lambda secret: secret[:32],
        lambda secret: secret[32:],
        lambda secret: secret[:-1],
        lambda secret: secret + b"\0",
        lambda secret: secret[:32] + bytes(len(secret) - 32),
        lambda secret: secret[:33] + secret[34:],
        lambda secret: secret * 2,
    ],
)
def test_what_is_not_a_private_key_is_refused_and_not_shown(
    locked: tuple[KeyFile, bytes], tmp_path: Path, garbled: Callable[[bytes], bytes]
):
    file, secret = locked
    path = tmp_path / "officer-ana.key"
    path.write_bytes(file.lock(garbled(secret), PHRASE).encode())
    with pytest.raises(KeyFileError) as raised:
        unlock(path, PHRASE)
    assert str(raised.value) == f"{path}: sealed: not a private key of suite {RSA}"
    assert raised.value.__suppress_context__


@pytest.mark.parametrize("suite", ["hybrid", "x25519"])
@pytest.mark.parametrize("length", [0, 31, 33, 1824])
def test_a_seed_of_another_length_is_refused(suite: str, length: int):
    file = KeyFile(suite, "0" * 16, "ana", "default", FLOOR, bytes(16)).lock(bytes(length), PHRASE)
    with pytest.raises(KeyFileError, match=f"^sealed: not a private key of suite {suite}$"):
        file.unlock(PHRASE)


def test_a_key_under_the_id_of_another_is_refused(locked: tuple[KeyFile, bytes], keys: Keys):
    file, _ = locked
    other = file.lock(keys(RSA).secret, PHRASE)
    with pytest.raises(KeyFileError, match="kid: does not belong to the key"):
        other.unlock(PHRASE)
    as_x25519 = replace(file, suite="x25519").lock(keys("x25519").secret, PHRASE)
    with pytest.raises(KeyFileError, match="kid: does not belong to the key"):
        as_x25519.unlock(PHRASE)


def test_nobody_changes_an_older_ring_while_a_later_one_is_kept(made: Path):
    """Else whoever was retired since would be back, and the later ring gone, which old signatures need."""
    added(made, "bea", REVIEWER)
    older = made.with_name("ring.json").read_bytes()
    retire(made.parent, "bea", signed_by(made))
    kept = made.with_name("ring-3.json").read_bytes()
    made.with_name("ring.json").write_bytes(older)
    calls: tuple[Callable[[], object], ...] = (
        lambda: added(made, "cleo", REVIEWER),
        lambda: retire(made.parent, "bea", signed_by(made)),
        lambda: renew(made.parent, 0, signed_by(made)),
    )
    for call in calls:
        with pytest.raises(RingError, match=r"ring\.json: older than ring-3\.json"):
            call()
    assert made.with_name("ring-3.json").read_bytes() == kept
    assert not made.with_name("officer-cleo.key").exists()
    made.with_name("ring.json").write_bytes(kept)
    assert added(made, "cleo", REVIEWER).version == 4


def test_a_first_ring_cut_off_is_put_back_not_made_anew(made: Path, suite: str):
    made.with_name("ring.json").unlink()
    with pytest.raises(RingError, match="put back the newest"):
        create(made.parent, "bea", PHRASE, suite, cost=FLOOR, admins=signed_by(made))
    assert not made.with_name("officer-bea.key").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("officer", "ana\u001b[2J"), ("officer", ""), ("tenant", "a b"), ("kid", "x" * 16), ("kid", "A" * 16)],
)
def test_names_that_a_key_file_shows_are_names(made: Path, name: str, value: str):
    """They are shown before a passphrase proves them, so they must not steer a terminal."""
    members = json.loads(made.read_bytes()) | {name: value}
    made.write_text(json.dumps(members))
    with pytest.raises(KeyFileError, match=rf"officer-ana\.key: {name}: expected") as refused:
        load(made)
    assert "\u001b" not in str(refused.value)
