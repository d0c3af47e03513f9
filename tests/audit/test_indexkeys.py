"""Keys of the blind index on disk: forward only, opened by officers only, damage named and never shown."""

import base64
import errno
import hmac
import json
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from audit.errors import OpenError, StoreError
from audit.index import DAY_S, DayKey
from audit.indexkeys import KEY_FILE, SEALED_FILE, Epoch, IndexKeys, begin, epochs, searched, spans, wrap_info
from audit.log import AuditLog
from audit.normalise import normalise
from audit.open import PrivateKey, open_epoch
from audit.record import Record
from audit.ring import Recipient, Ring
from audit.store.sqlite import SqliteStore
from audit.verify import verify

DAY = 20_000
NOW = DAY * DAY_S + 4321.5
FOUND = ("EMAIL_ADDRESS", "Zelda@Example.org")

Rings = Callable[..., Ring]
Keys = Callable[..., PrivateKey]


@pytest.fixture
def plain(rings: Rings, keys: Keys) -> Ring:
    """A ring of the cheaper suite, where the suite does not matter."""
    return rings((keys("x25519"),))


def key_on_disk(folder: Path) -> DayKey:
    members = json.loads((folder / KEY_FILE).read_bytes())
    return DayKey(members["day"], base64.b64decode(members["key"]))


def opened(epoch: Epoch, key: PrivateKey, tenant: str = "default", day: int | None = None) -> DayKey:
    info = wrap_info(tenant, epoch.day if day is None else day)
    return DayKey(epoch.day, key.unwrap(epoch.wraps[key.kid], info))


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def spellings(key: bytes) -> list[bytes]:
    return [key, key.hex().encode(), base64.b64encode(key), base64.urlsafe_b64encode(key)]


def test_two_private_files_are_written(tmp_path: Path, ring: Ring):
    begin(tmp_path, ring, NOW)
    assert sorted(path.name for path in tmp_path.iterdir()) == [KEY_FILE, SEALED_FILE]
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_files_that_were_readable_by_others_are_private_again(tmp_path: Path, ring: Ring):
    begin(tmp_path, ring, NOW)
    for path in tmp_path.iterdir():
        path.chmod(0o644)
    begin(tmp_path, ring, NOW)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
    (tmp_path / KEY_FILE).chmod(0o644)
    IndexKeys(tmp_path, "default").tokens([FOUND], NOW + DAY_S)
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600


def test_every_recipient_opens_the_epoch_and_nobody_else(
    tmp_path: Path, keys: Keys, rings: Rings, suite: str
):
    readers = [keys(suite, number) for number in range(4)]
    begin(tmp_path, rings(tuple(readers[:2]), tuple(readers[2:])), NOW)
    (epoch,) = epochs(tmp_path, "default")
    assert (epoch.day, set(epoch.wraps)) == (DAY, {each.kid for each in readers})
    assert {opened(epoch, each).key for each in readers} == {key_on_disk(tmp_path).key}
    stranger = keys(suite, 9)
    assert stranger.kid not in epoch.wraps
    for wrap in epoch.wraps.values():
        with pytest.raises(OpenError):
            stranger.unwrap(wrap, wrap_info("default", DAY))


def test_the_wrap_of_one_recipient_is_not_that_of_another(
    tmp_path: Path, keys: Keys, rings: Rings, suite: str
):
    one, other = keys(suite, 0), keys(suite, 1)
    begin(tmp_path, rings((one, other)), NOW)
    (epoch,) = epochs(tmp_path, "default")
    with pytest.raises(OpenError):
        opened(Epoch(epoch.day, {one.kid: epoch.wraps[other.kid]}), one)


