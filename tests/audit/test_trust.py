"""Rings count only with their admins' word."""

import json
import os
import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from audit import trust
from audit.errors import AuditUnavailable, RingError
from audit.events import Kind, RingChange
from audit.files import write_whole
from audit.log import AuditLog
from audit.note import Signer, sign
from audit.open import PrivateKey
from audit.record import Record, parse_header
from audit.ring import Recipient, Ring
from audit.store.sqlite import SqliteStore
from audit.trust import Admins, endorsed, kept_versions, load_admins, load_ring, load_rings, save_ring
from audit.verify import verify

ADA, BOB, EVE = (Signer(name, bytes([number]) * 32) for number, name in enumerate(("ada", "bob", "eve"), 1))


def admins(*signers: Signer, threshold: int = 1, tenant: str = "default") -> Admins:
    return Admins(tenant, threshold, tuple(signer.verifier for signer in signers))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    admins(ADA, BOB, threshold=2).save(tmp_path / "admins.json")
    return tmp_path


def put(place: Path, ring: Ring, *signers: Signer) -> None:
    (place / "ring.json").write_text(sign(f"{ring.encode().decode()}\n", *signers))


def test_a_ring_signed_by_enough_admins_is_read(place: Path, ring: Ring):
    (place / "ring.json").write_bytes(endorsed(ring, [ADA, BOB], admins(ADA, BOB, threshold=2)))
    assert load_ring(place, 0) == ring
    put(place, ring, ADA, EVE, BOB)
    assert load_ring(place, 0) == ring


@pytest.mark.parametrize("signers", [(ADA,), (ADA, EVE), (EVE,), (), (ADA, ADA)])
def test_too_few_signatures_are_refused(place: Path, ring: Ring, signers: tuple[Signer, ...]):
    put(place, ring, *signers)
    with pytest.raises(RingError, match=r"ring\.json"):
        load_ring(place, 0)
    with pytest.raises(RingError):
        endorsed(ring, signers, admins(ADA, BOB, threshold=2))


def test_a_recipient_added_afterwards_is_refused(
    place: Path, ring: Ring, keys: Callable[..., object], rings: Callable[..., Ring]
):
    put(place, ring, ADA, BOB)
    mine = rings((keys(ring.suite, 0), keys(ring.suite, 9)))
    text = (place / "ring.json").read_text()
    (place / "ring.json").write_text(text.replace(ring.encode().decode(), mine.encode().decode()))
    with pytest.raises(RingError, match="not the one of its key"):
        load_ring(place, 0)


def test_every_changed_character_is_noticed(
    place: Path, rings: Callable[..., Ring], keys: Callable[..., object]
):
    put(place, rings((keys("x25519"),)), ADA, BOB)
    path = place / "ring.json"
    text = path.read_text()
    for at in range(len(text)):
        path.write_text(text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :])
        with pytest.raises(RingError):
            load_ring(place, 0)


@pytest.mark.parametrize(("now", "fine"), [(1999, True), (2000, True), (2001, False)])
def test_an_expired_ring_is_refused(place: Path, ring: Ring, now: int, fine: bool):
    put(place, replace(ring, expires=2000), ADA, BOB)
    if fine:
        assert load_ring(place, now).expires == 2000
    else:
        with pytest.raises(RingError, match="expired"):
            load_ring(place, now)


def test_a_ring_of_another_tenant_is_refused(place: Path, ring: Ring):
    put(place, replace(ring, tenant="acme"), ADA, BOB)
    with pytest.raises(RingError, match="tenant"):
        load_ring(place, 0)


def test_another_spelling_of_a_ring_is_refused(place: Path, ring: Ring):
    text = json.dumps(json.loads(ring.encode()), indent=None)
    (place / "ring.json").write_text(sign(f"{text}\n", ADA, BOB))
    with pytest.raises(RingError, match="not as it is written"):
        load_ring(place, 0)


def test_missing_files_say_which_command_makes_them(tmp_path: Path):
    with pytest.raises(RingError, match=f"admins.*run `audit keys new --dir {tmp_path}`"):
        load_ring(tmp_path, 0)
    admins(ADA).save(tmp_path / "admins.json")
    with pytest.raises(RingError, match=f"no key ring here: run `audit keys new --dir {tmp_path}`"):
        load_ring(tmp_path, 0)
    (tmp_path / "ring.json").mkdir()
    with pytest.raises(RingError, match="cannot be read"):
        load_ring(tmp_path, 0)


def test_a_pin_is_read_back_and_never_overwritten(tmp_path: Path):
    path = tmp_path / "admins.json"
    pinned = admins(ADA, BOB, threshold=2)
    pinned.save(path)
    assert load_admins(path) == pinned
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        admins(EVE).save(path)
    assert load_admins(path) == pinned


