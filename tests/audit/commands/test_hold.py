"""`audit hold`: two approvers keep records, on one workstation or on two."""

import json
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import Result

from audit.events import Hold, Kind
from audit.index import DAY_S
from audit.keyfile import APPROVER, FLOOR, create, retire, unlock
from audit.note import Signer
from audit.proposal import parse
from audit.record import parse_header
from audit.store.sqlite import SqliteStore
from audit.trust import load_rings
from audit.verify import verify

Audit = Callable[..., Result]
Refusal = Callable[..., str]
PHRASE = "plum orbit lantern"


def day(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%d")


SPAN = ("--since", day(-2), "--until", day(1), "--expires", day(30), "--reason", "litigation")


@pytest.fixture
def admins(home: Path) -> list[Signer]:
    return [unlock(home / "officer-ana.key", PHRASE).signer("ana")]


@pytest.fixture
def keys(home: Path, rids: list[str], admins: list[Signer]) -> dict[str, tuple[str, str]]:
    """The key options of Ana and Bob, who approve, and of Rea, who reads; there are records already."""
    assert rids
    create(home, "bob", PHRASE, "x25519", cost=FLOOR, admins=admins, roles=[APPROVER])
    create(home, "rea", PHRASE, "x25519", cost=FLOOR, admins=admins)
    return {name: ("--key", str(home / f"officer-{name}.key")) for name in ("ana", "bob", "rea")}


Keys = dict[str, tuple[str, str]]


def holds(home: Path) -> list[Hold]:
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        events = [parse_header(row.hdr).event for row in store.of_kind("default", Kind.HOLD)]
    return [event for event in events if isinstance(event, Hold)]


def listed(audit: Audit) -> list[tuple[str, str]]:
    lines = audit("hold", "list", "--json").stdout.splitlines()
    return [(each["hold"], each["now"]) for each in map(json.loads, lines)]


def sound(home: Path) -> bool:
    return verify(home / "audit.sqlite", load_rings(home)).problems == ()


def test_two_approvers_here_keep_records_until_they_lift_the_hold(
    audit: Audit, refusal: Refusal, rids: list[str], home: Path, keys: Keys
):
    done = audit("hold", "place", *SPAN, *keys["ana"], *keys["bob"])
    assert done.exit_code == 0, done.stderr
    (event,) = holds(home)
    assert (event.state, event.officer, event.second, event.reason) == ("placed", "ana", "bob", "litigation")
    assert event.hold in done.stdout
    assert "kept by hold" in refusal("erase", rids[0], *keys["ana"])
    assert "in force" in refusal("erase", "--tenant", "default", *keys["ana"])
    lifted = audit("hold", "lift", event.hold[:8], *keys["bob"], *keys["ana"])
    assert lifted.exit_code == 0, lifted.stderr
    last = holds(home)[-1]
    assert (last.state, last.officer, last.second) == ("lifted", "bob", "ana")
    assert (last.hold, last.since, last.until, last.expires, last.reason) == (
        event.hold,
        event.since,
        event.until,
        event.expires,
        event.reason,
    )
    assert audit("erase", rids[0], *keys["ana"]).exit_code == 0
    assert sound(home)


def test_days_are_those_of_utc_from_the_first_second_to_the_last(audit: Audit, home: Path, keys: Keys):
    span = ("--since", "2026-01-01", "--until", "2026-01-31", "--expires", "2090-12-31", "--reason", "suit")
    assert audit("hold", "place", *span, *keys["ana"], *keys["bob"]).exit_code == 0
    (event,) = holds(home)
    times = (datetime.fromtimestamp(each, UTC) for each in (event.since, event.until, event.expires))
    assert [each.isoformat() for each in times] == [
        "2026-01-01T00:00:00+00:00",
        "2026-01-31T23:59:59+00:00",
        "2091-01-01T00:00:00+00:00",
    ]


def test_on_two_workstations_the_second_sees_what_it_signs(
    audit: Audit, refusal: Refusal, rids: list[str], home: Path, keys: Keys
):
    asked = audit("hold", "place", *SPAN, *keys["ana"], "--second", "bob")
    assert asked.exit_code == 0, asked.stderr
    assert "to be signed by bob" in asked.stdout
    assert holds(home) == []
    (path,) = home.glob("hold-*.json")
    assert parse(path.read_bytes()).missing == ("bob",)
    assert audit("erase", rids[2], *keys["ana"]).exit_code == 0  # a proposal keeps nothing
    done = audit("hold", "sign", str(path), *keys["bob"])
    assert done.exit_code == 0, done.stderr
    shown, made = done.stdout.splitlines()
    assert f"placed for litigation: records of {day(-2)} to {day(1)}, until the end of {day(30)}" in shown
    assert "by ana and bob" in shown
    (event,) = holds(home)
    assert event.hold in made
    assert "kept by hold" in refusal("erase", rids[0], *keys["ana"])
    asked = audit("hold", "lift", event.hold, *keys["bob"], "--second", "ana")
    assert asked.exit_code == 0, asked.stderr
    (path,) = home.glob("lift-*.json")
    assert audit("hold", "sign", str(path), *keys["ana"]).exit_code == 0
    assert [each.state for each in holds(home)] == ["placed", "lifted"]
    assert sound(home)


def test_what_is_signed_already_is_not_put_on_record_twice(audit: Audit, home: Path, keys: Keys):
    audit("hold", "place", *SPAN, *keys["ana"], "--second", "bob")
    (path,) = home.glob("hold-*.json")
    assert audit("hold", "sign", str(path), *keys["bob"]).exit_code == 0
    again = audit("hold", "sign", str(path), *keys["bob"])
    assert again.exit_code == 1
    assert "on record already" in again.stderr
    audit("hold", "lift", holds(home)[0].hold, *keys["bob"], *keys["ana"])
    again = audit("hold", "sign", str(path), *keys["bob"])
    assert (again.exit_code, len(holds(home))) == (1, 2)
    assert sound(home)


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (("ana", "ana"), "another officer"),
        (("ana", "rea"), "not active in the ring as an approver"),
        (("rea", "bob"), "not active in the ring as an approver"),
    ],
)
def test_two_others_place_no_hold(refusal: Refusal, home: Path, keys: Keys, who: tuple[str, str], said: str):
    assert said in refusal("hold", "place", *SPAN, *keys[who[0]], *keys[who[1]])
    assert holds(home) == []


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("rea", "second: not an approver"),
        ("eve", "not an approver"),
        ("ana", "another officer"),
        ("../x", "second"),
    ],
)
def test_nobody_else_is_proposed(refusal: Refusal, home: Path, keys: Keys, second: str, said: str):
    assert said in refusal("hold", "place", *SPAN, *keys["ana"], "--second", second)
    assert list(home.glob("hold-*.json")) == []