def test_a_wrap_is_tied_to_its_tenant_and_day(tmp_path: Path, key: PrivateKey, ring: Ring):
    begin(tmp_path, ring, NOW)
    (epoch,) = epochs(tmp_path, "default")
    for tenant, day in (("other", DAY), ("default", DAY + 1), ("default", 0), ("", DAY)):
        with pytest.raises(OpenError):
            opened(epoch, key, tenant, day)
    assert opened(epoch, key) == key_on_disk(tmp_path)


def test_every_changed_byte_of_a_wrap_is_refused(tmp_path: Path, keys: Keys, rings: Rings):
    key = keys("x25519")
    begin(tmp_path, rings((key,)), NOW)
    (epoch,) = epochs(tmp_path, "default")
    wrap = epoch.wraps[key.kid]
    for at in range(len(wrap)):
        changed = wrap[:at] + bytes([wrap[at] ^ 1]) + wrap[at + 1 :]
        with pytest.raises(OpenError):
            opened(Epoch(DAY, {key.kid: changed}), key)


def test_retired_officers_get_no_key(tmp_path: Path, keys: Keys):
    one, gone = keys("x25519", 0), keys("x25519", 1)
    group = (
        Recipient("x25519", one.public, "one", bytes(32)),
        Recipient("x25519", gone.public, "gone", bytes(32), "retired"),
    )
    begin(tmp_path, Ring(2, "default", "x25519", (group,)), NOW)
    (epoch,) = epochs(tmp_path, "default")
    assert set(epoch.wraps) == {one.kid}


def test_the_sealed_file_does_not_show_the_key(tmp_path: Path, ring: Ring):
    begin(tmp_path, ring, NOW)
    sealed = (tmp_path / SEALED_FILE).read_bytes()
    assert not any(each in sealed for each in spellings(key_on_disk(tmp_path).key))


def test_two_beginnings_have_two_keys(tmp_path: Path, ring: Ring):
    begin(tmp_path, ring, NOW)
    first = key_on_disk(tmp_path)
    begin(tmp_path, ring, NOW)
    assert key_on_disk(tmp_path).key != first.key


def test_a_second_epoch_keeps_the_first(tmp_path: Path, keys: Keys, rings: Rings, suite: str):
    one, other = keys(suite, 0), keys(suite, 1)
    begin(tmp_path, rings((one,)), NOW)
    first = key_on_disk(tmp_path)
    (before,) = epochs(tmp_path, "default")
    begin(tmp_path, rings((one, other)), NOW + 3 * DAY_S)
    old, new = epochs(tmp_path, "default")
    assert old == replace(before, until=DAY + 3)
    assert opened(old, one) == first
    assert new.day == DAY + 3
    assert opened(new, one) == opened(new, other) == key_on_disk(tmp_path)
    assert other.kid not in old.wraps
    assert opened(new, one).key != first.on(DAY + 3).key
    assert not any(each in everything(tmp_path) for each in spellings(first.key))


def test_a_closed_epoch_says_how_far_ahead_a_wrong_clock_took_it(tmp_path: Path, key: PrivateKey, ring: Ring):
    begin(tmp_path, ring, NOW)
    ahead = IndexKeys(tmp_path, "default").tokens([FOUND], NOW + 400 * DAY_S)
    begin(tmp_path, ring, NOW + DAY_S)
    later = IndexKeys(tmp_path, "default").tokens([FOUND], NOW + 2 * DAY_S)
    begin(tmp_path, ring, NOW + 3 * DAY_S)
    assert [each.until for each in epochs(tmp_path, "default")] == [DAY + 400, DAY + 3, 0]
    found = spans(tmp_path, "default", NOW + 5 * DAY_S)
    assert [(epoch.day, until) for epoch, until in found] == [
        (DAY, DAY + 400),
        (DAY + 1, DAY + 3),
        (DAY + 3, DAY + 6),
    ]
    sought = [set(searched(opened(epoch, key), until, *FOUND)) for epoch, until in found]
    assert ahead[0] in sought[0]
    assert later[0] in sought[1]
    IndexKeys(tmp_path, "default").tokens([FOUND], NOW + 90 * DAY_S)
    assert spans(tmp_path, "default", NOW)[-1][1] == DAY + 90


