"""`audit open`: an access on record, then a body that nothing can hide in."""

import json
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from audit.commands import open as opening
from audit.contribution import Contribution, contribute
from audit.errors import OpenError
from audit.events import Access, Kind
from audit.keyfile import APPROVER, FLOOR, create, retire, unlock
from audit.log import AuditLog
from audit.note import Signer
from audit.open import open_body
from audit.record import Record, parse_header
from audit.release import PER_HOUR, Release
from audit.release_app import application
from audit.statements import UNSIGNED, refuse_unsigned, signed_by
from audit.store.place import Embedded
from audit.store.sqlite import SqliteStore
from audit.trust import load_ring, load_rings
from audit.verify import verify

Audit = Callable[..., Result]
Refusal = Callable[..., str]
PHRASE = "plum orbit lantern"
BODY = '{"text":"ask [PERSON]\u202e \u001b[31m\x7f\u2028 at [EMAIL_ADDRESS]"}'
CANARY = "Zelda Quillfeather"
BLANKED = "UPDATE body SET sealed = zeroblob(length(sealed)) WHERE rid = ?"
WHY = ("--purpose", "review")


@pytest.fixture
def rids(home: Path, record: Callable[..., Record]) -> list[str]:
    """Ids of 20 records with bodies, more than there are hex digits, and of one without."""
    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
        made = [log.append_sync(record(BODY.encode())).rid for _ in range(20)]
        made.append(log.append_sync(record(b"", level="none")).rid)
    return made


def size(home: Path) -> int:
    found = verify(home / "audit.sqlite", load_rings(home))
    assert found.ok
    return found.records


def accesses(home: Path) -> list[Access]:
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        events = [parse_header(row.hdr).event for row in store.of_kind("default", Kind.ACCESS)]
    return [event for event in events if isinstance(event, Access)]


def signer(home: Path, officer: str) -> Signer:
    return unlock(home / f"officer-{officer}.key", PHRASE).signer(officer)


def join(home: Path, officer: str, **options: Any) -> tuple[str, str]:
    """Make another officer's key; return the option that names it."""
    create(home, officer, PHRASE, "x25519", cost=FLOOR, admins=[signer(home, "ana")], **options)
    return of(home, officer)


def of(home: Path, officer: str) -> tuple[str, str]:
    return "--key", str(home / f"officer-{officer}.key")


def test_an_inert_body_is_printed_and_the_access_on_record(audit: Audit, home: Path, rids: list[str]):
    shown = audit("open", rids[3], "--purpose", "appeal", "--ticket", "T-17")
    assert shown.exit_code == 0, shown.stderr
    assert json.loads(shown.stdout) == json.loads(BODY, strict=False)
    assert not [character for character in shown.stdout if character != "\n" and not character.isprintable()]
    (access,) = accesses(home)
    said = (access.subject, access.officer, access.purpose, access.ticket)
    assert said == (rids[3], "ana", "appeal", "T-17")
    assert verify(home / "audit.sqlite", load_rings(home)).ok


def test_the_access_is_signed_by_who_opened(audit: Audit, home: Path, rids: list[str]):
    assert audit("open", rids[0], *WHY).exit_code == 0
    (access,) = accesses(home)
    refuse_unsigned(access, "default", load_ring(home, 0))
    key = signer(home, "ana").verifier
    assert key.verifies(bytes.fromhex(access.sig), access.statement("default"))


def test_the_same_record_is_opened_again_in_the_same_second(audit: Audit, home: Path, rids: list[str]):
    assert [audit("open", rids[0], *WHY).exit_code for _ in range(3)] == [0, 0, 0]
    assert len({access.sig for access in accesses(home)}) == 3


def test_the_newest_with_a_body_is_opened_as_latest(audit: Audit, home: Path, rids: list[str]):
    assert audit("open", "latest", *WHY).exit_code == 0
    assert [each.subject for each in accesses(home)] == [rids[-2]]


def test_the_latest_is_one_of_this_tenant(
    audit: Audit, home: Path, rids: list[str], record: Callable[..., Record], rings: Any, keys: Any
):
    with closing(AuditLog(home / "audit.sqlite", rings((keys("x25519"),), tenant="acme"))) as log:
        foreign = log.append_sync(record(BODY.encode(), tenant="acme")).rid
    assert audit("open", "latest", *WHY).exit_code == 0
    assert [each.subject for each in accesses(home)] == [rids[-2]]
    assert "wrong key" in audit("open", foreign, *WHY).stderr
    assert len(accesses(home)) == 1