def test_nobody_else_signs_a_proposal(audit: Audit, home: Path, keys: Keys, admins: list[Signer]):
    create(home, "cid", PHRASE, "x25519", cost=FLOOR, admins=admins, roles=[APPROVER])
    audit("hold", "place", *SPAN, *keys["ana"], "--second", "bob")
    (path,) = home.glob("hold-*.json")
    for key, said in (
        (keys["ana"], "one who has not signed: bob"),
        (keys["rea"], "as an approver"),
        (("--key", str(home / "officer-cid.key")), "one who has not signed: bob"),
    ):
        refused = audit("hold", "sign", str(path), *key)
        assert refused.exit_code == 1
        assert said in refused.stderr
    assert holds(home) == []


def test_an_approver_who_was_retired_meanwhile_orders_nothing(
    audit: Audit, refusal: Refusal, home: Path, keys: Keys, admins: list[Signer]
):
    audit("hold", "place", *SPAN, *keys["bob"], "--second", "ana")
    (path,) = home.glob("hold-*.json")
    retire(home, "bob", admins)
    assert "officer: not an approver" in refusal("hold", "sign", str(path), *keys["ana"])
    assert holds(home) == []


def test_a_proposal_that_was_changed_or_is_none_is_refused(
    audit: Audit, refusal: Refusal, home: Path, keys: Keys
):
    audit("hold", "place", *SPAN, *keys["ana"], "--second", "bob")
    (path,) = home.glob("hold-*.json")
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"litigation", b"litigatioN"))
    assert "officer: did not sign this" in refusal("hold", "sign", str(path), *keys["bob"])
    path.write_bytes(raw[:-9])
    assert "proposal: not JSON" in refusal("hold", "sign", str(path), *keys["bob"])
    assert "cannot be read" in refusal("hold", "sign", str(home), *keys["bob"])
    assert holds(home) == []