def test_an_epoch_whose_key_was_lost_is_closed_with_the_day_of_the_next(tmp_path: Path, plain: Ring):
    begin(tmp_path, plain, NOW)
    (tmp_path / KEY_FILE).unlink()
    begin(tmp_path, plain, NOW + 9 * DAY_S)
    assert [each.until for each in epochs(tmp_path, "default")] == [DAY + 9, 0]


def test_tokens_are_those_of_the_day(tmp_path: Path, ring: Ring):
    begin(tmp_path, ring, NOW)
    first = key_on_disk(tmp_path)
    index = IndexKeys(tmp_path, "default")
    for day in (0, 0, 1, 2, 10):
        expected = first.on(DAY + day).token(*normalise(*FOUND))
        assert index.tokens([FOUND], NOW + day * DAY_S) == (expected,)
        assert key_on_disk(tmp_path) == first.on(DAY + day)


def test_the_day_ends_with_its_last_second(tmp_path: Path, ring: Ring):
    begin(tmp_path, ring, NOW)
    index = IndexKeys(tmp_path, "default")
    first = index.tokens([FOUND], DAY * DAY_S)
    assert index.tokens([FOUND], (DAY + 1) * DAY_S - 0.001) == first
    assert index.tokens([FOUND], (DAY + 1) * DAY_S) != first


def test_yesterdays_key_is_in_no_file(tmp_path: Path, ring: Ring):
    begin(tmp_path, ring, NOW)
    index, gone = IndexKeys(tmp_path, "default"), []
    for day in range(1, 6):
        before = key_on_disk(tmp_path)
        assert any(each in everything(tmp_path) for each in spellings(before.key))
        index.tokens([FOUND], NOW + day * DAY_S)
        gone.append(before.key)
        left = everything(tmp_path)
        assert not any(each in left for key in gone for each in spellings(key))
    assert sorted(path.name for path in tmp_path.iterdir()) == [KEY_FILE, SEALED_FILE]


def test_nothing_found_moves_the_key_forward_too(tmp_path: Path, ring: Ring):
    begin(tmp_path, ring, NOW)
    assert IndexKeys(tmp_path, "default").tokens([], NOW + DAY_S) == ()
    assert key_on_disk(tmp_path).day == DAY + 1


@pytest.mark.parametrize("back", [1, DAY_S, 40 * DAY_S, NOW])
def test_a_clock_that_goes_back_keeps_the_latest_key(tmp_path: Path, ring: Ring, back: float):
    begin(tmp_path, ring, NOW)
    index = IndexKeys(tmp_path, "default")
    latest = index.tokens([FOUND], NOW + 5 * DAY_S)
    if back >= DAY_S:
        assert index.tokens([FOUND], NOW + 5 * DAY_S - back) == latest
    assert key_on_disk(tmp_path).day == DAY + 5
    again = IndexKeys(tmp_path, "default")
    assert again.tokens([FOUND], NOW + 5 * DAY_S - back) == latest
    assert again.tokens([FOUND], NOW + 6 * DAY_S) != latest


@pytest.mark.slow
def test_a_value_recorded_on_any_of_400_days_is_found(tmp_path: Path, key: PrivateKey, ring: Ring):
    begin(tmp_path, ring, NOW)
    (epoch,) = epochs(tmp_path, "default")
    index = IndexKeys(tmp_path, "default")
    recorded = [index.tokens([FOUND, ("PERSON", "Zelda")], NOW + day * DAY_S)[0] for day in range(400)]
    first = opened(epoch, key)
    assert list(searched(first, DAY + 399, "EMAIL_ADDRESS", " zelda@EXAMPLE.org ")) == recorded
    assert len(set(recorded)) == 400
    assert list(searched(first, DAY + 10, *FOUND)) == recorded[:11]
    assert list(searched(first, DAY - 1, *FOUND)) == []
    assert not set(recorded) & set(searched(first, DAY + 399, "PERSON", FOUND[1]))
    assert not set(recorded) & set(searched(first, DAY + 399, FOUND[0], "zelda@example.com"))


