"""Files that change come into force whole, or not at all."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from audit import keyfile
from audit.approvals import FOLDER, Approval
from audit.note import sign
from guard.engine import load_policy
from guard.errors import PolicyError
from guard.forward import HttpUpstream
from guard.metrics import Metrics
from guard.tenancy.credentials import digest
from guard.tenancy.opener import Opener, Shared
from guard.tenancy.reload import AGAIN_S, APPROVED_S, Reloader, Standing, marks
from guard.tenancy.sources import many

ONE = f"tenants:\n  acme: {{policy: mask.yaml, keys: ['{digest('a')}']}}\n"


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reloader(place: Path, write: Callable[[str], Path], clock: Clock) -> Iterator[Reloader]:
    opener = Opener(Shared(lambda _: HttpUpstream("http://127.0.0.1:9"), place), Metrics())
    with closing(opener):
        yield Reloader(many(write(ONE), place), opener, every_s=0.05, ticks=clock)


def policy(reloader: Reloader) -> str:
    return reloader.callers.roster.tenants["acme"].service.guard.policy.id


def change(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    later = time.time_ns() + 10**9
    os.utime(path, ns=(later, later))


def test_what_changed_comes_into_force(reloader: Reloader, place: Path) -> None:
    before = reloader.callers.roster
    reloader.look()
    assert reloader.callers.roster is before
    change(place / "tenants.yaml", ONE.replace("mask.yaml", "stop.yaml"))
    reloader.look()
    assert policy(reloader) == "stop"
    change(place / "stop.yaml", (place / "mask.yaml").read_text().replace("mask", "soft"))
    reloader.look()
    assert policy(reloader) == "soft"
    assert before.tenants["acme"].service.guard.policy.id == "mask"  # as whoever was in already has it


def test_a_mistake_leaves_everything_as_it_was(
    reloader: Reloader, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = reloader.callers.roster
    change(place / "mask.yaml", "policy: mask\nprompt: {entities: {EMAIL_ADRESS: redact}}\nmode: on\n")
    reloader.look()
    assert reloader.callers.roster is before
    assert len(reloader.standing.problems) == 1 or len(reloader.standing.problems) == 2
    told = "\n".join(reloader.standing.lines())
    assert "not in force" in told
    assert "EMAIL_ADRESS" not in told
    logged = capsys.readouterr().err
    assert '"place": "mask.yaml:' in logged
    assert "EMAIL_ADRESS" not in logged
    change(place / "mask.yaml", (place / "stop.yaml").read_text())
    reloader.look()
    assert policy(reloader) == "stop"
    assert reloader.standing.problems == ()


def test_one_mistake_keeps_all_of_a_set_out(reloader: Reloader, place: Path) -> None:
    change(
        place / "tenants.yaml",
        ONE.replace("mask.yaml", "stop.yaml") + f"  b: {{policy: mask.yaml, keys: ['{digest('a')}']}}\n",
    )
    reloader.look()
    assert policy(reloader) == "mask"
    assert list(reloader.callers.roster.tenants) == ["acme"]


def test_a_set_with_mistakes_is_read_again_after_a_while(
    reloader: Reloader, place: Path, clock: Clock
) -> None:
    change(place / "tenants.yaml", ONE.replace("mask.yaml", "later.yaml"))
    reloader.look()
    assert reloader.standing.problems
    (place / "later.yaml").write_text((place / "stop.yaml").read_text())
    clock.now += AGAIN_S + 1
    reloader.look()
    assert policy(reloader) == "stop"


def test_a_file_that_is_missing_is_watched_for(reloader: Reloader, place: Path) -> None:
    change(place / "tenants.yaml", ONE.replace("mask.yaml", "later.yaml"))
    reloader.look()
    (place / "later.yaml").write_text((place / "stop.yaml").read_text())
    reloader.look()
    assert policy(reloader) == "stop"


def test_without_a_first_set_there_is_nothing_to_serve_by(place: Path, write: Callable[[str], Path]) -> None:
    path = write(ONE.replace("mask.yaml", "gone.yaml"))
    opener = Opener(Shared(lambda _: HttpUpstream("http://127.0.0.1:9"), place), Metrics())
    with closing(opener), pytest.raises(PolicyError, match=r"gone\.yaml"):
        Reloader(many(path, place), opener)


def test_it_looks_by_itself(reloader: Reloader, place: Path) -> None:
    reloader.start()
    change(place / "tenants.yaml", ONE.replace("mask.yaml", "stop.yaml"))
    until = time.monotonic() + 10
    while policy(reloader) != "stop" and time.monotonic() < until:
        time.sleep(0.02)
    reloader.stop()
    assert policy(reloader) == "stop"


def test_a_bug_while_reading_leaves_everything_as_it_was(
    reloader: Reloader, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("what a file said")

    monkeypatch.setattr("guard.tenancy.reload.marks", broken)
    reloader.start()
    until = time.monotonic() + 10
    while not reloader.standing.problems and time.monotonic() < until:
        time.sleep(0.02)
    reloader.stop()
    assert reloader.standing.problems == ("reload: RuntimeError",)
    assert policy(reloader) == "mask"


def test_links_that_move_are_seen(tmp_path: Path) -> None:
    """Kubernetes changes a mounted ConfigMap by moving one link."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "p.yaml").write_text(name)
    (tmp_path / "data").symlink_to("one")
    before = marks([tmp_path / "data" / "p.yaml"])
    (tmp_path / "new").symlink_to("two")
    (tmp_path / "new").rename(tmp_path / "data")
    assert marks([tmp_path / "data" / "p.yaml"]) != before