def test_there_is_no_latest_without_a_body(refusal: Refusal, home: Path, record: Callable[..., Record]):
    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
        log.append_sync(record(b"", level="none"))
    assert "none of the newest" in refusal("open", "latest", *WHY)


def test_an_id_may_be_cut_short_while_it_is_one_records(audit: Audit, refusal: Refusal, rids: list[str]):
    start = next(length for length in range(1, 33) if len({rid[:length] for rid in rids}) == len(rids))
    shared = next(rid[0] for rid in rids if sum(other[0] == rid[0] for other in rids) > 1)
    assert "give more of it" in refusal("open", shared, *WHY)
    assert "no record" in refusal("open", "zz", *WHY)
    assert audit("open", rids[0][:start] if start > 4 else rids[0], *WHY).exit_code == 0


def test_a_purpose_is_asked_for_and_a_code(refusal: Refusal, home: Path, rids: list[str]):
    before = size(home)
    assert "--purpose" in refusal("open", rids[0], code=2)
    for bad in ("", "two words", "a" * 65, "\u202e"):
        assert "purpose: expected" in refusal("open", rids[0], "--purpose", bad)
    for bad in ("two words", "a" * 65):
        assert "ticket: expected" in refusal("open", rids[0], *WHY, "--ticket", bad)
    assert size(home) == before


def test_nothing_is_noted_when_nothing_could_be_released(refusal: Refusal, home: Path, rids: list[str]):
    before = size(home)
    assert "wrong passphrase" in refusal("open", rids[0], *WHY, phrase="plum orbit lemon")
    assert "no body" in refusal("open", rids[-1], *WHY)
    assert size(home) == before


def test_an_erased_record_is_refused_and_no_access_noted(
    audit: Audit, refusal: Refusal, home: Path, rids: list[str]
):
    assert audit("erase", rids[0]).exit_code == 0
    before = size(home)
    assert "the record was erased" in refusal("open", rids[0], *WHY)
    assert size(home) == before


def test_so_many_an_hour_and_no_more(refusal: Refusal, audit: Audit, home: Path, rids: list[str]):
    ana, now = signer(home, "ana"), int(time.time())
    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
        for number in range(PER_HOUR - 1):
            asked = Access(rids[0], "ana", "review", now, UNSIGNED, str(number))
            log.append_sync(Record("default", signed_by(asked, "default", ana)))
    assert audit("open", rids[0], *WHY).exit_code == 0
    before = size(home)
    assert "as many records as an hour allows: again in" in refusal("open", rids[1], *WHY)
    assert size(home) == before


def test_nothing_is_released_when_the_access_cannot_be_noted(
    refusal: Refusal, home: Path, rids: list[str], monkeypatch: pytest.MonkeyPatch
):
    read: list[str] = []
    monkeypatch.setattr(SqliteStore, "share", lambda _, rid: read.append(rid))
    (home / "ring.json").rename(home / "ring.away")
    assert "put back the newest" in refusal("open", rids[0], *WHY)
    (home / "ring.away").rename(home / "ring.json")
    monkeypatch.setattr(SqliteStore, "write", SqliteStore.read)
    assert "store failed" in refusal("open", rids[0], *WHY)
    assert read == []


def test_a_key_of_another_folder_or_none_opens_nothing(refusal: Refusal, rids: list[str], tmp_path: Path):
    create(tmp_path / "else", "eve", PHRASE, "x25519", cost=FLOOR)
    assert "wrong key" in refusal("open", rids[0], *WHY, *of(tmp_path / "else", "eve"))
    assert "no key file here" in refusal("open", rids[0], *WHY, "--key", str(tmp_path / "none.key"))


def test_with_several_keys_one_is_chosen(audit: Audit, refusal: Refusal, home: Path, rids: list[str]):
    join(home, "bea")
    assert "choose one with --key" in refusal("open", rids[0], *WHY)
    assert audit("open", rids[0], *WHY, *of(home, "ana")).exit_code == 0
    for path in home.glob("*.key"):
        path.unlink()
    assert "run `audit keys new" in refusal("open", rids[0], *WHY)