def test_days_without_traffic_are_passed_over(tmp_path: Path, key: PrivateKey, ring: Ring):
    begin(tmp_path, ring, NOW)
    (epoch,) = epochs(tmp_path, "default")
    (token,) = IndexKeys(tmp_path, "default").tokens([FOUND], NOW + 399 * DAY_S)
    assert list(searched(opened(epoch, key), DAY + 399, *FOUND))[-1] == token


def test_tokens_come_without_doubles_in_their_order(tmp_path: Path, ring: Ring):
    begin(tmp_path, ring, NOW)
    index = IndexKeys(tmp_path, "default")
    person = ("PERSON", "Zelda")
    one, other = index.tokens([FOUND], NOW)[0], index.tokens([person], NOW)[0]
    written = ("EMAIL_ADDRESS", "zelda@EXAMPLE.org")
    assert index.tokens(iter([FOUND, person, written, FOUND]), NOW) == (one, other)
    assert {len(one), len(other)} == {10}


def test_a_token_is_computed_as_the_format_says(tmp_path: Path, ring: Ring):
    begin(tmp_path, ring, NOW)
    root = json.loads((tmp_path / KEY_FILE).read_bytes())["key"]
    key = hmac.digest(base64.b64decode(root), b"guard-audit/index/ratchet/v1", "sha256")
    inner = hmac.digest(key, b"guard-audit/index/v1", "sha256")
    expected = hmac.digest(inner, b"1/EMAIL_ADDRESS\x00zelda@example.org", "sha256")[:10]
    assert IndexKeys(tmp_path, "default").tokens([FOUND], NOW + DAY_S) == (expected,)


def test_without_a_file_there_is_no_index(tmp_path: Path):
    assert IndexKeys(tmp_path, "default").tokens([FOUND], NOW) == ()
    assert epochs(tmp_path, "default") == []
    assert list(tmp_path.iterdir()) == []


def test_two_of_one_folder_agree(tmp_path: Path, ring: Ring):
    begin(tmp_path, ring, NOW)
    one, other = IndexKeys(tmp_path, "default"), IndexKeys(tmp_path, "default")
    for day in (0, 1, 1, 7, 30):
        now = NOW + day * DAY_S
        assert one.tokens([FOUND], now) == other.tokens([FOUND], now)
        assert IndexKeys(tmp_path, "default").tokens([FOUND], now) == one.tokens([FOUND], now)


def test_a_late_process_does_not_put_an_older_key_back(tmp_path: Path, ring: Ring):
    begin(tmp_path, ring, NOW)
    late, other = IndexKeys(tmp_path, "default"), IndexKeys(tmp_path, "default")
    other.tokens([FOUND], NOW + 2 * DAY_S)
    late.tokens([FOUND], NOW + DAY_S)
    assert key_on_disk(tmp_path).day == DAY + 2


def test_a_running_gateway_does_not_undo_a_new_epoch(tmp_path: Path, keys: Keys, rings: Rings):
    one, other = keys("x25519", 0), keys("x25519", 1)
    begin(tmp_path, rings((one,)), NOW)
    running = IndexKeys(tmp_path, "default")
    begin(tmp_path, rings((one, other)), NOW)
    running.tokens([FOUND], NOW + DAY_S)
    new = opened(epochs(tmp_path, "default")[-1], other)
    (token,) = IndexKeys(tmp_path, "default").tokens([FOUND], NOW + DAY_S)
    assert token in set(searched(new, DAY + 1, *FOUND))


