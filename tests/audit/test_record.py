"""Records and headers: what is accepted, and at least as much that is not."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import RecordError
from audit.events import MAX_FINDINGS, MAX_INT, Access, Event, FindingSummary, Rotation
from audit.record import MAX_BODY, MAX_TOKENS, Header, Record, parse_header

FINDING = FindingSummary("PERSON", "", 2, 1, "names", 700)


def header(record: Record, **changes: object) -> Header:
    fields = {"seq": 7, "rid": "0a" * 16, "ts": 1_700_000_000, "ring": "cd" * 32}
    return Header(record.tenant, record.event, **(fields | changes))


SEALED = {
    "suite": "hybrid",
    "kids": (("0123456789abcdef",),),
    "blen": 256,
    "share": "ef" * 32,
    "com": "01" * 32,
}


def sealed(record: Record) -> Header:
    return header(record, **SEALED)


@pytest.mark.parametrize(
    ("field", "value"),
    [
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
        ("level", "everything"),
        ("level", ["none"]),
        ("body", b"x" * (MAX_BODY + 1)),
        ("tokens", (b"x" * 9,)),
        ("tokens", (b"x" * 11,)),
        ("tokens", (b"x" * 10, b"")),
        ("tokens", (b"x" * 10, b"y" * 10, b"x" * 10)),
        ("tokens", tuple(number.to_bytes(10, "big") for number in range(MAX_TOKENS + 1))),
    ],
)
def test_flag_refuses(record: Callable[..., Record], field: str, value: object):
    with pytest.raises(RecordError, match=f"^{field}:"):
        record(**{field: value})


@pytest.mark.parametrize("field", ["kind", "subject", "officer", "purpose", "key", "sig"])
def test_flag_has_no_member_of_another_kind(record: Callable[..., Record], field: str):
    with pytest.raises(TypeError, match=field):
        record(**{field: "0" * 32})


def test_body_and_tokens_need_a_level(record: Callable[..., Record]):
    with pytest.raises(RecordError, match=r"^body: present at level"):
        record(b"x", level="none")
    with pytest.raises(RecordError, match=r"^body: present at level"):
        record(b"", level="none", tokens=(b"x" * 10,))
    assert record(b"", level="none").body == b""


def test_as_many_tokens_as_fit(record: Callable[..., Record]):
    tokens = tuple(number.to_bytes(10, "big") for number in range(MAX_TOKENS))
    assert record(tokens=tokens).tokens == tokens


@pytest.mark.parametrize("event", [Access("0" * 32, "ana", "review"), Rotation("ab" * 32, 0)])
@pytest.mark.parametrize("beside", [{"body": b"x"}, {"tokens": (b"x" * 10,)}])
def test_only_a_flag_has_a_body_or_tokens(event: Event, beside: dict[str, object]):
    with pytest.raises(RecordError, match=r"^body: not part of"):
        Record("t", event, **beside)
    assert Record("t", event).body == b""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("direction", "prompt"),
        ("phase", "whole"),
        ("action", "block"),
        ("findings", ()),
        ("policy", "ab" * 32),
        ("level", "none"),
    ],
)
def test_access_has_no_member_of_a_flag(field: str, value: object):
    with pytest.raises(TypeError, match=field):
        Access(**{"subject": "0" * 32, "officer": "ana", "purpose": "review", field: value})


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
    token = b"zelda--tok"
    assert token.decode() not in repr(record(tokens=(token,)))


def test_header_round_trip(record: Callable[..., Record], access: Callable[..., Record]):
    for made in (
        sealed(record(b"")),
        header(record(b"")),
        header(access()),
        header(record(b""), **SEALED, idx=MAX_TOKENS),
        header(record(b""), idx=1),
    ):
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
        {"suite": "hybrid"},
        {"tenant": "a b"},
        {"blen": True},
        {"idx": -1},
        {"idx": True},
        {"idx": MAX_TOKENS + 1},
        *(
            {**SEALED, name: value}
            for name, value in (("kids", ()), ("blen", 0), ("share", ""), ("suite", ""))
        ),
        {**SEALED, "suite": "rsa"},
        {**SEALED, "kids": (("0123456789abcdef",), ())},
    ],
)
def test_header_refuses(record: Callable[..., Record], changes: dict[str, object]):
    fields = {"tenant": "default", "seq": 7, "rid": "0a" * 16, "ts": 1, "ring": "cd" * 32}
    with pytest.raises(RecordError):
        Header(event=record(b"").event, **(fields | changes))


@pytest.mark.parametrize("changes", [SEALED, {"idx": 1}])
def test_header_of_another_kind_has_no_body_and_no_tokens(
    access: Callable[..., Record], changes: dict[str, object]
):
    with pytest.raises(RecordError, match="no body in a record of kind"):
        header(access(), **changes)
    assert not {"blen", "com", "idx", "kids", "share", "suite"} & json.loads(header(access()).encode()).keys()


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
        _with(kids=[{"0123456789abcdef": 1}]),
        _with(v=1.0),
        _with(com=""),
        _with(com="0"),
        _with(blen=0),
        _with(idx=-1),
        _with(idx=0.0),
        _with(idx=MAX_TOKENS + 1),
        _with(idx="1"),
        _with(suite="rsa"),
        _with(suite=""),
        lambda members: [members],
        lambda members: None,
        *(_without(name) for name in ("com", "tenant", "v", "kind", "findings", "share", "idx")),
    ],
)
def test_parse_refuses(record: Callable[..., Record], change: Callable[[dict[str, object]], object]):
    members = json.loads(sealed(record(b"")).encode())
    raw = json.dumps(change(members), sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(RecordError):
        parse_header(raw)


@pytest.mark.parametrize("name", ["com", "share", "suite"])
@pytest.mark.parametrize("value", [None, 0, False, [], {}])
def test_parse_refuses_another_nothing_without_a_body(
    record: Callable[..., Record], name: str, value: object
):
    members = json.loads(header(record(b"")).encode())
    assert members[name] == ""
    raw = json.dumps(members | {name: value}, sort_keys=True, separators=(",", ":")).encode()
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