def test_an_approver_who_is_no_reviewer_opens_nothing(refusal: Refusal, home: Path, rids: list[str]):
    bob = join(home, "bob", roles=[APPROVER])
    before = size(home)
    assert "wrong key" in refusal("open", rids[0], *WHY, *bob)
    assert size(home) == before


def test_a_retired_officer_opens_nothing(refusal: Refusal, audit: Audit, home: Path, rids: list[str]):
    join(home, "bea")
    retire(home, "ana", [signer(home, "ana")])
    before = size(home)
    assert "not active in the ring" in refusal("open", rids[0], *WHY, *of(home, "ana"))
    assert "wrong key" in refusal("open", rids[0], *WHY, *of(home, "bea"))  # who came after the record
    assert size(home) == before


def test_a_changed_record_is_not_opened(
    refusal: Refusal, home: Path, rids: list[str], tamper: Callable[[str, str], None]
):
    tamper("UPDATE rec SET hdr = CAST(replace(hdr, 'chat', 'chaT') AS BLOB) WHERE rid = ?", rids[0])
    assert "the record was changed" in refusal("open", rids[0], *WHY)
    assert accesses(home) == []


def test_a_changed_body_is_found_before_the_access_is_noted(
    refusal: Refusal, home: Path, rids: list[str], tamper: Callable[[str, str], None]
):
    tamper(BLANKED, rids[0])
    assert "the record was changed" in refusal("open", rids[0], *WHY)
    assert accesses(home) == []


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b"\x1b]0;x\x07\xff\n", "\\u001b]0;x\\u0007\\xff\n"),
        ('"\u202eabc\u2066\u200f"'.encode(), '"\\u202eabc\\u2066\\u200f"'),
        ('"\U000e0041\u00ad\ufeff"'.encode(), '"\\udb40\\udc41\\u00ad\\ufeff"'),
        ("\u2028\u2029\u0085\u009b31m".encode(), "\\u2028\\u2029\\u0085\\u009b31m"),
        (b'"\\u001b[2J\\u0000"', '"\\u001b[2J\\u0000"'),
        (b"a\rb\tc\x7fd", "a\\rb\\tc\\u007fd"),
        ("caf\u00e9 \u05e9\u05dc\u05d5\u05dd".encode(), "caf\u00e9 \u05e9\u05dc\u05d5\u05dd"),
    ],
)
def test_what_is_shown_is_inert_whatever_it_is(body: bytes, shown: str):
    assert opening._inert(body) == shown


# with a service

RID = "0" * 32
HERE = "http://127.0.0.1:1"


@pytest.mark.parametrize(
    "arguments",
    [
        ("latest", "--service", HERE),
        (RID[:8], "--service", HERE),
        (RID, "--service", HERE, "--store", "audit.sqlite"),
        (RID, "--for", "bea"),
        (RID, "--out", "part.json"),
        (RID, "--for", "bea", "--out", "part.json", "--with", "other.json"),
        (RID, "--for", "bea", "--out", "part.json", "--key", "a.key", "--key", "b.key"),
    ],
)
def test_options_that_do_not_go_together_are_a_usage_error(
    refusal: Refusal, home: Path, rids: list[str], arguments: tuple[str, ...]
):
    before = size(home)
    assert "--service" in (said := refusal("open", *arguments, *WHY, code=2)) or "--for" in said
    assert size(home) == before


@pytest.mark.parametrize("url", ["http://audit.example.org", "ftp://127.0.0.1", "https://ana:x@example.org"])
def test_a_service_is_asked_with_tls_or_on_this_machine(refusal: Refusal, rids: list[str], url: str):
    assert "service: expected" in refusal("open", rids[0], *WHY, "--service", url)


def test_a_service_that_is_not_there_is_one_line(refusal: Refusal, home: Path, rids: list[str]):
    assert "nothing is released" in refusal("open", rids[0], *WHY, "--service", HERE)
    assert accesses(home) == []


