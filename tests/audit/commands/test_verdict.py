"""`audit verdict`: what an officer thinks of a record, signed and on record."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.testing import Result

from audit.commands.verdict import Word
from audit.events import Kind, Verdict
from audit.keyfile import APPROVER, FLOOR, create, retire, unlock
from audit.log import AuditLog
from audit.note import Signer
from audit.record import Record, parse_header
from audit.statements import refuse_unsigned
from audit.store.sqlite import SqliteStore
from audit.trust import load_ring, load_rings
from audit.verify import verify

Audit = Callable[..., Result]
Refusal = Callable[..., str]
PHRASE = "plum orbit lantern"
WORDS = ("true_positive", "false_positive", "justified_use", "escalate", "needs_second")


def verdicts(home: Path) -> list[Verdict]:
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        events = [parse_header(row.hdr).event for row in store.of_kind("default", Kind.VERDICT)]
    return [event for event in events if isinstance(event, Verdict)]


def sound(home: Path) -> bool:
    return verify(home / "audit.sqlite", load_rings(home)).problems == ()


def ana(home: Path) -> Signer:
    return unlock(home / "officer-ana.key", PHRASE).signer("ana")


def join(home: Path, officer: str, **options: Any) -> tuple[str, str]:
    """Make another officer's key; return the option that names it."""
    create(home, officer, PHRASE, "x25519", cost=FLOOR, admins=[ana(home)], **options)
    return "--key", str(home / f"officer-{officer}.key")


def test_the_words_are_those_of_the_format():
    assert get_args(Word) == WORDS


@pytest.mark.parametrize("word", WORDS)
def test_each_verdict_is_signed_and_on_record(audit: Audit, home: Path, rids: list[str], word: str):
    done = audit("verdict", rids[0], word)
    assert (done.exit_code, done.stderr) == (0, "")
    (event,) = verdicts(home)
    assert (event.subject, event.officer, event.verdict) == (rids[0], "ana", word)
    refuse_unsigned(event, "default", load_ring(home, 0))
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        newest = store.newest("default")
    assert newest is not None
    assert done.stdout == f"record {rids[0][:8]}: {word}; on record as {newest.rid}\n"
    assert audit("verify").exit_code == 0
    assert sound(home)


def test_earlier_verdicts_of_that_record_are_shown_and_stay(audit: Audit, home: Path, rids: list[str]):
    bea = join(home, "bea")
    by_ana = ("--key", str(home / "officer-ana.key"))
    assert "before:" not in audit("verdict", rids[0], "needs_second", *by_ana).stdout
    assert "before:" not in audit("verdict", rids[1], "escalate", *by_ana).stdout
    second = audit("verdict", rids[0], "false_positive", *bea).stdout
    assert second.count("before:") == 1
    assert "ana: needs_second" in second
    third = audit("verdict", rids[0], "true_positive", *by_ana).stdout.splitlines()
    assert [line.split(" ", 3)[-1] for line in third[:2]] == ["ana: needs_second", "bea: false_positive"]
    said = [(each.officer, each.verdict) for each in verdicts(home) if each.subject == rids[0]]
    assert said == [("ana", "needs_second"), ("bea", "false_positive"), ("ana", "true_positive")]
    assert sound(home)


def test_an_id_may_be_cut_short_while_it_is_one_records(
    audit: Audit, refusal: Refusal, home: Path, rids: list[str]
):
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        start = next(
            rids[0][:length] for length in range(1, 33) if len(store.with_prefix(rids[0][:length], 2)) == 1
        )
    assert "give more of it" in refusal("verdict", "", "escalate")
    assert audit("verdict", start, "escalate").exit_code == 0
    assert [each.subject for each in verdicts(home)] == [rids[0]]


def test_list_and_open_go_on_beside_verdicts_and_accesses(audit: Audit, rids: list[str]):
    assert audit("open", rids[0], "--purpose", "review").exit_code == 0
    assert audit("verdict", rids[0], "justified_use").exit_code == 0
    listed = audit("list").stdout
    assert f"ana opened {rids[0][:8]} for review" in listed
    assert f"ana: justified_use {rids[0][:8]}" in listed
    assert audit("open", "latest", "--purpose", "review").exit_code == 0
    assert audit("list", "--json").stdout.count('"kind":"verdict"') == 1
    assert audit("export", "csv").exit_code == 0