def test_threads_get_the_same_tokens(tmp_path: Path, ring: Ring):
    begin(tmp_path, ring, NOW)
    first, index = key_on_disk(tmp_path), IndexKeys(tmp_path, "default")
    got: list[tuple[int, tuple[bytes, ...]]] = []
    start = threading.Barrier(8)

    def ask(number: int) -> None:
        start.wait()
        got.extend((day, index.tokens([FOUND], NOW + day * DAY_S)) for day in range(number % 2, 40, 2))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(got) == 8 * 20
    chain = {first.on(DAY + day).token(*normalise(*FOUND)): day for day in range(40)}
    assert all(len(tokens) == 1 and chain[tokens[0]] >= day for day, tokens in got)
    assert key_on_disk(tmp_path) == first.on(DAY + 39)
    assert sorted(path.name for path in tmp_path.iterdir()) == [KEY_FILE, SEALED_FILE]


def changed(**members: object) -> Callable[[bytes], bytes]:
    return lambda raw: json.dumps(json.loads(raw) | members).encode()


def without(name: str) -> Callable[[bytes], bytes]:
    return lambda raw: json.dumps(
        {key: value for key, value in json.loads(raw).items() if key != name}
    ).encode()


DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "not JSON": lambda raw: raw[1:],
    "not UTF-8": lambda raw: b"\xff" + raw,
    "a list": lambda raw: b"[" + raw + b"]",
    "null": lambda _: b"null",
    "other format": changed(format="guard-audit/index-key/v2"),
    "format of nothing": changed(format=None),
    "one more key": changed(more=1),
    "no tenant": without("tenant"),
    "no format": without("format"),
    "twice": lambda raw: raw + raw,
}
DAMAGED_KEYS: dict[str, Callable[[bytes], bytes]] = DAMAGED | {
    "no key": without("key"),
    "no day": without("day"),
    "day a word": changed(day="yesterday"),
    "day null": changed(day=None),
    "key a number": changed(key=7),
    "key null": changed(key=None),
    "key not base64": changed(key="*" * 44),
    "key not ASCII": changed(key="\u00e9" * 44),
    "key too short": changed(key=base64.b64encode(b"CANARY-CANARY-CANARY").decode()),
    "key too long": changed(key=base64.b64encode(b"CANARY" * 9).decode()),
    "the other file": lambda _: b'{"epochs":[],"format":"guard-audit/index-sealed/v1","tenant":"default"}',
}
DAMAGED_SEALED: dict[str, Callable[[bytes], bytes]] = DAMAGED | {
    "no epochs": without("epochs"),
    "epochs a number": changed(epochs=7),
    "an epoch a word": changed(epochs=["CANARY"]),
    "an epoch without a day": changed(epochs=[{"wraps": {}}]),
    "an epoch without wraps": changed(epochs=[{"day": 1}]),
    "wraps a list": changed(epochs=[{"day": 1, "wraps": ["CANARY"]}]),
    "a wrap a number": changed(epochs=[{"day": 1, "wraps": {"CANARY": 7}}]),
    "a wrap of a wrong length": changed(epochs=[{"day": 1, "wraps": {"CANARY": "AAAAA"}}]),
    "a wrap not ASCII": changed(epochs=[{"day": 1, "wraps": {"CANARY": "\u00e9"}}]),
}


def refused(call: Callable[[], object], path: Path, raw: bytes) -> None:
    with pytest.raises(StoreError) as caught:
        call()
    said = str(caught.value)
    assert str(path) in said
    rest = said.replace(str(path), "")
    assert "CANARY" not in rest
    tokens = {word.strip('"{}[],:') for word in raw.decode("latin-1").split('"')}
    assert not [word for word in tokens if len(word) > 30 and word in rest]
    assert caught.value.__context__ is None or caught.value.__suppress_context__