def test_a_service_is_asked_for_each_officer(
    audit: Audit, refusal: Refusal, home: Path, pair: str, serve: Callable[..., Any], tmp_path: Path
):
    ring = load_ring(home, 0)
    with closing(AuditLog(home / "audit.sqlite", ring)) as log:
        release = Release(log, Embedded(home / "audit.sqlite"), lambda: ring)
        ask = ("open", pair, *WHY, "--service", serve(application(release)).url)
        shown = audit(*ask, *of(home, "ana"), *of(home, "bea"))
        assert (shown.exit_code, CANARY in shown.stdout) == (0, True)
        part = tmp_path / "part.json"
        assert audit(*ask, *of(home, "ana"), "--for", "bea", "--out", str(part)).exit_code == 0
        assert CANARY in audit(*ask, *of(home, "bea"), "--with", str(part)).stdout
        assert "no such record" in refusal("open", RID, *ask[2:], *of(home, "ana"))
        # What a record needs is known with its header, which only comes with the access.
        assert "give a key of group 2" in refusal(*ask, *of(home, "ana"))
    assert [each.officer for each in accesses(home)] == ["ana", "bea", "ana", "bea", "ana"]
    assert size(home)


# two control groups


@pytest.fixture
def pair(home: Path, record: Callable[..., Record]) -> str:
    """The id of a record of two control groups: Ana's and Cyd's, and Bea's and Dov's."""
    join(home, "bea", group=2)
    join(home, "cyd")
    join(home, "dov", group=2)
    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
        return log.append_sync(record(json.dumps({"text": f"ask {CANARY}"}).encode())).rid


@pytest.fixture
def part(audit: Audit, home: Path, pair: str, tmp_path: Path) -> Path:
    """What Ana made for Bea."""
    path = tmp_path / "part.json"
    made = audit("open", pair, *WHY, *of(home, "ana"), "--for", "bea", "--out", str(path))
    assert made.exit_code == 0, made.stderr
    assert CANARY not in made.output
    return path


def test_two_officers_open_together_and_both_accesses_are_on_record_before(
    audit: Audit, home: Path, pair: str, monkeypatch: pytest.MonkeyPatch
):
    before: list[list[str]] = []

    def watched(*arguments: Any) -> bytes:
        before.append([each.officer for each in accesses(home)])
        return open_body(*arguments)

    monkeypatch.setattr(opening, "open_body", watched)
    shown = audit("open", pair, *WHY, *of(home, "ana"), *of(home, "bea"))
    assert (shown.exit_code, json.loads(shown.stdout)) == (0, {"text": f"ask {CANARY}"})
    assert before == [["ana", "bea"]]
    assert size(home)


def test_neither_opens_alone_nor_with_a_colleague_of_the_own_group(refusal: Refusal, home: Path, pair: str):
    before = size(home)
    for keys, group in ((("ana",), 2), (("bea",), 1), (("ana", "cyd"), 2), (("ana", "ana"), 2)):
        options = [option for name in keys for option in of(home, name)]
        assert f"give a key of group {group} too" in refusal("open", pair, *WHY, *options)
    assert size(home) == before


def test_when_the_second_access_cannot_be_noted_nothing_is_shown(
    refusal: Refusal, home: Path, pair: str, monkeypatch: pytest.MonkeyPatch
):
    append = AuditLog.append_sync

    def once(log: AuditLog, record: Record) -> Any:
        monkeypatch.setattr(SqliteStore, "add", failing)
        return append(log, record)

    def failing(*_: object) -> None:
        raise OSError

    def first(log: AuditLog, record: Record) -> Any:
        monkeypatch.setattr(AuditLog, "append_sync", once)
        return append(log, record)

    monkeypatch.setattr(AuditLog, "append_sync", first)
    assert "store failed" in refusal("open", pair, *WHY, *of(home, "ana"), *of(home, "bea"))
    assert [each.officer for each in accesses(home)] == ["ana"]


def test_one_hands_on_and_another_opens_with_it(
    audit: Audit, refusal: Refusal, home: Path, pair: str, part: Path
):
    assert [each.officer for each in accesses(home)] == ["ana"]
    assert CANARY.encode() not in part.read_bytes()
    assert part.stat().st_mode & 0o777 == 0o600
    shown = audit("open", pair, *WHY, *of(home, "bea"), "--with", str(part))
    assert (shown.exit_code, json.loads(shown.stdout)) == (0, {"text": f"ask {CANARY}"})
    assert [each.officer for each in accesses(home)] == ["ana", "bea"]
    assert size(home)