def test_a_record_without_a_body_or_an_erased_one_is_judged_too(
    audit: Audit, home: Path, rids: list[str], record: Callable[..., Record]
):
    with closing(AuditLog(home / "audit.sqlite", load_ring(home, 0))) as log:
        bare = log.append_sync(record(b"", level="none")).rid
    assert audit("erase", rids[0]).exit_code == 0
    for rid in (bare, rids[0]):
        assert audit("verdict", rid, "false_positive").exit_code == 0
    assert [each.subject for each in verdicts(home)] == [bare, rids[0]]
    assert sound(home)


def test_what_is_no_verdict_is_a_usage_error(refusal: Refusal, home: Path, rids: list[str]):
    for word in ("", "true", "TRUE_POSITIVE", "\u202e"):
        assert "VERDICT" in refusal("verdict", rids[0], word, code=2)
    assert "VERDICT" in refusal("verdict", rids[0], code=2)
    assert verdicts(home) == []


def test_a_record_that_is_not_there_is_not_judged(refusal: Refusal, home: Path, rids: list[str]):
    assert "no record has an id that starts so" in refusal("verdict", "zz", "escalate")
    (home / "audit.sqlite").rename(home / "away")
    assert "no audit store here" in refusal("verdict", rids[0], "escalate")
    assert not (home / "audit.sqlite").exists()


def test_verdicts_are_on_flags_only(audit: Audit, refusal: Refusal, home: Path, rids: list[str]):
    assert audit("verdict", rids[0], "escalate").exit_code == 0
    with closing(SqliteStore.read(home / "audit.sqlite")) as store:
        others = [row for row in store.rows(100) if row.kind != "flag"]
    assert {row.kind for row in others} == {"rotate", "ring", "verdict"}
    for row in others:
        assert f"of kind `{row.kind}`" in refusal("verdict", row.rid, "escalate")
    assert len(verdicts(home)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rec SET hdr = CAST(replace(hdr, 'chat', 'chaT') AS BLOB) WHERE rid = ?",
        "UPDATE rec SET leaf = zeroblob(114) WHERE rid = ?",
        "UPDATE rec SET kind = 'access' WHERE rid = ?",
        "UPDATE rec SET tenant = 'acme' WHERE rid = ?",
    ],
)
def test_a_changed_record_is_not_judged(
    refusal: Refusal, home: Path, rids: list[str], tamper: Callable[[str, str], None], statement: str
):
    tamper(statement, rids[1])
    assert "the record was changed: run `audit verify`" in refusal("verdict", rids[1], "escalate")
    assert verdicts(home) == []


def test_another_tenants_record_is_not_judged(
    refusal: Refusal, home: Path, rids: list[str], record: Callable[..., Record], rings: Any, keys: Any
):
    with closing(AuditLog(home / "audit.sqlite", rings((keys("x25519"),), tenant="acme"))) as log:
        foreign = log.append_sync(record(b"{}", tenant="acme")).rid
    assert "not that of the key ring" in refusal("verdict", foreign, "escalate")
    assert verdicts(home) == []


def test_a_wrong_passphrase_judges_nothing(refusal: Refusal, home: Path, rids: list[str]):
    assert "wrong passphrase" in refusal("verdict", rids[0], "escalate", phrase="plum orbit lemon")
    assert verdicts(home) == []


def test_whoever_reads_nothing_judges_nothing(refusal: Refusal, home: Path, rids: list[str]):
    bob = join(home, "bob", roles=[APPROVER])
    join(home, "bea")
    assert "not active in the ring" in refusal("verdict", rids[0], "escalate", *bob)
    key = ("--key", str(home / "officer-ana.key"))
    retire(home, "ana", [ana(home)])
    assert "not active in the ring" in refusal("verdict", rids[0], "escalate", *key)
    assert verdicts(home) == []


def test_a_key_of_another_folder_judges_nothing(
    refusal: Refusal, home: Path, rids: list[str], tmp_path: Path
):
    create(tmp_path / "else", "ana", PHRASE, "x25519", cost=FLOOR)
    key = ("--key", str(tmp_path / "else" / "officer-ana.key"))
    assert "not active in the ring" in refusal("verdict", rids[0], "escalate", *key)
    assert verdicts(home) == []


def test_without_a_durable_record_the_verdict_is_not_said_to_be_given(
    refusal: Refusal, rids: list[str], home: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(SqliteStore, "write", SqliteStore.read)
    assert "store failed" in refusal("verdict", rids[0], "escalate")
    assert verdicts(home) == []
