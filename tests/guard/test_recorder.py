"""When a record counts as kept: what the policy asks, and what signed exceptions allow."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from audit import keyfile
from audit.errors import StoreError
from audit.events import Flag, Kind, PolicyChange
from audit.exceptionfiles import ExceptionFiles
from audit.exceptions import FOLDER, Waiver
from audit.log import AuditLog
from audit.note import sign
from audit.record import Header, Record, parse_header
from audit.ring import Ring
from audit.store.sqlite import SqliteStore
from audit.trust import load_ring
from guard.decide.relief import Relief
from guard.engine import Guard
from guard.evidence import Origin
from guard.exchange import Refused
from guard.metrics import Gauged
from guard.place import SPOOL, STORE, open_service
from guard.recorder import Recorded, Recorder
from guard.service import Service
from guard.types import Action, Direction

MAIL = "mail jane@example.org"
HARM = "I know where you live and I am going to kill you"
FLAG = Flag("prompt", "whole", "redact", (), "ab" * 32, level="redacted")
Open = Callable[[str], Service]


def until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


@pytest.fixture
def opened(folder: Path, tmp_path: Path) -> Iterator[Open]:
    """Open services under a policy of some durability; all are closed in the end."""
    services: list[Service] = []

    def run(durability: str) -> Service:
        path = tmp_path / f"{durability}.yaml"
        path.write_text(f"policy: p\nextends: [default]\naudit: {{durability: {durability}}}\n")
        services.append(open_service(path, folder))
        return services[-1]

    yield run
    for service in services:
        service.close()


@pytest.fixture
def ring(folder: Path, passphrase: str) -> Ring:
    """The folder's ring with two approvers more."""
    admin = keyfile.unlock(folder / "officer-ada.key", passphrase).signer("ada")
    for name in ("bea", "bob"):
        made = keyfile.create(
            folder, name, passphrase, cost=keyfile.FLOOR, admins=[admin], roles=["approver"]
        )
    return made


def granted(
    folder: Path, passphrase: str, grants: str, *categories: str, seconds: int = 60, **scope: Any
) -> Waiver:
    """Put an exception there that Ada asked for, and Bea and Bob approved."""
    now = int(time.time())
    waiver = Waiver(
        "ab" * 16, "default", grants, categories, "load-test", "", "ada", now, now + seconds, **scope
    )
    keys = {
        name: keyfile.unlock(folder / f"officer-{name}.key", passphrase) for name in ("ada", "bea", "bob")
    }
    (folder / FOLDER).mkdir(exist_ok=True)
    note = sign(f"{waiver.encode().decode()}\n", *(key.signer(name) for name, key in keys.items()))
    (folder / FOLDER / f"{waiver.id}.json").write_text(note)
    return waiver


def check(service: Service) -> Recorded | None:
    return asyncio.run(service.check([MAIL], Direction.PROMPT))[1]


def headers(folder: Path, kind: Kind) -> list[Header]:
    with closing(SqliteStore.read(folder / STORE)) as store:
        return [parse_header(row.hdr) for row in store.of_kind("default", kind)]


def kept(folder: Path) -> int:
    """How many flags there are; none while the store is still being made."""
    try:
        return len(headers(folder, Kind.FLAG))
    except StoreError:
        return 0


def lock_away(folder: Path) -> Path:
    """Take the store away for good: a folder lies in its place."""
    (folder / STORE).unlink(missing_ok=True)
    (folder / STORE).mkdir()
    return folder / STORE


def test_strict_waits_for_the_store(folder: Path, opened: Open):
    service = opened("strict")
    recorded = check(service)
    assert recorded is not None
    assert recorded.receipt.count(":") == 4
    assert not recorded.receipt.endswith("::::")
    assert [header.rid for header in headers(folder, Kind.FLAG)] == [recorded.rid]


def test_strict_lets_nothing_out_without_the_store(folder: Path, opened: Open):
    lock_away(folder)
    with pytest.raises(Refused):
        check(opened("strict"))


def test_a_spool_keeps_what_the_store_does_not_take_yet(folder: Path, opened: Open):
    away = lock_away(folder)
    service = opened("spool")
    recorded = check(service)
    assert recorded is not None
    assert recorded.receipt == f"{recorded.rid}::::"
    assert (folder / SPOOL).exists()
    away.rmdir()
    assert until(lambda: kept(folder) == 1)
    assert headers(folder, Kind.FLAG)[0].rid == recorded.rid


@pytest.mark.usefixtures("ring")
def test_nothing_is_recorded_later_than_it_leaves_without_an_exception(
    folder: Path, passphrase: str, opened: Open
):
    lock_away(folder)
    granted(folder, passphrase, "original")  # of another kind
    with pytest.raises(Refused):
        check(opened("async"))