@pytest.mark.parametrize(
    "change",
    [
        {"threshold": 0},
        {"threshold": 3},
        {"threshold": True},
        {"threshold": "1"},
        {"admins": []},
        {"admins": "ada"},
        {"admins": ["ada"]},
        {"admins": [ADA.verifier.encode(), ADA.verifier.encode()]},
        {"format": "other"},
        {"extra": 1},
    ],
)
def test_a_damaged_pin_is_refused(tmp_path: Path, change: dict[str, object]):
    path = tmp_path / "admins.json"
    members = json.loads(admins(ADA, BOB).encode()) | change
    path.write_text(json.dumps(members))
    with pytest.raises(RingError, match=r"admins\.json"):
        load_admins(path)


def test_a_pin_that_is_no_object_is_refused(tmp_path: Path):
    path = tmp_path / "admins.json"
    for text in ("", "[]", "[" * 100_000, "\xff"):
        path.write_text(text, "latin-1")
        with pytest.raises(RingError, match=r"admins\.json"):
            load_admins(path)


Made = Callable[..., Record]


def test_another_ring_is_a_record_and_an_old_one_is_refused(
    tmp_path: Path, rings: Callable[..., Ring], keys: Callable[..., object], record: Made
):
    path = tmp_path / "audit.sqlite"
    first = rings((keys("x25519", 1),))
    second = replace(rings((keys("x25519", 1), keys("x25519", 2))), version=2)
    for ring in (first, first, second, second):
        log = AuditLog(path, ring)
        log.append_sync(record(b"x"))
        log.close()
    store = SqliteStore.read(path)
    changes = [parse_header(row.hdr) for row in store.of_kind("default", Kind.RING)]
    store.close()
    assert [header.event for header in changes] == [RingChange(1), RingChange(2, first.digest)]
    assert [header.ring for header in changes] == [first.digest, second.digest]
    for old in (first, replace(first, version=2)):
        log = AuditLog(path, old)
        for _ in range(2):
            with pytest.raises(
                AuditUnavailable, match=r"of version [12], and the log has another of version 2"
            ):
                log.append_sync(record(b"x"))
            assert not log.ready
        log.close()
    assert verify(path).ok


def test_a_ring_that_returns_in_a_log_of_one_record_is_refused(
    tmp_path: Path, rings: Callable[..., Ring], keys: Callable[..., object], record: Made
):
    """The first ring is on record as well, so another of its version never passes for a new one."""
    path = tmp_path / "audit.sqlite"
    for number, refused in ((1, False), (2, True)):
        with closing(AuditLog(path, rings((keys("x25519", number),)))) as log:
            if refused:
                with pytest.raises(
                    AuditUnavailable, match="of version 1, and the log has another of version 1"
                ):
                    log.append_sync(record(b"x"))
            else:
                log.append_sync(record(b"x"))


def test_a_gateway_that_runs_with_an_older_ring_is_refused_once_the_newer_one_is_on_record(
    tmp_path: Path, rings: Callable[..., Ring], keys: Callable[..., object], record: Made
):
    path = tmp_path / "audit.sqlite"
    both = rings((keys("x25519", 1), keys("x25519", 2)))
    one = replace(rings((keys("x25519", 1),)), version=2)
    with closing(AuditLog(path, both)) as gateway, closing(AuditLog(path, one)) as other:
        gateway.append_sync(record(b"x"))
        gateway.append_sync(record(b"x"))
        assert other.append_sync(record(b"x")).seq == 5
        for _ in range(2):
            with pytest.raises(
                AuditUnavailable, match=r"of version [12], and the log has another of version 2"
            ):
                gateway.append_sync(record(b"x"))
        assert other.append_sync(record(b"x")).seq == 6
    with closing(SqliteStore.read(path)) as store:
        found = [parse_header(row.hdr) for row in store.in_order("default")]
    assert [header.ring for header in found] == [both.digest] * 4 + [one.digest] * 3
    assert found[4].event == RingChange(2, both.digest)


def test_a_ring_of_five_hundred_officers_is_signed_and_read(place: Path):
    readers = tuple(
        Recipient(
            "hybrid",
            PrivateKey("hybrid", number.to_bytes(32, "big")).public,
            f"officer-{number}",
            number.to_bytes(32, "big"),
        )
        for number in range(500)
    )
    ring = Ring(1, "default", "hybrid", (readers,))
    (place / "ring.json").write_bytes(endorsed(ring, [ADA, BOB], admins(ADA, BOB, threshold=2)))
    assert load_ring(place, 0) == ring


