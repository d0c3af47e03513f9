"""Records and headers: what is accepted, and at least as much that is not."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import OpenError, RecordError
from audit.events import MAX_FINDINGS, Access, Event, FindingSummary, Rotation
from audit.fields import MAX_INT
from audit.open import PrivateKey, open_body
from audit.record import MAX_BODY, MAX_TOKENS, Header, Record, parse_header, placed
from audit.ring import Ring
from audit.seal import seal

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


@pytest.mark.parametrize("event", [Access("0" * 32, "ana", "review", 0, "5a" * 64), Rotation("ab" * 32, 0)])
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
        Access(
            **{
                "subject": "0" * 32,
                "officer": "ana",
                "purpose": "review",
                "at": 0,
                "sig": "5a" * 64,
                field: value,
            }
        )


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


def spooled(record: Record) -> Header:
    return header(record, **SEALED, spooled=True)


def test_a_spooled_header_says_so_and_reads_back(record: Callable[..., Record]):
    made = spooled(record(b""))
    raw = made.encode()
    members = json.loads(raw)
    assert members["spooled"] == 1
    assert raw == json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    assert parse_header(raw) == made
    assert "spooled" not in json.loads(sealed(record(b"")).encode())


def test_a_spooled_seal_binds_everything_but_position_and_commitment(record: Callable[..., Record]):
    made = spooled(record(b""))
    full, bound = json.loads(made.encode()), json.loads(made.unsealed())
    assert full.keys() - bound.keys() == {"com", "seq"}
    assert bound.items() <= full.items()
    assert "seq" in json.loads(sealed(record(b"")).unsealed())


@pytest.mark.parametrize("value", [0, 2, -1, True, 1.0, "1", None, [], "yes"])
def test_spooled_is_one_or_absent(record: Callable[..., Record], value: object):
    members = json.loads(spooled(record(b"")).encode())
    assert members["spooled"] == 1
    with pytest.raises(RecordError):
        parse_header(json.dumps(members | {"spooled": value}, sort_keys=True, separators=(",", ":")).encode())


def test_only_what_has_a_body_is_spooled(record: Callable[..., Record], access: Callable[..., Record]):
    for made in (record(b""), access()):
        with pytest.raises(RecordError, match=r"^spooled: present without a body"):
            header(made, spooled=True)
        members = json.loads(header(made).encode()) | {"spooled": 1}
        with pytest.raises(RecordError):
            parse_header(json.dumps(members, sort_keys=True, separators=(",", ":")).encode())


@pytest.mark.parametrize("seq", [0, 7, MAX_INT])
def test_what_was_sealed_without_a_position_opens_wherever_it_is_placed(
    record: Callable[..., Record], ring: Ring, key: PrivateKey, seq: int
):
    made = seal(record(b"{}"), ring, seq=None, rid="0a" * 16, ts=1_700_000_000)
    at = placed(made.header, seq)
    assert parse_header(at).seq == seq
    assert parse_header(at).spooled
    assert open_body(at, made.sealed, made.share, key) == b"{}"


def test_what_was_sealed_at_a_position_opens_there_only(
    record: Callable[..., Record], ring: Ring, key: PrivateKey
):
    made = seal(record(b"{}"), ring, seq=6, rid="0a" * 16, ts=1_700_000_000)
    assert open_body(placed(made.header, 6), made.sealed, made.share, key) == b"{}"
    for seq in (5, 7):
        with pytest.raises(OpenError):
            open_body(placed(made.header, seq), made.sealed, made.share, key)


def test_a_seal_is_not_turned_from_one_into_the_other(
    record: Callable[..., Record], ring: Ring, key: PrivateKey
):
    for seq in (None, 0):
        made = seal(record(b"{}"), ring, seq=seq, rid="0a" * 16, ts=1_700_000_000)
        turned = replace(parse_header(made.header), spooled=seq is not None)
        with pytest.raises(OpenError):
            open_body(turned.encode(), made.sealed, made.share, key)


def test_placing_changes_the_position_and_nothing_else(record: Callable[..., Record], ring: Ring):
    made = seal(record(b"{}"), ring, seq=None, rid="0a" * 16, ts=1_700_000_000)
    before, after = json.loads(made.header), json.loads(placed(made.header, 9))
    assert (before.pop("seq"), after.pop("seq")) == (0, 9)
    assert before == after


@pytest.mark.parametrize("seq", [-1, MAX_INT + 1, 1.0, True, "1", None])
def test_what_is_no_position_is_refused(record: Callable[..., Record], ring: Ring, seq: object):
    made = seal(record(b"{}"), ring, seq=None, rid="0a" * 16, ts=1_700_000_000)
    with pytest.raises(RecordError, match=r"^seq: "):
        placed(made.header, seq)  # type: ignore[arg-type]


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"\xff"])
def test_what_is_no_header_is_not_placed(raw: bytes):
    with pytest.raises(RecordError):
        placed(raw, 7)
