"""`audit exception`: three people, their key files, and what each of them may do."""

import json
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import Result

from audit.commands import exception
from audit.exceptions import DAY_S, FOLDER, Waiver, parse, requested
from audit.keyfile import APPROVER, FLOOR, REVIEWER, create, retire, unlock
from audit.log import AuditLog
from audit.note import text_of
from audit.record import Record
from audit.trust import load_ring

Audit = Callable[..., Result]
Refusal = Callable[..., str]
PHRASE = "plum orbit lantern"
ASK = ("exception", "request", "--grants", "original", "--reason", "research")


def join(home: Path, officer: str, *roles: str) -> None:
    """Make another officer's key; the first officer is the admin who signs."""
    admins = [unlock(home / "officer-ana.key", PHRASE).signer("ana")]
    create(home, officer, PHRASE, "x25519", cost=FLOOR, admins=admins, roles=roles)


@pytest.fixture
def home(home: Path) -> Path:
    """Ana reviews and approves, as who comes first does; Rex only reviews, Bea and Bob only approve."""
    join(home, "rex", REVIEWER)
    join(home, "bea", APPROVER)
    join(home, "bob", APPROVER)
    return home


@pytest.fixture
def refusal(audit: Audit) -> Callable[..., str]:
    """As for other commands, but what an approver is to consent to may have been shown before."""

    def run(*arguments: str, code: int = 1, **options: object) -> str:
        result = audit(*arguments, **options)
        assert result.exit_code == code, result.output
        assert isinstance(result.exception, SystemExit)
        assert result.stdout == "" or (arguments[1] == "approve" and result.stdout.count("\n") == 1)
        assert code == 2 or result.stderr.count("\n") == 1
        return result.stderr

    return run


@pytest.fixture
def key(home: Path) -> Callable[[str], tuple[str, str]]:
    return lambda officer: ("--key", str(home / f"officer-{officer}.key"))


Key = Callable[[str], tuple[str, str]]


@pytest.fixture
def asked(audit: Audit, key: Key) -> str:
    """The id of what Rex asked for."""
    done = audit(*ASK, "--category", "violence", "--category", "hate", "--days", "30", *key("rex"))
    assert done.exit_code == 0, done.output
    return done.stdout.partition(":")[0]


@pytest.fixture
def state(audit: Audit) -> Callable[[], dict[str, object]]:
    """What `audit exception list --json` says of the one exception there is."""

    def show() -> dict[str, object]:
        listed = audit("exception", "list", "--json")
        assert listed.exit_code == 0, listed.output
        (line,) = listed.stdout.splitlines()
        found = json.loads(line)
        assert isinstance(found, dict)
        return found

    return show


State = Callable[[], dict[str, object]]


def note_of(home: Path, id_: str) -> str:
    return (home / FOLDER / f"{id_}.json").read_text()


def put(home: Path, waiver: Waiver) -> None:
    """Put an exception there that Rex signed, with any time."""
    (home / FOLDER).mkdir(exist_ok=True)
    rex = unlock(home / "officer-rex.key", PHRASE).signer("rex")
    (home / FOLDER / f"{waiver.id}.json").write_text(requested(waiver, rex))


def test_one_asks_and_two_approve(audit: Audit, key: Key, asked: str, home: Path, state: State):
    assert (state()["why"], state()["state"]) == ("approvals", "waits for approval by 2 more")
    first = audit("exception", "approve", asked[:8], *key("bea"))
    assert first.exit_code == 0, first.output
    assert "approved by bea; waits for approval by 1 more" in first.stdout
    second = audit("exception", "approve", asked, *key("bob"))
    assert "approved by bob; in force until " in second.stdout
    said = state()
    assert (said["why"], said["approvers"]) == ("", ["bea", "bob"])
    waiver = parse(text_of(note_of(home, asked)).removesuffix("\n"))
    assert (waiver.id, waiver.tenant, waiver.grants) == (asked, "default", "original")
    assert (waiver.categories, waiver.requester, waiver.reason) == (("hate", "violence"), "rex", "research")
    assert waiver.until - waiver.since == 30 * DAY_S
    assert abs(waiver.since - time.time()) < 60
    assert said["digest"] == waiver.digest
    table = audit("exception", "list").stdout
    for shown in (asked[:8], "original", "hate, violence", "rex", "bea, bob", "in force until"):
        assert shown in table


def test_files_and_folder_are_private(home: Path, asked: str):
    assert (home / FOLDER).stat().st_mode & 0o777 == 0o700
    assert (home / FOLDER / f"{asked}.json").stat().st_mode & 0o777 == 0o600