@pytest.mark.parametrize("damage", DAMAGED_KEYS)
def test_a_damaged_key_is_refused(tmp_path: Path, plain: Ring, damage: str):
    begin(tmp_path, plain, NOW)
    path = tmp_path / KEY_FILE
    raw = DAMAGED_KEYS[damage](path.read_bytes())
    path.write_bytes(raw)
    refused(lambda: IndexKeys(tmp_path, "default"), path, raw)


@pytest.mark.parametrize("damage", DAMAGED_SEALED)
def test_a_damaged_list_of_epochs_is_refused_and_left_as_it_is(tmp_path: Path, plain: Ring, damage: str):
    begin(tmp_path, plain, NOW)
    path, key = tmp_path / SEALED_FILE, (tmp_path / KEY_FILE).read_bytes()
    raw = DAMAGED_SEALED[damage](path.read_bytes())
    path.write_bytes(raw)
    refused(lambda: epochs(tmp_path, "default"), path, raw)
    refused(lambda: begin(tmp_path, plain, NOW), path, raw)
    assert (path.read_bytes(), (tmp_path / KEY_FILE).read_bytes()) == (raw, key)


@pytest.mark.parametrize("name", [KEY_FILE, SEALED_FILE])
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, keys: Keys, rings: Rings, name: str):
    begin(tmp_path, rings((keys("x25519"),)), NOW)
    path = tmp_path / name
    whole = path.read_bytes()
    for end in range(len(whole) - 1):  # the last byte is a line feed
        path.write_bytes(whole[:end])
        read = (
            (lambda: IndexKeys(tmp_path, "default"))
            if name == KEY_FILE
            else (lambda: epochs(tmp_path, "default"))
        )
        refused(read, path, whole[:end])


def test_files_of_another_tenant_are_refused(tmp_path: Path, keys: Keys, rings: Rings):
    begin(tmp_path, rings((keys("x25519"),), tenant="other"), NOW)
    refused(lambda: IndexKeys(tmp_path, "default"), tmp_path / KEY_FILE, b"")
    refused(lambda: epochs(tmp_path, "default"), tmp_path / SEALED_FILE, b"")
    refused(lambda: begin(tmp_path, rings((keys("x25519"),)), NOW), tmp_path / SEALED_FILE, b"")


def test_what_cannot_be_read_or_written_is_named(tmp_path: Path, plain: Ring):
    begin(tmp_path, plain, NOW)
    index = IndexKeys(tmp_path, "default")
    (tmp_path / KEY_FILE).unlink()
    (tmp_path / KEY_FILE).mkdir()
    refused(lambda: IndexKeys(tmp_path, "default"), tmp_path / KEY_FILE, b"")
    refused(lambda: index.tokens([FOUND], NOW + DAY_S), tmp_path / KEY_FILE, b"")
    refused(lambda: begin(tmp_path / "absent", plain, NOW), tmp_path / "absent" / SEALED_FILE, b"")


def test_yesterdays_key_goes_once_the_disk_takes_todays(
    tmp_path: Path, plain: Ring, monkeypatch: pytest.MonkeyPatch
):
    begin(tmp_path, plain, NOW)
    index = IndexKeys(tmp_path, "default")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("audit.indexkeys.write_whole", full)
        refused(lambda: index.tokens([FOUND], NOW + DAY_S), tmp_path / KEY_FILE, b"")
    index.tokens([FOUND], NOW + DAY_S)
    assert key_on_disk(tmp_path).day == DAY + 1