def test_a_hold_that_would_be_over_is_refused(refusal: Refusal, home: Path, keys: Keys):
    span = (*SPAN[:4], "--expires", day(-1), "--reason", "suit")
    assert "expired already" in refusal("hold", "place", *span, *keys["ana"], *keys["bob"])
    backwards = ("--since", day(1), "--until", day(0), "--expires", day(9), "--reason", "suit")
    assert "before --since" in refusal("hold", "place", *backwards, *keys["ana"], *keys["bob"], code=2)
    assert "reason" in refusal("hold", "place", *SPAN[:6], "--reason", "x y", *keys["ana"], *keys["bob"])
    assert holds(home) == []


def test_a_hold_is_in_force_through_its_last_day(audit: Audit, home: Path, keys: Keys):
    span = (*SPAN[:4], "--expires", day(0), "--reason", "suit")
    assert audit("hold", "place", *span, *keys["ana"], *keys["bob"]).exit_code == 0
    assert listed(audit) == [(holds(home)[0].hold, "in force")]


@pytest.mark.parametrize(
    ("here", "second"), [(["ana"], ""), (["ana", "bob", "rea"], ""), (["ana", "bob"], "bob"), ([], "")]
)
def test_two_officers_are_named_once_each(
    refusal: Refusal, home: Path, keys: Keys, here: list[str], second: str
):
    options = [each for name in here for each in keys[name]]
    options += ["--second", second] if second else []
    assert "two approvers" in refusal("hold", "place", *SPAN, *options, code=2)
    assert holds(home) == []


def test_the_only_key_of_a_folder_need_not_be_named(
    audit: Audit, refusal: Refusal, home: Path, keys: Keys, tmp_path: Path
):
    assert "choose one with --key" in refusal("hold", "place", *SPAN, "--second", "bob")
    for name in ("bob", "rea"):
        Path(keys[name][1]).rename(tmp_path / f"{name}.key")
    assert audit("hold", "place", *SPAN, "--second", "bob").exit_code == 0


def test_what_is_not_in_force_is_not_lifted(
    audit: Audit, refusal: Refusal, home: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch
):
    both = (*keys["ana"], *keys["bob"])
    assert "no hold has an id" in refusal("hold", "lift", "ab", *both)
    audit("hold", "place", *SPAN, *both)
    audit("hold", "place", *SPAN, *both)
    assert "give more of it" in refusal("hold", "lift", "", *both)
    first, second = (each.hold for each in holds(home))
    assert audit("hold", "lift", first, *both).exit_code == 0
    assert "lifted already" in refusal("hold", "lift", first, *both)
    later = time.time() + 40 * DAY_S
    monkeypatch.setattr("time.time", lambda: later)
    assert "expired already" in refusal("hold", "lift", second, *both)
    assert listed(audit) == [(first, "lifted"), (second, "expired")]
    assert len(holds(home)) == 3


def test_holds_are_listed_with_what_became_of_them(audit: Audit, home: Path, keys: Keys):
    assert audit("hold", "list").stdout == "no holds\n"
    both = (*keys["ana"], *keys["bob"])
    audit("hold", "place", *SPAN, *both)
    audit("hold", "place", *SPAN, *both)
    first, second = (each.hold for each in holds(home))
    audit("hold", "lift", first, *both)
    assert listed(audit) == [(first, "lifted"), (second, "in force")]
    table = audit("hold", "list").stdout
    for shown in (first, second, "lifted", "in force", day(-2), day(30), "litigation", "ana, bob"):
        assert shown in table


def test_nothing_is_held_where_nothing_was_recorded(refusal: Refusal, home: Path, admins: list[Signer]):
    create(home, "bob", PHRASE, "x25519", cost=FLOOR, admins=admins, roles=[APPROVER])
    both = [each for name in ("ana", "bob") for each in ("--key", str(home / f"officer-{name}.key"))]
    assert "no audit store here" in refusal("hold", "place", *SPAN, *both)
    assert not (home / "audit.sqlite").exists()


def test_a_wrong_passphrase_places_nothing(refusal: Refusal, home: Path, keys: Keys):
    refused = refusal("hold", "place", *SPAN, *keys["ana"], *keys["bob"], phrase="plum orbit lemon")
    assert "wrong passphrase" in refused
    assert holds(home) == []


def test_a_file_without_an_end_is_not_read_to_it(refusal: Refusal, keys: Keys):
    assert "longer than" in refusal("hold", "sign", "/dev/zero", *keys["bob"])
