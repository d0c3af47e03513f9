"""Remembered tokens: by id, for their time, and for nobody without the key."""

import sqlite3
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.errors import SessionError
from guard.sessions import FILE, LARGEST, SessionMap

KEY = b"k" * 32
TOKENS = {"<PERSON_7KQ2M>": "Ann Lee", "Calderson": "Quill"}
HOUR = 3600


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.5

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["folder", "memory"])
def made(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[SessionMap]:
    folder = tmp_path if request.param == "folder" else None
    sessions = SessionMap(KEY, folder, hours=2, most=5, clock=clock)
    yield sessions
    sessions.close()


def rows(folder: Path) -> list[tuple[bytes, int, bytes]]:
    db = sqlite3.connect(folder / FILE)
    try:
        return db.execute("SELECT digest, expires, sealed FROM sessions ORDER BY n").fetchall()
    finally:
        db.close()


def test_what_is_remembered_is_found_by_its_id(made: SessionMap):
    made.put("resp_1", TOKENS)
    assert made.get("resp_1") == TOKENS
    for other in ("resp_2", "", "RESP_1", "resp_1 ", "\ud800"):
        assert made.get(other) == {}


def test_tokens_of_one_id_add_up(made: SessionMap):
    made.put("conv_1", TOKENS)
    made.put("conv_1", {"<A_1>": "x", "Calderson": "Ray"})
    assert made.get("conv_1") == {**TOKENS, "<A_1>": "x", "Calderson": "Ray"}


@given(st.text(max_size=12), st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=4))
@settings(max_examples=30, deadline=None)
def test_any_id_and_any_tokens_come_back(ident: str, tokens: dict[str, str]):
    sessions = SessionMap(KEY, None, hours=1)
    sessions.put(ident, tokens)
    assert sessions.get(ident) == tokens
    sessions.close()


def test_after_its_time_it_is_gone(made: SessionMap, clock: Clock):
    made.put("resp_1", TOKENS)
    clock.now += 2 * HOUR - 1
    assert made.get("resp_1") == TOKENS
    clock.now += 1
    assert made.get("resp_1") == {}


def test_going_on_makes_it_last(made: SessionMap, clock: Clock):
    made.put("conv_1", TOKENS)
    clock.now += HOUR
    made.put("conv_1", {"<A_1>": "x"})
    clock.now += HOUR
    assert made.get("conv_1") == {**TOKENS, "<A_1>": "x"}


def test_what_expired_does_not_come_back_with_what_is_new(made: SessionMap, clock: Clock):
    made.put("conv_1", TOKENS)
    clock.now += 2 * HOUR
    made.put("conv_1", {"<A_1>": "x"})
    assert made.get("conv_1") == {"<A_1>": "x"}


def test_the_oldest_make_room(made: SessionMap):
    for at in range(7):
        made.put(f"resp_{at}", {"<A_1>": str(at)})
    assert [made.get(f"resp_{at}") for at in range(7)] == [
        {},
        {},
        *({"<A_1>": str(at)} for at in range(2, 7)),
    ]


def test_an_exchange_without_tokens_leaves_nothing(tmp_path: Path):
    sessions = SessionMap(KEY, tmp_path, hours=1)
    sessions.put("resp_1", {})
    assert rows(tmp_path) == []
    sessions.close()


def test_the_file_is_private_and_holds_neither_ids_nor_values(tmp_path: Path):
    sessions = SessionMap(KEY, tmp_path, hours=1)
    sessions.put("resp_canary", {"<PERSON_CANARY>": "Quentin Canary"})
    files = list(tmp_path.iterdir())
    assert {each.name for each in files} >= {FILE}
    for each in files:
        assert stat.S_IMODE(each.stat().st_mode) == 0o600
        assert b"anary" not in each.read_bytes()
        assert b"CANARY" not in each.read_bytes()
    sessions.close()


def test_lengths_tell_little(tmp_path: Path):
    sessions = SessionMap(KEY, tmp_path, hours=1)
    for at in range(1, 60, 7):
        sessions.put(f"resp_{at}", {"<A_1>": "x" * at})
    assert len({len(sealed) for _, _, sealed in rows(tmp_path)}) == 1
    sessions.close()


def test_another_process_with_the_key_reads_it(tmp_path: Path):
    one, other = (SessionMap(KEY, tmp_path, hours=1) for _ in range(2))
    one.put("resp_1", TOKENS)
    assert other.get("resp_1") == TOKENS
    other.put("resp_1", {"<A_1>": "x"})
    assert one.get("resp_1") == {**TOKENS, "<A_1>": "x"}
    one.close()
    other.close()
    again = SessionMap(KEY, tmp_path, hours=1)
    assert again.get("resp_1") == {**TOKENS, "<A_1>": "x"}
    again.close()


def test_another_tenants_key_finds_nothing(tmp_path: Path):
    mine, other = SessionMap(KEY, tmp_path, hours=1), SessionMap(b"K" * 32, tmp_path, hours=1)
    mine.put("resp_1", TOKENS)
    assert other.get("resp_1") == {}
    mine.close()
    other.close()