def test_an_approver_may_ask_and_then_two_others_approve(audit: Audit, key: Key, state: State):
    asked = audit(*ASK, *key("bea")).stdout.partition(":")[0]
    for officer in ("ana", "bob"):
        assert audit("exception", "approve", asked, *key(officer)).exit_code == 0
    assert state()["why"] == ""
    assert state()["categories"] == []


def test_the_requester_cannot_approve(audit: Audit, refusal: Refusal, key: Key):
    asked = audit(*ASK, *key("bea")).stdout.partition(":")[0]
    assert "four eyes" in refusal("exception", "approve", asked, *key("bea"))


def test_nobody_approves_twice(audit: Audit, refusal: Refusal, key: Key, asked: str, home: Path):
    assert audit("exception", "approve", asked, *key("bea")).exit_code == 0
    before = note_of(home, asked)
    assert "approved it already" in refusal("exception", "approve", asked, *key("bea"))
    assert note_of(home, asked) == before


def test_a_reviewer_is_no_approver(refusal: Refusal, key: Key, asked: str, home: Path):
    join(home, "una", REVIEWER)
    assert "not an approver of the ring" in refusal("exception", "approve", asked, *key("una"))


def test_an_approver_who_was_retired_counts_no_more(
    audit: Audit, refusal: Refusal, key: Key, asked: str, home: Path, state: State
):
    for officer in ("bea", "bob"):
        assert audit("exception", "approve", asked, *key(officer)).exit_code == 0
    retire(home, "bob", [unlock(home / "officer-ana.key", PHRASE).signer("ana")])
    assert (state()["why"], state()["approvers"]) == ("approvals", ["bea"])
    assert "not an approver" in refusal("exception", "approve", asked, *key("bob"))
    assert audit("exception", "approve", asked, *key("ana")).exit_code == 0
    assert state()["why"] == ""


def test_a_requester_who_was_retired_asks_for_nothing(
    audit: Audit, refusal: Refusal, key: Key, asked: str, home: Path, state: State
):
    retire(home, "rex", [unlock(home / "officer-ana.key", PHRASE).signer("ana")])
    assert state()["why"] == "requester"
    assert "not in the ring" in refusal("exception", "approve", asked, *key("bea"))
    assert "not an officer of the ring" in refusal(*ASK, *key("rex"))


@pytest.mark.parametrize("days", ["0", "91", "-1", "x"])
def test_no_more_than_ninety_days_are_asked_for(refusal: Refusal, key: Key, days: str, home: Path):
    refusal(*ASK, "--days", days, *key("rex"), code=2)
    assert not (home / FOLDER).exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--grants", "everything", "--reason", "research"),
        ("--grants", "original", "--reason", "because she asked"),
        ("--grants", "original", "--reason", "research", "--category", "a b"),
        ("--grants", "original", "--reason", "research", "--ticket", "a b"),
    ],
)
def test_what_breaks_the_format_is_refused(
    refusal: Refusal, key: Key, arguments: tuple[str, ...], home: Path
):
    assert "expected" in refusal("exception", "request", *arguments, *key("rex"))
    assert not list((home / FOLDER).glob("*"))


def test_who_is_alone_is_told(tmp_path: Path, audit: Audit):
    create(tmp_path / "solo", "ada", PHRASE, "x25519", cost=FLOOR)
    done = audit(*ASK, where=tmp_path / "solo")
    assert done.exit_code == 0
    assert "0 other approvers: it cannot come into force yet" in done.stderr


def test_a_wrong_passphrase_signs_nothing(refusal: Refusal, key: Key, asked: str, home: Path):
    before = note_of(home, asked)
    assert "wrong passphrase" in refusal("exception", "approve", asked, *key("bea"), phrase="another one")
    assert note_of(home, asked) == before


def test_a_key_of_another_tenant_signs_nothing(refusal: Refusal, asked: str, tmp_path: Path):
    create(tmp_path / "acme", "bea", PHRASE, "x25519", "acme", cost=FLOOR)
    path = str(tmp_path / "acme" / "officer-bea.key")
    assert "of another tenant" in refusal("exception", "approve", asked, "--key", path)


def test_a_stranger_of_an_approvers_name_signs_nothing(refusal: Refusal, asked: str, tmp_path: Path):
    create(tmp_path / "other", "bea", PHRASE, "x25519", cost=FLOOR)
    path = str(tmp_path / "other" / "officer-bea.key")
    assert "not an approver" in refusal("exception", "approve", asked, "--key", path)


def test_a_text_that_was_changed_is_not_approved(
    refusal: Refusal, key: Key, asked: str, home: Path, state: State
):
    path = home / FOLDER / f"{asked}.json"
    path.write_text(path.read_text().replace('"hate",', "", 1))
    assert state()["why"] == "signature"
    assert "invalid: signature" in refusal("exception", "approve", asked, *key("bea"))