def test_what_else_is_wrong_with_a_note_is_told(ring: Ring):
    many = [Signer(f"admin{number}", bytes([number]) * 32) for number in range(17)]
    with pytest.raises(RingError, match="too many signatures"):
        endorsed(ring, many, admins(*many))
    with pytest.raises(RingError, match="none of those who sign is an admin"):
        endorsed(ring, [EVE], admins(ADA, BOB))


@pytest.fixture
def kept(place: Path, ring: Ring) -> list[Ring]:
    """Three rings that were in force in a folder, one after the other; the second had an end."""
    rings = [ring, replace(ring, version=2, expires=2000), replace(ring, version=3)]
    for each in rings:
        save_ring(place, each, endorsed(each, [ADA, BOB], admins(ADA, BOB, threshold=2)))
    return rings


def test_every_ring_is_kept_and_the_last_one_in_force(place: Path, kept: list[Ring]):
    assert load_rings(place) == {ring.digest: ring for ring in kept}
    assert load_ring(place, 3000) == kept[-1]
    assert sorted(path.name for path in place.glob("ring*")) == [
        "ring-1.json",
        "ring-2.json",
        "ring-3.json",
        "ring.json",
    ]
    assert (place / "ring-3.json").read_bytes() == (place / "ring.json").read_bytes()


def test_a_ring_in_force_without_a_kept_one_is_among_them(place: Path, ring: Ring):
    """As in a folder of before rings were kept."""
    put(place, ring, ADA, BOB)
    assert load_rings(place) == {ring.digest: ring}


def test_a_folder_without_a_ring_keeps_none(place: Path):
    assert load_rings(place) == {}
    (place / "admins.json").unlink()
    with pytest.raises(RingError, match="no admins are pinned"):
        load_rings(place)


@pytest.mark.parametrize("name", ["ring-1.json", "ring-2.json", "ring.json"])
@pytest.mark.parametrize("signers", [(), (ADA,), (EVE,), (ADA, EVE)])
def test_a_kept_ring_without_enough_signatures_is_refused(
    place: Path, kept: list[Ring], name: str, signers: tuple[Signer, ...]
):
    (place / name).write_text(sign(f"{kept[0].encode().decode()}\n", *signers))
    with pytest.raises(RingError, match=re.escape(name)):
        load_rings(place)


def test_a_damaged_kept_ring_is_refused_and_the_one_in_force_still_read(place: Path, kept: list[Ring]):
    path = place / "ring-2.json"
    whole = path.read_bytes()
    for damaged in (
        b"",
        b"\xff",
        b"{}",
        whole[: len(whole) // 2],
        whole.replace(b'"expires":2000', b'"expires":0'),
    ):
        path.write_bytes(damaged)
        with pytest.raises(RingError, match=r"ring-2\.json"):
            load_rings(place)
    assert load_ring(place, 0) == kept[-1]


def test_a_kept_ring_of_another_tenant_is_refused(place: Path, kept: list[Ring]):
    text = sign(f"{replace(kept[0], tenant='acme').encode().decode()}\n", ADA, BOB)
    (place / "ring-1.json").write_text(text)
    with pytest.raises(RingError, match=r"ring-1\.json: tenant"):
        load_rings(place)


def test_a_crash_between_the_two_files_leaves_the_ring_before_in_force(
    place: Path, kept: list[Ring], monkeypatch: pytest.MonkeyPatch
):
    following = replace(kept[-1], version=4)
    note = endorsed(following, [ADA, BOB], admins(ADA, BOB, threshold=2))

    def cut(path: Path, content: bytes, *, replace: bool) -> None:
        if path.name == "ring.json":
            raise OSError("cut")
        write_whole(path, content, replace=replace)

    monkeypatch.setattr(trust, "write_whole", cut)
    with pytest.raises(OSError, match="cut"):
        save_ring(place, following, note)
    assert load_ring(place, 0) == kept[-1]
    assert following.digest in load_rings(place)


def test_a_ring_that_is_gone_and_was_kept_is_put_back_not_made_anew(place: Path, kept: list[Ring]):
    (place / "ring.json").unlink()
    with pytest.raises(RingError, match=r"ring\.json: gone, and older rings are kept: put back the newest"):
        load_ring(place, 0)
    (place / "ring-3.json").rename(place / "ring.json")
    assert load_ring(place, 0) == kept[-1]


def test_only_files_that_are_named_as_kept_rings_are_versions(place: Path):
    for name in ("ring-10.json", "ring-2.json", "ring-02.json", "ring-x.json", "ring-.json", "ring-3.json~"):
        (place / name).write_text("")
    assert kept_versions(place) == [2, 10]


def test_a_pipe_in_the_place_of_a_ring_is_not_waited_for(place: Path):
    os.mkfifo(place / "ring.json")
    with pytest.raises(RingError, match=r"ring\.json: cannot be read"):
        load_ring(place, 0)