@pytest.mark.usefixtures("ring")
def test_under_an_exception_nobody_waits(folder: Path, passphrase: str, opened: Open):
    waiver = granted(folder, passphrase, "async")
    service = opened("async")
    recorded = check(service)
    assert recorded is not None
    assert recorded.receipt == f"{recorded.rid}::::"
    service.close()
    assert [header.rid for header in headers(folder, Kind.FLAG)] == [recorded.rid]
    (change,) = headers(folder, Kind.POLICY)
    assert change.event == PolicyChange(service.guard.policy.digest, "", (waiver.digest,))
    assert change.seq < headers(folder, Kind.FLAG)[0].seq


@pytest.mark.usefixtures("ring")
def test_an_exception_that_expires_ends_it_while_the_gateway_runs(
    folder: Path, passphrase: str, opened: Open
):
    granted(folder, passphrase, "async", seconds=2)
    service = opened("async")
    hasty = check(service)
    assert hasty is not None
    assert hasty.receipt.endswith("::::")
    time.sleep(2.1)
    waited = check(service)
    assert waited is not None
    assert not waited.receipt.endswith("::::")
    first, second = headers(folder, Kind.POLICY)
    assert isinstance(second.event, PolicyChange)
    assert second.event.exceptions == ()
    assert first.seq < second.seq


@pytest.mark.usefixtures("ring")
def test_what_is_only_counted_is_seen_in_the_metrics(
    monkeypatch: pytest.MonkeyPatch, folder: Path, passphrase: str, opened: Open
):
    granted(folder, passphrase, "async")
    service = opened("async")
    monkeypatch.setattr("audit.log.SOON", 0)
    assert check(service) is None
    assert b'guard_audit_dropped_total{tenant="default"} 1.0' in service.metrics.text()


@pytest.fixture
def silent(tmp_path: Path) -> Path:
    path = tmp_path / "none.yaml"
    path.write_text("policy: p\nextends: [default]\naudit: {record: none}\n")
    return path


def test_where_nobody_governs_policies_without_records_need_no_log(silent: Path, tmp_path: Path):
    with closing(open_service(silent, tmp_path / "nowhere")) as service:
        assert check(service) is None
    assert not (tmp_path / "nowhere").exists()


def test_where_officers_govern_nothing_goes_unrecorded_without_their_consent(silent: Path, folder: Path):
    with closing(open_service(silent, folder)) as service:
        assert check(service) is not None


@pytest.mark.usefixtures("ring")
@pytest.mark.parametrize(
    ("categories", "kept"), [((), False), (("hate",), True), (("harassment", "violence"), True)]
)
def test_an_exception_lets_a_policy_record_nothing_of_what_it_covers(
    folder: Path, passphrase: str, silent: Path, categories: tuple[str, ...], kept: bool
):
    granted(folder, passphrase, "none", *categories)
    with closing(open_service(silent, folder)) as service:
        assert (check(service) is not None) == kept
        counted = b'guard_audit_excepted_total{tenant="default"} 1.0' in service.metrics.text()
        assert counted != kept


@pytest.mark.usefixtures("ring")
def test_an_exception_takes_no_record_from_a_policy_that_wants_them(folder: Path, passphrase: str):
    granted(folder, passphrase, "none")
    with closing(open_service("default", folder)) as service:
        assert check(service) is not None


@pytest.mark.parametrize(("days", "kept"), [(30, 1), (60, 2)])
def test_content_is_kept_for_as_long_as_the_policy_says(folder: Path, tmp_path: Path, days: int, kept: int):
    old = time.time() - 40 * 86_400
    with closing(AuditLog(folder / STORE, load_ring(folder, 0), clock=lambda: old)) as log:
        log.append_sync(Record("default", FLAG, b"{}"))
    path = tmp_path / "days.yaml"
    path.write_text(f"policy: p\nextends: [default]\naudit: {{keep_days: {days}}}\n")
    with closing(open_service(path, folder)) as service:
        check(service)
    with closing(SqliteStore.read(folder / STORE)) as store:
        assert len(list(store.erasable("default"))) == kept
    assert len(headers(folder, Kind.FLAG)) == 2


@pytest.mark.usefixtures("ring")
@pytest.mark.parametrize(
    ("categories", "text", "waits"),
    [
        ((), HARM, False),
        (("harassment", "violence"), HARM, False),
        (("hate",), HARM, True),
        (("violence",), HARM, True),
        (("hate",), MAIL, True),
    ],
)
def test_what_an_exception_is_not_for_is_waited_for(
    folder: Path, passphrase: str, opened: Open, categories: tuple[str, ...], text: str, waits: bool
):
    granted(folder, passphrase, "async", *categories)
    _, recorded = asyncio.run(opened("async").check([text], Direction.PROMPT))
    assert recorded is not None
    assert recorded.receipt.endswith("::::") is not waits


class Later(ExceptionFiles):
    """Exceptions that come into force between two looks at them."""

    def __init__(self, waiver: Waiver) -> None:
        self.looks: list[tuple[Waiver, ...]] = [(), (waiver,), (waiver,)]

    def in_force(self) -> tuple[Waiver, ...]:
        return self.looks.pop(0)