def test_an_expired_one_is_not_approved_and_one_of_later_is_shown_so(
    audit: Audit, refusal: Refusal, key: Key, home: Path, state: State
):
    now = int(time.time())
    waiver = Waiver("ab" * 16, "default", "original", (), "research", "", "rex", now - 10, now - 5)
    put(home, waiver)
    assert (state()["why"], str(state()["state"])[:8]) == ("expired", "expired ")
    assert "expired" in refusal("exception", "approve", "ab", *key("bea"))
    put(home, replace(waiver, since=now + DAY_S, until=now + 2 * DAY_S))
    for officer in ("bea", "bob"):
        assert audit("exception", "approve", "ab", *key(officer)).exit_code == 0
    assert (state()["why"], state()["state"]) == ("early", "not yet in force")


def test_a_clock_behind_the_log_is_shown(
    audit: Audit, key: Key, asked: str, home: Path, state: State, record: Callable[..., Record]
):
    for officer in ("bea", "bob"):
        assert audit("exception", "approve", asked, *key(officer)).exit_code == 0
    ahead = time.time() + 3600
    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0), clock=lambda: ahead)) as log:
        log.append_sync(record(b"{}"))
    assert state()["why"] == "clock"


@pytest.mark.parametrize("officer", ["rex", "bea", "ana"])
def test_who_asked_and_every_approver_may_end_it(
    audit: Audit, refusal: Refusal, key: Key, asked: str, officer: str, state: State
):
    ended = audit("exception", "revoke", asked[:8], *key(officer))
    assert (ended.exit_code, ended.stdout) == (0, f"{asked}: revoked\n")
    assert (state()["why"], state()["state"]) == ("revoked", f"revoked by {officer}")
    assert "revoked by" in refusal("exception", "approve", asked, *key("bob"))
    assert "exists already" in refusal("exception", "revoke", asked, *key(officer))


def test_another_reviewer_may_not_end_it(refusal: Refusal, key: Key, asked: str, home: Path, state: State):
    join(home, "una", REVIEWER)
    assert "neither an approver nor" in refusal("exception", "revoke", asked, *key("una"))
    assert state()["why"] == "approvals"


def test_what_cannot_be_read_can_be_revoked_by_an_approver(
    audit: Audit, refusal: Refusal, key: Key, home: Path, state: State
):
    (home / FOLDER).mkdir()
    (home / FOLDER / f"{'ab' * 16}.json").write_text("damaged")
    assert state()["why"] == "malformed"
    assert "neither an approver nor" in refusal("exception", "revoke", "ab", *key("rex"))
    assert audit("exception", "revoke", "ab", *key("bea")).exit_code == 0
    assert state()["why"] == "revoked"


@pytest.mark.parametrize("verb", ["approve", "revoke"])
def test_an_id_that_is_none_or_several(refusal: Refusal, key: Key, verb: str, home: Path):
    assert "nobody has asked" in refusal("exception", verb, "ab", *key("bea"))
    (home / FOLDER).mkdir()
    assert "no exception has an id" in refusal("exception", verb, "ab", *key("bea"))
    for name in ("ab" * 16, "ac" * 16, "../x"):
        (home / FOLDER / f"{name}.json").write_text("")
    assert "several exceptions" in refusal("exception", verb, "a", *key("bea"))
    assert "no exception has an id" in refusal("exception", verb, "../x", *key("bea"))


def test_nothing_is_listed_where_nothing_is_and_an_odd_name_cannot_steer(audit: Audit, home: Path):
    assert audit("exception", "list", "--json").stdout == ""
    (home / FOLDER).mkdir()
    (home / FOLDER / "[red]\x1b[31m.json").write_text("")
    listed = audit("exception", "list").stdout
    assert "\x1b" not in listed
    assert "invalid" in listed


def test_an_approver_sees_what_it_is_before_the_passphrase(audit: Audit, key: Key, asked: str):
    shown = audit("exception", "approve", asked, *key("bea"), phrase="another one").stdout
    assert shown.startswith("original for hate, violence, from ")
    assert shown.endswith("; by rex for research\n")


def test_what_changes_after_it_was_shown_is_not_consented_to(
    refusal: Refusal, key: Key, asked: str, home: Path, monkeypatch: pytest.MonkeyPatch
):
    """A requester can sign something else under the same id while an approver types a passphrase."""
    waiver = parse(text_of(note_of(home, asked)).removesuffix("\n"))
    real = exception.unlocked

    def swap(*arguments: Path) -> object:
        put(home, replace(waiver, categories=(), until=waiver.since + 90 * DAY_S))
        return real(*arguments)

    monkeypatch.setattr(exception, "unlocked", swap)
    assert "changed since it was shown" in refusal("exception", "approve", asked, *key("bea"))
    assert note_of(home, asked).count("\u2014 ") == 1