def test_a_part_is_of_use_to_nobody_else_and_for_no_other_record(
    refusal: Refusal, home: Path, pair: str, part: Path, record: Callable[..., Record]
):
    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
        other = log.append_sync(record(b"{}")).rid
    before = size(home)
    given = ("--with", str(part))
    assert "of another record" in refusal("open", other, *WHY, *of(home, "bea"), *given)
    assert "for another officer" in refusal("open", pair, *WHY, *of(home, "dov"), *given)
    assert "for another officer" in refusal("open", pair, *WHY, *of(home, "cyd"), *given)
    moved = Contribution.parse(part.read_bytes())
    part.write_bytes(Contribution(other, moved.group, moved.officer, moved.kid, moved.wrap).encode())
    assert "or was changed" in refusal("open", other, *WHY, *of(home, "bea"), *given)
    assert size(home) == before


def test_a_damaged_part_is_named_and_nothing_noted(refusal: Refusal, home: Path, pair: str, part: Path):
    before, whole = size(home), part.read_bytes()
    ask = ("open", pair, *WHY, *of(home, "bea"), "--with", str(part))
    for bad in (b"", whole[:-1], whole + b"\n", b"[" * 9000, b"\xff", whole.replace(b"/v1", b"/v2")):
        part.write_bytes(bad)
        assert str(part) in refusal(*ask)
    made = Contribution.parse(whole)
    for wrap in (bytes(len(made.wrap)), made.wrap[:-1]):
        part.write_bytes(Contribution(made.rid, made.group, made.officer, made.kid, wrap).encode())
        assert "or was changed" in refusal(*ask)
    part.unlink()
    assert "cannot be read" in refusal(*ask)
    assert size(home) == before


def test_a_false_part_shows_by_its_commitment(refusal: Refusal, home: Path, pair: str, part: Path):
    """Whoever knows Bea's public key can wrap another share for her: the access is on record, and nothing opens."""
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        row = store.by_rid(pair)
    assert row is not None
    header, bea = parse_header(row.hdr), load_ring(home, 0).reader("bea")
    assert bea is not None

    class Liar:
        kid, suite = header.kids[0][0], header.suite

        def unwrap(self, wrap: bytes, info: bytes) -> bytes:
            return bytes(32)

    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        part.write_bytes(contribute(header, store.sealed(pair), Liar(), bea).encode())
    assert str(OpenError("bad commitment")) in refusal(
        "open", pair, *WHY, *of(home, "bea"), "--with", str(part)
    )
    assert [each.officer for each in accesses(home)] == ["ana", "bea"]


def test_an_heir_is_a_reader_of_another_group(refusal: Refusal, home: Path, pair: str, tmp_path: Path):
    before, out = size(home), tmp_path / "part.json"
    for heir, said in (
        ("nobody", "expected one of ana, bea, cyd, dov"),
        ("cyd", "another control group"),
        ("ana", "another control group"),
    ):
        ask = ("open", pair, *WHY, *of(home, "ana"), "--for", heir, "--out", str(out))
        assert said in refusal(*ask)
    join(home, "eli", group=2)  # came after the record
    ask = ("open", pair, *WHY, *of(home, "ana"), "--for", "eli", "--out", str(out))
    assert "another control group" in refusal(*ask)
    assert size(home) == before
    assert not out.exists()


def test_of_a_record_of_one_group_there_is_nothing_to_hand_on(
    refusal: Refusal, home: Path, rids: list[str], tmp_path: Path
):
    join(home, "bea", group=2)
    out = str(tmp_path / "part.json")
    before = size(home)
    ask = ("open", rids[0], *WHY, *of(home, "ana"), "--for", "bea", "--out", out)
    assert "another control group" in refusal(*ask)
    assert size(home) == before


def test_a_file_that_is_there_is_not_overwritten(refusal: Refusal, home: Path, pair: str, part: Path):
    before, kept = size(home), part.read_bytes()
    ask = ("open", pair, *WHY, *of(home, "ana"), "--for", "bea", "--out")
    assert "never overwritten" in refusal(*ask, str(part))
    assert (size(home), part.read_bytes()) == (before, kept)
    assert "cannot be written" in refusal(*ask, str(part.parent / "none" / "part.json"))
    assert size(home) == before
