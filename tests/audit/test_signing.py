"""Checkpoint keys on disk: each step of a rotation, and every crash between two of them."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from tlog_scales.signing import Vkey
from tlog_scales.tlog import Checkpoint as Theirs

from audit import signing
from audit.checkpoint import Checkpoint
from audit.errors import NoteError, StoreError
from audit.merkle import EMPTY_ROOT, Frontier, leaf_hash
from audit.note import Signer, verified
from audit.signing import FileKeys, StoredKeys, file_names, origin, signed

KEY_FILE, NEXT = file_names("acme")


@pytest.fixture
def keys(tmp_path: Path) -> FileKeys:
    return FileKeys(tmp_path, "acme")


@pytest.fixture
def again(tmp_path: Path) -> Callable[[], FileKeys]:
    """Open the keys as a process does that starts after a crash."""
    return lambda: FileKeys(tmp_path, "acme")


def names(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}


def turned(keys: FileKeys) -> Signer:
    made = keys.prepare()
    assert keys.settle(made.verifier.public) == made
    return made


def test_the_name_of_a_log_tells_nothing_of_its_tenant():
    assert origin("acme") == f"guard-audit/{sha256(b'acme').hexdigest()[:32]}"
    assert origin("acme") != origin("acme2")


def test_there_are_no_keys_at_first(keys: FileKeys, tmp_path: Path):
    assert list(keys.known()) == []
    with pytest.raises(StoreError, match="it was lost"):
        keys.settle(bytes(32))
    assert names(tmp_path) == set()


def test_a_prepared_key_is_on_disk_and_not_yet_in_force(keys: FileKeys, tmp_path: Path):
    made = keys.prepare()
    assert names(tmp_path) == {NEXT}
    assert (tmp_path / NEXT).read_bytes() == made.seed
    assert made.name == origin("acme")
    assert list(keys.known()) == [made]


def test_a_settled_key_is_the_only_one(keys: FileKeys, tmp_path: Path):
    made = turned(keys)
    assert names(tmp_path) == {KEY_FILE}
    assert (tmp_path / KEY_FILE).read_bytes() == made.seed
    assert list(keys.known()) == [made]
    assert keys.settle(made.verifier.public) == made


def test_the_key_before_is_gone_once_the_next_is_settled(keys: FileKeys, tmp_path: Path):
    old = turned(keys)
    new = keys.prepare()
    assert new.seed != old.seed
    assert list(keys.known()) == [old, new]
    assert keys.settle(new.verifier.public) == new
    assert names(tmp_path) == {KEY_FILE}
    assert list(keys.known()) == [new]
    with pytest.raises(StoreError, match="not the key that the log names"):
        keys.settle(old.verifier.public)
    assert list(keys.known()) == [new]


def test_every_key_is_another(keys: FileKeys):
    assert len({keys.prepare().seed for _ in range(20)}) == 20


@pytest.mark.parametrize("first", [True, False])
def test_after_a_crash_between_prepare_and_commit_the_log_names_the_old_key(
    keys: FileKeys, again: Callable[[], FileKeys], tmp_path: Path, first: bool
):
    old = None if first else turned(keys)
    lost = keys.prepare()
    if old is not None:
        assert again().settle(old.verifier.public) == old
        assert (tmp_path / KEY_FILE).read_bytes() == old.seed
    after = again().prepare()
    assert after.seed != lost.seed
    assert again().settle(after.verifier.public) == after
    assert list(again().known()) == [after]
    with pytest.raises(StoreError, match="not the key"):
        again().settle(lost.verifier.public)


@pytest.mark.parametrize("first", [True, False])
def test_after_a_crash_between_commit_and_settle_the_log_names_the_new_key(
    keys: FileKeys, again: Callable[[], FileKeys], tmp_path: Path, first: bool
):
    if not first:
        turned(keys)
    new = keys.prepare()
    assert again().settle(new.verifier.public) == new
    assert names(tmp_path) == {KEY_FILE}
    assert (tmp_path / KEY_FILE).read_bytes() == new.seed


def test_after_a_crash_in_the_middle_of_settling_it_can_be_done_again(
    keys: FileKeys, again: Callable[[], FileKeys], tmp_path: Path
):
    turned(keys)
    new = keys.prepare()
    (tmp_path / KEY_FILE).write_bytes(new.seed)  # replaced, and the old name not yet gone
    assert again().settle(new.verifier.public) == new
    assert (tmp_path / KEY_FILE).read_bytes() == new.seed


def test_a_disk_that_refuses_leaves_the_key_in_force(
    keys: FileKeys, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    old = turned(keys)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(signing, "write_whole", refuse)
    with pytest.raises(StoreError, match="cannot be written: No space left"):
        keys.prepare()
    assert list(keys.known()) == [old]


def test_a_missing_directory_is_not_made(tmp_path: Path):
    with pytest.raises(StoreError, match="cannot be written"):
        FileKeys(tmp_path / "gone", "acme").prepare()
    assert not (tmp_path / "gone").exists()


@pytest.mark.parametrize("name", [KEY_FILE, NEXT])
@pytest.mark.parametrize("content", [b"", bytes(31), bytes(33), b"text" * 100])
def test_a_file_that_is_no_key_is_refused(keys: FileKeys, tmp_path: Path, name: str, content: bytes):
    (tmp_path / name).write_bytes(content)
    for use in (keys.known, lambda: keys.settle(bytes(32))):
        with pytest.raises(StoreError, match=f"{name}: not a checkpoint key"):
            use()
    assert (tmp_path / name).read_bytes() == content


def test_a_file_that_cannot_be_read_is_refused(keys: FileKeys, tmp_path: Path):
    (tmp_path / KEY_FILE).mkdir()
    with pytest.raises(StoreError, match="cannot be read"):
        keys.known()


def test_another_key_in_its_place_is_refused_and_kept(keys: FileKeys, tmp_path: Path):
    right = turned(keys)
    (tmp_path / KEY_FILE).write_bytes(bytes(32))
    with pytest.raises(StoreError, match="from a backup"):
        keys.settle(right.verifier.public)
    assert (tmp_path / KEY_FILE).read_bytes() == bytes(32)


def test_a_key_that_was_lost_is_reported_and_no_other_takes_its_place(keys: FileKeys, tmp_path: Path):
    right = turned(keys)
    (tmp_path / KEY_FILE).unlink()
    with pytest.raises(StoreError, match="it was lost"):
        keys.settle(right.verifier.public)
    assert names(tmp_path) == set()


def test_the_error_says_what_can_be_done(keys: FileKeys):
    turned(keys)
    with pytest.raises(
        StoreError, match=r"from a backup.*put the right ones back, or let an approver go on.*`audit recover`"
    ):
        keys.settle(bytes(32))


def test_a_key_is_lost_when_neither_file_holds_it_and_asking_changes_nothing(keys: FileKeys, tmp_path: Path):
    old, new = turned(keys), keys.prepare()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert not keys.lost(old.verifier.public)
    assert not keys.lost(new.verifier.public)
    assert keys.lost(bytes(32))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    for path in tmp_path.iterdir():
        path.unlink()
    assert keys.lost(old.verifier.public)


def test_a_damaged_key_file_does_not_tell_whether_the_key_is_lost(keys: FileKeys, tmp_path: Path):
    made = turned(keys)
    (tmp_path / KEY_FILE).write_bytes(b"text")
    with pytest.raises(StoreError, match="not a checkpoint key: move it away"):
        keys.lost(made.verifier.public)


def test_a_refused_key_leaves_the_next_one_where_it_is(keys: FileKeys, tmp_path: Path):
    old, new = turned(keys), keys.prepare()
    with pytest.raises(StoreError):
        keys.settle(bytes(32))
    assert list(keys.known()) == [old, new]


def test_key_files_are_private_whatever_the_umask(keys: FileKeys, tmp_path: Path):
    before = os.umask(0)
    try:
        made = keys.prepare()
        assert (tmp_path / NEXT).stat().st_mode & 0o777 == 0o600
        keys.settle(made.verifier.public)
        assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
        new = keys.prepare()
        keys.settle(new.verifier.public)
        assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)


def test_errors_and_reprs_hold_no_seed(keys: FileKeys, tmp_path: Path):
    made = turned(keys)
    with pytest.raises(StoreError) as raised:
        keys.settle(bytes(32))
    for shown in (str(raised.value), repr(made), repr(list(keys.known()))):
        assert made.seed.hex() not in shown
        assert repr(made.seed) not in shown


def grown(leaves: int) -> Frontier:
    tree = Frontier()
    for number in range(leaves):
        tree = tree.append(leaf_hash(bytes([number])))
    return tree


@pytest.mark.parametrize("leaves", [1, 2, 7, 130])
def test_a_signed_tree_is_read_as_a_checkpoint_here_and_there(keys: FileKeys, leaves: int):
    tree, signer = grown(leaves), keys.prepare()
    note = signed(tree, signer)
    text, signers = verified(note, [signer.verifier])
    assert signers == (signer.verifier,)
    assert Checkpoint.decode(text) == Checkpoint(origin("acme"), leaves, tree.root())
    theirs = Theirs.from_text(note)
    theirs.verify(Vkey.from_string(signer.verifier.encode()))
    assert (theirs.origin, theirs.size, theirs.root_hash) == (origin("acme"), leaves, tree.root())


def test_a_signed_tree_is_by_its_key_only(keys: FileKeys):
    one, other = keys.prepare(), keys.prepare()
    with pytest.raises(NoteError, match="none of a known key"):
        verified(signed(grown(3), one), [other.verifier])


def test_an_empty_tree_can_be_signed(keys: FileKeys):
    signer = keys.prepare()
    text, _ = verified(signed(Frontier(), signer), [signer.verifier])
    assert Checkpoint.decode(text) == Checkpoint(origin("acme"), 0, EMPTY_ROOT)


def test_two_tenants_of_one_folder_keep_their_keys_apart(tmp_path: Path):
    one, other = FileKeys(tmp_path, "acme"), FileKeys(tmp_path, "globex")
    first, second = turned(one), turned(other)
    assert one.settle(first.verifier.public) == first
    assert other.settle(second.verifier.public) == second


def test_a_process_that_settles_late_leaves_the_next_key_of_another(tmp_path: Path):
    late, other = FileKeys(tmp_path, "acme"), FileKeys(tmp_path, "acme")
    made = late.prepare()
    assert other.settle(made.verifier.public) == made
    following = other.prepare()
    assert late.settle(made.verifier.public) == made
    assert other.settle(following.verifier.public) == following


class Rows:
    """Key rows as a store keeps them."""

    def __init__(self) -> None:
        self.kept: list[tuple[bytes, bytes]] = []

    def signing(self) -> list[tuple[bytes, bytes]]:
        return self.kept

    def keep_signing(self, public: bytes, sealed: bytes) -> None:
        self.kept = [(public, sealed)]


def test_a_stored_key_opens_with_the_secret_of_the_deployment_only():
    rows = Rows()
    made = StoredKeys(rows, bytes(32), "acme").prepare()
    assert made.seed not in rows.kept[0][1]
    assert StoredKeys(rows, bytes(32), "acme").settle(made.verifier.public) == made
    for secret, tenant in ((bytes(31) + b"x", "acme"), (bytes(32), "globex")):
        with pytest.raises(StoreError, match="another secret"):
            StoredKeys(rows, secret, tenant).settle(made.verifier.public)


def test_a_stored_key_that_was_replaced_is_gone():
    rows = Rows()
    keys = StoredKeys(rows, bytes(32), "acme")
    old, new = keys.prepare(), keys.prepare()
    assert keys.settle(new.verifier.public) == new
    with pytest.raises(StoreError, match="it was lost"):
        keys.settle(old.verifier.public)


def test_a_stored_key_is_lost_with_its_row_and_not_with_the_secret():
    rows = Rows()
    keys = StoredKeys(rows, bytes(32), "acme")
    old, new = keys.prepare(), keys.prepare()
    assert keys.lost(old.verifier.public)
    assert not keys.lost(new.verifier.public)
    with pytest.raises(StoreError, match="another secret"):
        StoredKeys(rows, bytes(31) + b"x", "acme").lost(new.verifier.public)
