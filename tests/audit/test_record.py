"""Records and headers: what is accepted, and at least as much that is not."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import RecordError
from audit.record import MAX_BODY, MAX_FINDINGS, MAX_INT, FindingSummary, Header, Record, parse_header

FINDING = FindingSummary("PERSON", "", 2, 1, "names", 700)


def header(record: Record, **changes: object) -> Header:
    fields = {"seq": 7, "rid": "0a" * 16, "ts": 1_700_000_000, "ring": "cd" * 32, "suite": "hybrid"}
    return Header(record, **(fields | changes))


def sealed(record: Record) -> Header:
    return header(record, kids=(("0123456789abcdef",),), blen=256, share="ef" * 32, com="01" * 32)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "verdict"),
        ("tenant", ""),
        ("tenant", "a b"),
        ("tenant", "x" * 65),
        ("direction", ""),
        ("direction", "tool"),
        ("phase", ""),
        ("action", "allow"),
        ("findings", (FINDING,) * (MAX_FINDINGS + 1)),
        ("policy", ""),
        ("policy", "AB" * 32),
        ("policy", "ab" * 31),
        ("model", "gpt 4"),
        ("model", "x" * 65),
        ("route", "chat\n"),
        ("app", "naïve"),
        ("app", None),
        ("corr", "xyz"),
        ("corr", "a" * 65),
        ("level", "original"),
        ("level", ["none"]),
        ("subject", "0" * 32),
        ("officer", "ana"),
        ("purpose", "review"),
        ("body", b"x" * (MAX_BODY + 1)),
    ],
)
def test_flag_refuses(record: Callable[..., Record], field: str, value: object):
    with pytest.raises(RecordError, match=f"^{field}:"):
        record(**{field: value})


def test_body_needs_a_level(record: Callable[..., Record]):
    with pytest.raises(RecordError, match=r"^body: present at level"):
        record(b"x", level="none")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("direction", "prompt"),
        ("phase", "whole"),
        ("action", "block"),
        ("findings", (FINDING,)),
        ("policy", "ab" * 32),
        ("subject", ""),
        ("subject", "0" * 31),
        ("officer", ""),
        ("officer", "../ana"),
        ("purpose", ""),
        ("purpose", "be cause"),
    ],
)
def test_access_refuses(field: str, value: object):
    fields = {"kind": "access", "tenant": "t", "subject": "0" * 32, "officer": "ana", "purpose": "review"}
    from audit.record import Kind

    with pytest.raises(RecordError, match=f"^{field}:"):
        Record(**(fields | {"kind": Kind.ACCESS, field: value}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", "a b"),
        ("category", "sexual minors"),
        ("severity", -1),
        ("severity", 8),
        ("severity", True),
        ("n", 0),
        ("n", 1.0),
        ("n", MAX_INT + 1),
        ("detector", ""),
        ("score_milli", 1001),
        ("score_milli", "700"),
    ],
)
def test_finding_refuses(field: str, value: object):
    fields = {"type": "PERSON", "category": "c", "severity": 2, "n": 1, "detector": "d", "score_milli": 1}
    with pytest.raises(RecordError, match=f"^findings.{field}:"):
        FindingSummary(**(fields | {field: value}))


def test_finding_is_of_something():
    with pytest.raises(RecordError):
        FindingSummary("", "", 0, 1, "d", 0)
    assert FindingSummary("", "sexual/minors", 7, 1, "d", 0).category == "sexual/minors"


def test_errors_and_reprs_hold_no_text(record: Callable[..., Record]):
    secret = "zelda@example.org and more"
    with pytest.raises(RecordError) as raised:
        record(app=secret)
    assert secret not in str(raised.value)
    assert secret not in repr(record(secret.encode()))


def test_header_round_trip(record: Callable[..., Record], access: Callable[..., Record]):
    for made in (sealed(record(b"")), header(record(b"")), header(access())):
        assert parse_header(made.encode()) == made


def test_header_is_canonical_and_has_no_body(record: Callable[..., Record]):
    raw = header(record(b"secret")).encode()
    members = json.loads(raw)
    assert raw == json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    assert b"secret" not in raw
    assert b"subject" not in raw


def test_unsealed_header_lacks_only_the_commitment(record: Callable[..., Record]):
    made = sealed(record(b""))
    full, without = json.loads(made.encode()), json.loads(made.unsealed())
    assert full.pop("com") == "01" * 32
    assert full == without


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": -1},
        {"seq": True},
        {"rid": "0A" * 16},
        {"ts": 1.5},
        {"ring": ""},
        {"suite": "rsa"},
        {"kids": (("0123456789abcdef",),)},
        {"blen": 256},
        {"blen": 256, "kids": (("0123456789abcdef",),)},
        {"blen": 256, "kids": ((),), "share": "ef" * 32},
        {"blen": 256, "kids": (("0123",),), "share": "ef" * 32},
        {"share": "ef" * 32},
    ],
)
def test_header_refuses(record: Callable[..., Record], changes: dict[str, object]):
    with pytest.raises(RecordError):
        header(record(b""), **changes)


def _without(name: str) -> Callable[[dict[str, object]], object]:
    return lambda members: {key: value for key, value in members.items() if key != name}


def _with(**changes: object) -> Callable[[dict[str, object]], object]:
    return lambda members: members | changes


@pytest.mark.parametrize(
    "change",
    [
        _with(extra=1),
        _with(subject="0" * 32),
        _with(v=2),
        _with(v=True),
        _with(kind="verdict"),
        _with(kind=[]),
        _with(kind="access"),
        _with(seq=7.0),
        _with(findings={}),
        _with(findings=[1]),
        _with(findings=[{"type": "PERSON"}]),
        _with(kids=1),
        _with(kids=[1]),
        _with(kids=[["0123456789abcdef"], []]),
        _with(com=""),
        _with(com="0"),
        _with(blen=0),
        lambda members: [members],
        lambda members: None,
        *(_without(name) for name in ("com", "tenant", "v", "kind", "findings", "share")),
    ],
)
def test_parse_refuses(record: Callable[..., Record], change: Callable[[dict[str, object]], object]):
    members = json.loads(sealed(record(b"")).encode())
    raw = json.dumps(change(members), sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(RecordError):
        parse_header(raw)


@pytest.mark.parametrize(
    "spell",
    [
        lambda raw: raw + b" ",
        lambda raw: raw + b"{}",
        lambda raw: raw[:-1],
        lambda raw: raw.replace(b'"seq":7', b'"seq":07'),
        lambda raw: raw.replace(b'"seq":7', b'"seq":7,"seq":7'),
        lambda raw: raw.replace(b'"seq":7', b'"seq": 7'),
        lambda raw: raw.replace(b"chat", b"\\u0063hat"),
        lambda raw: raw.replace(b"chat", "ch\u00e4t".encode()),
        lambda raw: raw.decode().encode("utf-16"),
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: b"[" * 100_000,
        lambda raw: b"9" * 5_000,
        lambda raw: b"",
    ],
)
def test_parse_refuses_other_spellings(record: Callable[..., Record], spell: Callable[[bytes], bytes]):
    with pytest.raises(RecordError):
        parse_header(spell(sealed(record(b"")).encode()))


@given(st.binary(max_size=300))
def test_parse_never_raises_anything_else(raw: bytes):
    with pytest.raises(RecordError):
        parse_header(raw)