def test_folders_and_missing_files_have_marks(tmp_path: Path) -> None:
    empty = marks([tmp_path])
    (tmp_path / "a.yaml").write_text("")
    assert marks([tmp_path]) != empty
    gone = marks([tmp_path / "b.yaml"])
    (tmp_path / "b.yaml").write_text("")
    assert marks([tmp_path / "b.yaml"]) != gone


def test_what_is_in_force_is_told_in_words() -> None:
    assert Standing(0, 1).lines() == ("policies of 1 tenant, in force since 1970-01-01T00:00:00+00:00",)
    assert "2 mistakes" in Standing(0, 3, ("a:1: x", "b:2: y")).lines()[1]


def test_a_policy_comes_into_force_once_two_officers_stand_for_it(
    place: Path, write: Callable[[str], Path], clock: Clock
) -> None:
    folder = place / "acme"
    keyfile.create(folder, "ada", "correct horse", "hybrid", "acme", cost=keyfile.FLOOR)
    admin = keyfile.unlock(folder / "officer-ada.key", "correct horse").signer("ada")
    keyfile.create(
        folder,
        "bea",
        "correct horse",
        "hybrid",
        "acme",
        cost=keyfile.FLOOR,
        admins=[admin],
        roles=["approver"],
    )
    signers = {
        name: keyfile.unlock(folder / f"officer-{name}.key", "correct horse").signer(name)
        for name in ("ada", "bea")
    }

    def approve(name: str, *who: str) -> None:
        digest_ = load_policy(place / name).digest
        asked = Approval(
            id="0f" * 16,
            tenant="acme",
            policy=digest_,
            name="p",
            prior="",
            tests="",
            reason="tuning",
            ticket="",
            requester="ada",
            at=1,
        )
        (folder / FOLDER).mkdir(exist_ok=True)
        note = sign(f"{asked.encode().decode()}\n", *(signers[each] for each in who))
        (folder / FOLDER / f"{digest_}.json").write_text(note)

    shared = Shared(lambda _: HttpUpstream("http://127.0.0.1:9"), place, approvals=True)
    with closing(Opener(shared, Metrics())) as opener:
        source = many(write(ONE), place)
        with pytest.raises(PolicyError, match="tenant acme: policy mask@"):
            Reloader(source, opener, ticks=clock)
        approve("mask.yaml", "ada", "bea")
        reloader = Reloader(source, opener, ticks=clock)
        change(place / "tenants.yaml", ONE.replace("mask.yaml", "stop.yaml"))
        reloader.look()
        assert (policy(reloader), reloader.standing.waiting) == ("mask", ("acme",))
        assert "1 newer policies wait for approval" in reloader.standing.lines()
        approve("stop.yaml", "ada")
        clock.now += APPROVED_S + 1
        reloader.look()
        assert policy(reloader) == "mask"
        approve("stop.yaml", "ada", "bea")
        clock.now += APPROVED_S + 1
        reloader.look()
        assert (policy(reloader), reloader.standing.waiting) == ("stop", ())
