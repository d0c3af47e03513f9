"""Headers for other systems: golden OCSF events, a CSV that reads back, and never a body."""

import csv
import io
import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.events import (
    CLASSES,
    Access,
    Decision,
    Erasure,
    Event,
    FindingSummary,
    Flag,
    Gap,
    Hold,
    Kind,
    PolicyChange,
    RingChange,
    Rotation,
    Verdict,
)
from audit.export import COLUMNS, OCSF, event, ocsf, table
from audit.log import AuditLog
from audit.record import Header, Record, parse_header
from audit.store.sqlite import SqliteStore

GOLDEN = Path(__file__).parents[1] / "vectors" / "ocsf"
RID, SUBJECT, POLICY, RING = "0f" * 16, "a1" * 16, "ab" * 32, "cd" * 32
TS = 1_700_000_000
VERSION = "0.0.0-golden"
Found = list[tuple[tuple[Any, ...], str]]
KNOWN = {("finding_info", "analytic", "uid"), ("service", "uid"), ("service", "version")}
"""Members that the models ask for and the schema only recommends: see the test that fails for now."""


def found(
    kind: str = "", category: str = "", severity: int = 3, n: int = 1, detector: str = "email"
) -> FindingSummary:
    return FindingSummary(kind, category, severity, n, detector, 950)


def flag(*findings: FindingSummary, action: str = "redact", **more: Any) -> Flag:
    members = {
        "model": "example-1",
        "route": "chat",
        "app": "other",
        "corr": "c0ffee",
        "level": "redacted",
    } | more
    return Flag("prompt", "whole", action, findings, POLICY, **members)  # type: ignore[arg-type]


EVENTS: dict[str, Event] = {
    "flag-personal": flag(
        found("EMAIL_ADDRESS", severity=4, n=2), found("PERSON", severity=2, detector="encoder")
    ),
    "flag-secret": flag(found("GITHUB_TOKEN", severity=7, detector="github"), action="block"),
    "flag-harm": flag(found(category="hate", severity=5, detector="encoder"), action="annotate"),
    "flag-both": flag(
        found("EMAIL_ADDRESS"), found(category="sexual/minors", severity=7, detector="minors"), action="block"
    ),
    "flag-not-run": flag(found("EMAIL_ADDRESS"), found("NOT_RUN", "timeout", 0, detector="encoder")),
    "flag-nothing": Flag("completion", "stream", "annotate", (), POLICY),
    "access": Access(SUBJECT, "ana", "review", 1_700_000_000, "00" * 64, "T-1"),
    "verdict": Verdict(SUBJECT, "ana", "false_positive", 1_700_000_000, "00" * 64),
    "policy": PolicyChange(POLICY, "ef" * 32, ("21" * 32, "43" * 32)),
    "ring": RingChange(2, "ef" * 32),
    "gap": Gap(3, TS, TS + 9, "overflow"),
    "erase": Erasure("subject", 2, "12" * 32, "request", "ana", "34" * 64),
    "hold": Hold("56" * 16, "placed", TS, TS + 9, TS + 99, "litigation", "ana", "ben", "00" * 64, "11" * 64),
    "rotate": Rotation("78" * 32, 4, "9a" * 64, size=9, root="bc" * 32),
    "decide": Decision("exception", SUBJECT, "de" * 32, "approved", "ben", TS, "00" * 64),
    "rotate-lost": Rotation("78" * 32, 4, "9a" * 64, "ana", 9, "bc" * 32),
}
FLAGS = [name for name in EVENTS if name.startswith("flag")]
CLASS = {
    "flag-personal": 2006,
    "flag-secret": 2006,
    "flag-harm": 2004,
    "flag-both": 2004,
    "flag-not-run": 2006,
    "flag-nothing": 2006,
}


def header(happened: Event, seq: int = 7) -> Header:
    return Header("acme", happened, seq, RID, TS, RING)


def read(*headers: Header) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(table(headers)), newline=""), strict=True))