CHANGES = {
    "a byte of the seal": "UPDATE sessions SET sealed = CAST(substr(sealed, 1, 40) || x'00' || substr(sealed, 42) AS BLOB)",
    "cut": "UPDATE sessions SET sealed = substr(sealed, 1, 20)",
    "nothing left": "UPDATE sessions SET sealed = x''",
    "another version": "UPDATE sessions SET sealed = CAST(x'02' || substr(sealed, 2) AS BLOB)",
    "made to last": "UPDATE sessions SET expires = expires + 1",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_was_changed_is_not_believed(tmp_path: Path, change: str):
    sessions = SessionMap(KEY, tmp_path, hours=1)
    sessions.put("resp_1", TOKENS)
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute(change)
    db.close()
    with pytest.raises(SessionError, match="remembered session") as raised:
        sessions.get("resp_1")
    assert "Ann" not in str(raised.value)
    with pytest.raises(SessionError):
        sessions.put("resp_1", {"<A_1>": "x"})
    sessions.close()


def test_an_entry_moved_to_another_id_does_not_open(tmp_path: Path):
    sessions = SessionMap(KEY, tmp_path, hours=1)
    sessions.put("resp_1", TOKENS)
    sessions.put("resp_2", {"<A_1>": "x"})
    (_, _, sealed), _ = rows(tmp_path)
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute("UPDATE sessions SET sealed = ? WHERE n = 2", (sealed,))
    db.close()
    with pytest.raises(SessionError, match="sealed with this tenant's key"):
        sessions.get("resp_2")
    sessions.close()


def test_purging_leaves_nothing_of_what_expired(tmp_path: Path, clock: Clock):
    sessions = SessionMap(KEY, tmp_path, hours=1, clock=clock)
    sessions.put("resp_1", TOKENS)
    ((_, _, sealed),) = rows(tmp_path)
    sessions.purge()
    assert rows(tmp_path)
    assert sealed in b"".join(each.read_bytes() for each in tmp_path.iterdir())
    clock.now += HOUR
    sessions.purge()
    assert rows(tmp_path) == []
    assert sealed not in b"".join(each.read_bytes() for each in tmp_path.iterdir())
    sessions.close()


def test_what_expires_goes_whether_anybody_comes_by_or_not(tmp_path: Path, clock: Clock):
    sessions = SessionMap(KEY, tmp_path, hours=1, clock=clock)
    assert sessions._timer is None
    sessions.put("resp_1", TOKENS)
    timer = sessions._timer
    assert timer is not None
    assert (timer.interval, timer.daemon) == (HOUR, True)
    clock.now += HOUR
    timer.function()
    assert rows(tmp_path) == []
    assert sessions._timer is None
    sessions.close()


def test_what_is_left_goes_in_its_turn(tmp_path: Path, clock: Clock):
    sessions = SessionMap(KEY, tmp_path, hours=1, clock=clock)
    sessions.put("resp_1", TOKENS)
    clock.now += HOUR // 2
    sessions.put("resp_2", TOKENS)
    clock.now += HOUR // 2
    assert sessions._timer is not None
    sessions._timer.function()
    assert len(rows(tmp_path)) == 1
    assert sessions._timer.interval == HOUR // 2
    sessions.close()


def test_opening_deletes_what_expired_meanwhile(tmp_path: Path, clock: Clock):
    SessionMap(KEY, tmp_path, hours=1, clock=clock).put("resp_1", TOKENS)
    clock.now += HOUR
    SessionMap(KEY, tmp_path, hours=1, clock=clock).close()
    assert rows(tmp_path) == []


def test_a_timer_after_the_end_does_nothing(tmp_path: Path, clock: Clock):
    sessions = SessionMap(KEY, tmp_path, hours=1, clock=clock)
    sessions.put("resp_1", TOKENS)
    timer = sessions._timer
    assert timer is not None
    sessions.close()
    timer.function()
    assert len(rows(tmp_path)) == 1


def test_putting_deletes_what_expired(tmp_path: Path, clock: Clock):
    sessions = SessionMap(KEY, tmp_path, hours=1, clock=clock)
    sessions.put("resp_1", TOKENS)
    clock.now += HOUR
    sessions.put("resp_2", TOKENS)
    assert len(rows(tmp_path)) == 1
    sessions.close()


def test_too_much_is_refused_and_changes_nothing(made: SessionMap):
    made.put("resp_1", TOKENS)
    with pytest.raises(SessionError, match=f"at most {LARGEST} bytes"):
        made.put("resp_1", {"<A_1>": "x" * LARGEST})
    assert made.get("resp_1") == TOKENS


def test_threads_lose_nothing(made: SessionMap):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda at: made.put("conv_1", {f"<A_{at}>": str(at)}), range(40)))
    assert made.get("conv_1") == {f"<A_{at}>": str(at) for at in range(40)}


@pytest.mark.parametrize("content", [b"not a database" * 100, b"\0" * 4096])
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: bytes):
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(SessionError, match=r"^remembered sessions: [A-Za-z]+Error$"):
        SessionMap(KEY, tmp_path, hours=1)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(SessionError, match=r"^remembered sessions: FileNotFoundError$"):
        SessionMap(KEY, tmp_path / "no", hours=1)


def test_a_closed_map_says_so(made: SessionMap):
    made.close()
    with pytest.raises(SessionError):
        made.get("resp_1")


@pytest.mark.parametrize("key", [b"", b"k" * 15])
def test_a_short_key_is_refused(tmp_path: Path, key: bytes):
    with pytest.raises(ValueError, match="at least 16 bytes"):
        SessionMap(key, tmp_path, hours=1)
    assert list(tmp_path.iterdir()) == []