def test_what_comes_into_force_within_a_record_is_for_the_next_one(folder: Path, tmp_path: Path):
    """An original must not be kept under an exception that the log does not name before it."""
    waiver = Waiver("ab" * 16, "default", "original", (), "research", "", "ada", 0, 1)
    path = tmp_path / "original.yaml"
    path.write_text("policy: p\nextends: [default]\naudit: {evidence: original}\n")
    guard = Guard.load(path)
    screening = guard.check(HARM)
    origin = Origin("default", "check", "other", "whole", "")
    with closing(AuditLog(folder / STORE, load_ring(folder, 0))) as log:
        recorder = Recorder(log, guard, "default", Later(waiver))
        events = [recorder.build(screening, origin).record.event for _ in range(2)]
    assert [event.level for event in events if isinstance(event, Flag)] == ["redacted", "original"]


@pytest.mark.usefixtures("ring")
def test_metrics_show_when_an_exception_expires_and_what_waits(
    opened: Open, folder: Path, passphrase: str
) -> None:
    service = opened("strict")
    assert [gauge for gauge, *_ in service.readings()] == [Gauged.POLICY]
    waiver = granted(folder, passphrase, "original")
    assert check(service) is not None
    # Its files are looked at once a second.
    assert until(lambda: len(list(service.readings())) == 4)
    assert list(service.readings())[1:] == [
        (Gauged.AUDIT_WAITING, ("default",), 0),
        (Gauged.AUDIT_MISSING, ("default",), 0),
        (Gauged.EXCEPTION_EXPIRY, ("default", waiver.id, "original"), waiver.until),
    ]


RELAXED: dict[str, Any] = {
    "labels": ("EMAIL_ADDRESS",),
    "directions": ("completion", "prompt"),
    "to": "annotate",
}


def recording(service: Service) -> Recorder:
    """Give the recorder of a service, as its policy has one."""
    recorder = service._desk._recorder
    assert recorder is not None
    return recorder


@pytest.mark.usefixtures("ring")
def test_what_an_exception_relaxes_is_told_and_made_once(folder: Path, passphrase: str, opened: Open):
    waiver = granted(folder, passphrase, "relax", **RELAXED)
    recorder = recording(opened("strict"))
    reliefs = recorder.reliefs()
    assert reliefs == (Relief(waiver.id, frozenset({"EMAIL_ADDRESS"}), Action.ANNOTATE),)
    assert recorder.reliefs() is reliefs


@pytest.mark.usefixtures("ring")
def test_an_exception_that_grants_something_else_relaxes_nothing(folder: Path, passphrase: str, opened: Open):
    granted(folder, passphrase, "original")
    assert recording(opened("strict")).reliefs() == ()


@pytest.mark.usefixtures("ring")
def test_what_is_relaxed_is_strict_again_within_a_second_of_the_expiry(
    folder: Path, passphrase: str, opened: Open
):
    waiver = granted(folder, passphrase, "relax", seconds=3, **RELAXED)
    service = opened("strict")

    def action() -> Action:
        return asyncio.run(service.check([MAIL], Direction.PROMPT))[0].verdict.action

    assert action() is Action.ANNOTATE
    assert until(lambda: action() is Action.REDACT)
    assert waiver.until <= time.time() < waiver.until + 1


@pytest.mark.usefixtures("ring")
def test_what_was_not_recorded_by_exception_is_recorded_again_within_a_second_of_the_expiry(
    folder: Path, passphrase: str, silent: Path
):
    waiver = granted(folder, passphrase, "none", seconds=3)
    with closing(open_service(silent, folder)) as service:
        assert check(service) is None
        assert until(lambda: check(service) is not None)
        assert waiver.until <= time.time() < waiver.until + 1


@pytest.mark.usefixtures("ring")
@pytest.mark.parametrize(
    ("categories", "kept"), [((), False), (("harassment", "violence"), False), (("hate",), True)]
)
def test_an_exception_from_recording_harm_covers_all_of_its_categories_or_nothing(
    folder: Path, passphrase: str, silent: Path, categories: tuple[str, ...], kept: bool
):
    granted(folder, passphrase, "none", *categories)
    with closing(open_service(silent, folder)) as service:
        _, recorded = asyncio.run(service.check([HARM], Direction.PROMPT))
    assert (recorded is not None) == kept


@pytest.mark.usefixtures("ring")
@pytest.mark.parametrize("grants", ["original", "async", "relax"])
def test_no_other_exception_lets_a_policy_record_nothing(
    folder: Path, passphrase: str, silent: Path, grants: str
):
    granted(folder, passphrase, grants, **(RELAXED | {"labels": ("US_SSN",)} if grants == "relax" else {}))
    with closing(open_service(silent, folder)) as service:
        assert check(service) is not None