def test_every_kind_has_its_golden_event():
    assert {each.kind for each in EVENTS.values()} == set(CLASSES) == set(Kind)
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(EVENTS)


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_is_its_golden_one(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("audit.export.version", lambda _: VERSION)
    (line,) = ocsf([header(EVENTS[name])])
    path = GOLDEN / f"{name}.json"
    if os.environ.get("WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{json.dumps(json.loads(line), indent=1, sort_keys=True)}\n", encoding="ascii")
    assert json.loads(line) == json.loads(path.read_text(encoding="ascii"))


def test_the_product_is_the_installed_one():
    assert event(header(EVENTS["gap"]))["metadata"]["product"]["version"] == version("guard")
    assert event(header(EVENTS["gap"]))["metadata"]["version"] == OCSF == "1.5.0"


@pytest.mark.parametrize("name", EVENTS)
def test_the_class_is_that_of_the_content(name: str):
    made = event(header(EVENTS[name]))
    number = CLASS.get(name, 6003)
    assert made["class_uid"] == number
    assert made["category_uid"] == {2: 2, 6: 6}[number // 1000]
    assert made["type_uid"] == number * 100 + made["activity_id"]
    assert ("finding_info" in made) is (number != 6003)
    assert ({"actor", "api", "src_endpoint"} <= made.keys()) is (number == 6003)


@pytest.mark.parametrize(
    ("severity", "number", "name"),
    [
        (0, 1, "Informational"),
        (1, 1, "Informational"),
        (2, 2, "Low"),
        (3, 2, "Low"),
        (4, 3, "Medium"),
        (5, 3, "Medium"),
        (6, 4, "High"),
        (7, 4, "High"),
    ],
)
def test_severities(severity: int, number: int, name: str):
    for findings in (
        (found("PERSON", severity=severity),),
        (found("PERSON", severity=severity), found("X", severity=0)),
    ):
        made = event(header(flag(*findings)))
        assert (made["severity_id"], made["severity"]) == (number, name)


@pytest.mark.parametrize("name", [name for name in EVENTS if name not in FLAGS])
def test_what_is_no_flag_is_informational(name: str):
    assert event(header(EVENTS[name]))["severity_id"] == 1


@pytest.mark.parametrize(
    ("action", "ids", "names"),
    [
        ("block", (2, 2), ("Denied", "Blocked")),
        ("redact", (1, 11), ("Allowed", "Corrected")),
        ("annotate", (1, 15), ("Allowed", "Detected")),
    ],
)
def test_what_was_done_with_it(action: str, ids: tuple[int, int], names: tuple[str, str]):
    made = event(header(flag(found("PERSON"), action=action)))
    assert (made["action_id"], made["disposition_id"]) == ids
    assert (made["action"], made["disposition"]) == names


@pytest.mark.parametrize("name", EVENTS)
def test_activities(name: str):
    wanted = 1 if name in FLAGS else 2 if name == "access" else 99
    assert event(header(EVENTS[name]))["activity_id"] == wanted


@pytest.mark.parametrize("name", EVENTS)
def test_time_place_and_id(name: str):
    made = event(header(EVENTS[name], seq=41))
    assert made["time"] == TS * 1000
    metadata = made["metadata"]
    assert (metadata["uid"], metadata["sequence"], metadata["tenant_uid"]) == (RID, 41, "acme")
    assert metadata["correlation_uid"] == getattr(EVENTS[name], "corr", "")
    assert made["message"] == EVENTS[name].said()


@pytest.mark.parametrize("name", [name for name in EVENTS if name not in FLAGS])
def test_an_activity_tells_all_its_members(name: str):
    unmapped = event(header(EVENTS[name]))["unmapped"]
    assert unmapped == {"ring": RING, **EVENTS[name].members()}


@pytest.mark.parametrize("name", FLAGS)
def test_a_finding_tells_all_its_members(name: str):
    happened = EVENTS[name]
    assert isinstance(happened, Flag)
    made = event(header(happened))
    assert made["unmapped"]["findings"] == [each.members() for each in happened.findings]
    for member in ("app", "model", "route", "level", "phase", "policy"):
        assert made["unmapped"][member] == getattr(happened, member)
    assert made["finding_info"]["uid"] == RID
    assert made["finding_info"]["types"] == sorted({each.type or each.category for each in happened.findings})


def test_lines_are_json_lines():
    lines = list(ocsf(header(each) for each in EVENTS.values()))
    assert len(lines) == len(EVENTS)
    assert all(line.isascii() and "\n" not in line and json.loads(line) for line in lines)


def test_events_and_rows_are_made_as_they_are_read():
    def source() -> Iterator[Header]:
        yield header(EVENTS["gap"])
        raise AssertionError("read ahead")

    assert next(ocsf(source()))
    lines = table(source())
    assert next(lines).startswith("seq,")
    assert next(lines).startswith("7,")


def problems(model: Any, made: dict[str, Any]) -> Found:
    from pydantic import ValidationError

    try:
        model.model_validate(made)
    except ValidationError as error:
        return [(each["loc"], each["type"]) for each in error.errors()]
    return []


def refusals(name: str) -> Found:
    """What the public models find in an event; they have no class 2006, so that is read as a 2004."""
    pytest.importorskip("py_ocsf_models")
    from py_ocsf_models.events.base_event import BaseEvent
    from py_ocsf_models.events.findings.detection_finding import DetectionFinding
    from py_ocsf_models.objects.api import API

    made = event(header(EVENTS[name]))
    if name in FLAGS:
        return problems(DetectionFinding, made | {"type_uid": 200_400 + made["activity_id"]})
    return problems(BaseEvent, made) + problems(API, made["api"])


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_is_one_for_the_public_models_but_for_known_members(name: str):
    assert {kind for where, kind in refusals(name)} <= {"missing"}
    assert {where for where, kind in refusals(name)} <= KNOWN


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_is_one_for_the_public_models(name: str):
    assert refusals(name) == []


def test_the_public_models_refuse_what_is_wrong():
    models = pytest.importorskip("py_ocsf_models.events.findings.detection_finding")
    made = event(header(EVENTS["flag-harm"]))
    for name, value in (
        ("severity_id", 42),
        ("activity_id", 42),
        ("type_uid", 1),
        ("time", "soon"),
        ("metadata", {}),
    ):
        assert problems(models.DetectionFinding, made | {name: value}) != problems(
            models.DetectionFinding, made
        )


@pytest.mark.parametrize("name", EVENTS)
def test_a_row_reads_back_with_the_values_of_its_header(name: str):
    happened = EVENTS[name]
    (row,) = read(header(happened))
    assert tuple(row) == COLUMNS
    assert (row["seq"], row["time"], row["rid"], row["kind"]) == ("7", str(TS), RID, str(happened.kind))
    assert (row["ring"], row["said"]) == (RING, happened.said())
    for member in ("direction", "phase", "action", "level", "model", "route", "app", "corr", "policy"):
        assert row[member] == str(getattr(happened, member, ""))
    for member in ("officer", "subject", "purpose"):
        assert row[member] == getattr(happened, member, "")
    if isinstance(happened, Flag):
        assert row["severity"] == str(max((each.severity for each in happened.findings), default=0))
        pairs = [pair.split("=") for pair in row["findings"].split()]
        assert pairs == [[each.type or each.category, str(each.n)] for each in happened.findings]
    else:
        assert (row["severity"], row["findings"]) == ("", "")


def test_one_line_a_header_and_the_names_first():
    lines = list(table(header(each, seq) for seq, each in enumerate(EVENTS.values())))
    assert len(lines) == len(EVENTS) + 1
    assert lines[0] == ",".join(COLUMNS) + "\r\n"
    assert all(line.endswith("\r\n") and line.count("\n") == line.count("\r") == 1 for line in lines)
    assert [row["seq"] for row in read(*(header(each, seq) for seq, each in enumerate(EVENTS.values())))] == [
        str(seq) for seq in range(len(EVENTS))
    ]
    assert list(table([])) == lines[:1]


NASTY = ["a,b", 'a"b', '"', '""', "a\r\nb", "a\nb", ",", "'", "a;b", "\u00e9\u2028", "=1+1,2", '="x"', " =1"]


@pytest.mark.parametrize("text", [*NASTY, *(f"{sign}cmd|' /C calc'!A0" for sign in "=+-@\t\r")])
def test_commas_quotes_lines_and_formulas_stay_in_their_cell(text: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Gap, "said", lambda _: text)
    monkeypatch.setattr(Gap, "officer", text, raising=False)
    first, second = read(header(EVENTS["gap"]), header(EVENTS["gap"], 8))
    wanted = f"'{text}" if text[0] in "=+-@\t\r" else text
    assert first["said"] == first["officer"] == second["said"] == wanted
    assert (first["seq"], second["seq"]) == ("7", "8")


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_no_cell_begins_a_formula(text: str):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Gap, "said", lambda _: text)
        (row,) = read(header(EVENTS["gap"]))
    assert row["said"].removeprefix("'") == text.removeprefix("'")
    assert not row["said"].startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("label", ["-1", "-x", "-", "-cmd/x"])
def test_a_label_that_begins_like_a_formula_is_inert(label: str):
    (row,) = read(header(flag(found("PERSON"), model=label, route=label, app=label)))
    assert row["model"] == row["route"] == row["app"] == f"'{label}"


def test_nothing_but_the_headers_of_a_log_comes_out(
    tmp_path: Path,
    log_at: Callable[..., AuditLog],
    record: Callable[..., Record],
    access: Callable[..., Record],
):
    path = tmp_path / "audit.sqlite"
    log = log_at(path, timeout=20)
    token = b"TOKENTOKEN"
    log.append_sync(record(b"CANARY Zelda Quillfeather", tokens=(token,)))
    log.append_sync(access())
    log.close()
    with closing(SqliteStore.read(path)) as store:
        headers = [parse_header(row.hdr) for row in store.in_order("default")]
        secret = [store.share(headers[2].rid).hex(), store.sealed(headers[2].rid)[-40:].hex(), token.hex()]
    written = "".join(table(headers)) + "\n".join(ocsf(headers))
    assert not [word for word in ("CANARY", "Zelda", "Quillfeather", "TOKEN", *secret) if word in written]
    assert written.count(headers[2].rid) >= 3
    shown = {value for row in read(*headers) for value in row.values()}
    known = {
        str(each)
        for header in headers
        for each in (header.seq, header.ts, header.rid, header.ring, header.kind)
    }
    known |= {header.event.said() for header in headers}
    known |= {"", "4", "EMAIL_ADDRESS=2"}
    for each in (header.event for header in headers):
        known |= {str(value) for value in each.members().values() if not isinstance(value, list)}
    assert shown - known == set()


@pytest.mark.parametrize("name", EVENTS)
def test_every_string_of_an_event_is_known(name: str):
    """A member that appears in no header and in no list of ours would be content that crept in."""

    def strings(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            yield from (each for member in value.values() for each in strings(member))
        elif isinstance(value, list):
            yield from (each for member in value for each in strings(member))
        elif isinstance(value, str):
            yield value

    happened = EVENTS[name]
    ours = {
        "",
        "guard",
        "guard-audit",
        "security_control",
        "Rule",
        "New",
        "Success",
        "Allowed",
        "Denied",
        OCSF,
        version("guard"),
    }
    ours |= {"Blocked", "Corrected", "Detected", "Informational", "Low", "Medium", "High", str(happened.kind)}
    ours |= set(strings(happened.members())) | {RID, RING, "acme", happened.said()}
    if isinstance(happened, Flag):
        ours |= {",".join(sorted({each.detector for each in happened.findings}))}
    assert set(strings(event(header(happened)))) <= ours