RELAX = (
    "exception",
    "request",
    "--grants",
    "relax",
    "--label",
    "hate",
    "--label",
    "US_SSN",
    "--reason",
    "desk",
)


def decided(audit: Audit) -> list[tuple[str, str, str]]:
    """Who took which step about what, as the log has it."""
    headers = [json.loads(line) for line in audit("list", "--json").stdout.splitlines()]
    return [
        (each["step"], each["officer"], each["subject"]) for each in headers[::-1] if each["kind"] == "decide"
    ]


def test_to_relax_one_asks_and_one_approves(audit: Audit, key: Key, home: Path, state: State):
    done = audit(*RELAX, "--to", "annotate", "--app", "desk", "--route", "chat", "--days", "7", *key("rex"))
    assert done.exit_code == 0, done.output
    id_ = done.stdout.partition(":")[0]
    assert "waits for approval by 1:" in done.stdout
    approved = audit("exception", "approve", id_, *key("bea"))
    assert (
        "relax for US_SSN, hate to annotate in completion and prompt, app desk, route chat" in approved.stdout
    )
    assert "approved by bea; in force until " in approved.stdout
    said = state()
    assert (said["why"], said["labels"], said["to"]) == ("", ["US_SSN", "hate"], "annotate")
    assert (said["directions"], said["apps"], said["routes"]) == (
        ["completion", "prompt"],
        ["desk"],
        ["chat"],
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--label", "sexual/minors", "--to", "allow"), "sexual/minors is never relaxed"),
        (("--to", "block"), "to: expected one of"),
        ((), "to: expected one of"),
        (("--to", "allow", "--category", "hate"), "expected labels"),
        (("--to", "allow", "--direction", "sideways"), "directions"),
    ],
)
def test_what_cannot_be_relaxed_is_refused_and_not_on_record(
    audit: Audit, refusal: Refusal, key: Key, home: Path, arguments: tuple[str, ...], said: str
):
    assert said in refusal(*RELAX, *arguments, *key("rex"))
    assert not list((home / FOLDER).glob("*"))
    assert not (home / "audit.sqlite").exists()


def test_every_step_is_on_record_in_its_order(audit: Audit, key: Key, home: Path, asked: str):
    for officer in ("bea", "bob"):
        assert audit("exception", "approve", asked, *key(officer)).exit_code == 0
    assert audit("exception", "revoke", asked, *key("rex")).exit_code == 0
    assert decided(audit) == [
        ("requested", "rex", asked),
        ("approved", "bea", asked),
        ("approved", "bob", asked),
        ("revoked", "rex", asked),
    ]
    listed = audit("list").stdout
    assert f"bea approved exception {asked[:8]}" in listed
    assert audit("verify").exit_code == 0


def test_what_was_refused_is_not_on_record(audit: Audit, refusal: Refusal, key: Key, asked: str, home: Path):
    join(home, "una", REVIEWER)
    refusal("exception", "approve", asked, *key("una"))
    refusal("exception", "revoke", asked, *key("una"))
    assert decided(audit) == [("requested", "rex", asked)]


def test_without_the_store_nothing_is_asked_for(refusal: Refusal, key: Key, home: Path):
    refusal(*ASK, "--store", str(home / "no" / "such.sqlite"), *key("rex"))
    assert not list((home / FOLDER).glob("*"))


@pytest.mark.parametrize("verb", ["approve", "revoke"])
def test_a_step_that_cannot_be_put_on_record_is_not_taken(
    refusal: Refusal, key: Key, asked: str, home: Path, state: State, verb: str
):
    before = {path: path.read_bytes() for path in (home / FOLDER).iterdir()}
    refusal("exception", verb, asked, "--store", str(home / "no" / "such.sqlite"), *key("bea"))
    assert {path: path.read_bytes() for path in (home / FOLDER).iterdir()} == before


def test_the_log_names_the_very_document(audit: Audit, key: Key, asked: str, home: Path, state: State):
    headers = [json.loads(line) for line in audit("list", "--json").stdout.splitlines()]
    (step,) = [each for each in headers if each["kind"] == "decide"]
    assert (step["digest"], step["about"], step["subject"]) == (state()["digest"], "exception", asked)


def test_a_copy_under_another_name_is_none(audit: Audit, key: Key, asked: str, home: Path, state: State):
    for officer in ("bea", "bob"):
        assert audit("exception", "approve", asked, *key(officer)).exit_code == 0
    path = home / FOLDER / f"{asked}.json"
    path.rename(home / FOLDER / f"{'cd' * 16}.json")
    assert state()["why"] == "malformed"