def test_what_a_log_recorded_is_found_by_an_officer(
    tmp_path: Path, key: PrivateKey, ring: Ring, record: Callable[..., Record]
):
    begin(tmp_path, ring, NOW)
    now = [NOW]
    path = tmp_path / "audit.sqlite"
    found = {}
    with closing(
        AuditLog(path, ring, index=IndexKeys(tmp_path, "default"), clock=lambda: now[0], timeout=20)
    ) as log:
        for day in (0, 1, 5):
            now[0] = NOW + day * DAY_S
            tokens = log.tokens([FOUND, ("PERSON", f"Zelda {day}")])
            found[log.append_sync(record(tokens=tokens)).rid] = day
            log.append_sync(record(tokens=log.tokens([("EMAIL_ADDRESS", "other@example.org")])))
    first = open_epoch(epochs(tmp_path, "default")[0], "default", key)
    assert first is not None
    with closing(SqliteStore.read(path)) as store:
        hits = [rid for token in searched(first, DAY + 5, *FOUND) for rid in store.with_token(token)]
        assert hits == list(found)
        person = [
            rid for token in searched(first, DAY + 5, "PERSON", "ZELDA 1") for rid in store.with_token(token)
        ]
    assert [found[rid] for rid in person] == [1]
    assert verify(path).ok


def test_a_log_without_an_index_has_no_tokens(tmp_path: Path, ring: Ring):
    with closing(AuditLog(tmp_path / "audit.sqlite", ring)) as log:
        assert log.tokens([FOUND]) == ()


def test_open_epoch_opens_what_is_the_officers_and_refuses_what_was_changed(
    tmp_path: Path, keys: Keys, rings: Rings
):
    one, other = keys("x25519", 0), keys("x25519", 1)
    begin(tmp_path, rings((one,)), NOW)
    (epoch,) = epochs(tmp_path, "default")
    assert open_epoch(epoch, "default", one) == key_on_disk(tmp_path)
    assert open_epoch(epoch, "default", other) is None
    for changed_epoch, tenant in ((epoch, "other"), (Epoch(DAY + 1, epoch.wraps), "default")):
        with pytest.raises(OpenError, match="bad tag"):
            open_epoch(changed_epoch, tenant, one)


def test_a_deeply_nested_file_is_refused(tmp_path: Path):
    path = tmp_path / KEY_FILE
    path.write_bytes(b"[" * 200_000)
    refused(lambda: IndexKeys(tmp_path, "default"), path, b"")


def test_an_infinite_day_is_refused(tmp_path: Path, plain: Ring):
    begin(tmp_path, plain, NOW)
    path = tmp_path / KEY_FILE
    raw = path.read_bytes().replace(b'"day":20000', b'"day":1e999')
    assert b"1e999" in raw
    path.write_bytes(raw)
    refused(lambda: IndexKeys(tmp_path, "default"), path, raw)


@pytest.mark.parametrize(
    "epoch",
    [
        {"day": "CANARY", "wraps": {}},
        {"day": None, "wraps": {}},
        {"day": 1.5, "wraps": {}},
        {"day": -1, "wraps": {}},
        {"day": 1, "until": "CANARY", "wraps": {}},
        {"day": 1, "wraps": {"0" * 16: "*!AAAA*"}},
    ],
)
def test_an_epoch_of_wrong_types_is_refused(tmp_path: Path, plain: Ring, epoch: dict[str, object]):
    begin(tmp_path, plain, NOW)
    path = tmp_path / SEALED_FILE
    raw = changed(epochs=[epoch])(path.read_bytes())
    path.write_bytes(raw)
    refused(lambda: epochs(tmp_path, "default"), path, raw)


@pytest.mark.parametrize("day", [1.5, True, "5"])
def test_a_day_of_another_type_is_refused(tmp_path: Path, plain: Ring, day: object):
    begin(tmp_path, plain, NOW)
    path = tmp_path / KEY_FILE
    raw = changed(day=day)(path.read_bytes())
    path.write_bytes(raw)
    refused(lambda: IndexKeys(tmp_path, "default"), path, raw)


def test_keys_are_in_no_repr(tmp_path: Path, plain: Ring):
    begin(tmp_path, plain, NOW)
    shown = repr(key_on_disk(tmp_path)) + repr(epochs(tmp_path, "default"))
    assert repr(key_on_disk(tmp_path).key) not in shown
    assert "wraps" not in shown
