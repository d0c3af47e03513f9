"""Every kind of event: what each field takes, what it refuses, and what an officer signs of it."""

import json
from dataclasses import fields, replace

import pytest
import rfc8785

from audit.errors import RecordError
from audit.events import (
    CLASSES,
    KIND_CODE,
    MAX_EXCEPTIONS,
    MAX_FINDINGS,
    MAX_PASSES,
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
from audit.fields import MAX_INT
from audit.record import Header, parse_header

RID = "0f" * 16
OTHER = "ab" * 16
DIGEST = "cd" * 32
SIG = "ef" * 64
FINDING = FindingSummary("PERSON", "", 2, 1, "names", 700)

EVENTS: dict[Kind, Event] = {
    Kind.FLAG: Flag(
        "prompt", "whole", "redact", (FINDING,), DIGEST, "m-1", "chat", "app", "c0ffee", "redacted"
    ),
    Kind.ACCESS: Access(RID, "ana", "review", 1_700_000_000, SIG, "ticket-17"),
    Kind.VERDICT: Verdict(RID, "ana", "false_positive", 1_700_000_000, SIG),
    Kind.POLICY: PolicyChange(DIGEST, "ab" * 32, ("12" * 32, "34" * 32)),
    Kind.RING: RingChange(2, DIGEST),
    Kind.GAP: Gap(3, 10, 20, "overflow"),
    Kind.ERASE: Erasure("subject", 2, DIGEST, "request", "ana", SIG),
    Kind.HOLD: Hold(RID, "placed", 10, 20, 30, "lawsuit", "ana", "bea", SIG, "01" * 64),
    Kind.ROTATE: Rotation(DIGEST, 1, SIG, size=2, root=DIGEST),
    Kind.DECIDE: Decision("exception", RID, DIGEST, "requested", "ana", 1_700_000_000, SIG),
}

LABELS = (["", "a", "A-z0_9.:/", "x" * 64], ["a b", "x" * 65, "naïve", "a\n", None, 1])
NAMES = (["a", "ticket-17/b:c", "x" * 64], ["", "a b", "x" * 65, "naïve", "a\n", None])
OFFICERS = (["ana", "A.b_c-9", "x" * 64], ["", ".ana", "../ana", "a/b", "x" * 65, "ana\n", "ana bea", None])
RIDS = ([RID, "0" * 32], ["", "0" * 31, "0" * 33, RID.upper(), RID + "\n", 0, None])
DIGESTS = ([DIGEST, "0" * 64], ["", "0" * 63, "0" * 65, DIGEST.upper(), DIGEST + "\n", b"0" * 64])
PRIORS = (["", DIGEST], ["0", "0" * 63, DIGEST.upper(), None, 0])
SIGNATURES = ([SIG, "0" * 128], ["", "0" * 127, "0" * 129, SIG.upper(), SIG + "\n", None])
POSITIVE = ([1, MAX_INT], [0, -1, MAX_INT + 1, 1.0, True, "1", None])
EXCEPTIONS = (
    [(), (DIGEST,), ("0" * 64, "ef" * 32), tuple(f"{number:064x}" for number in range(MAX_EXCEPTIONS))],
    [
        (DIGEST, DIGEST),
        ("ef" * 32, "0" * 64),
        ("",),
        (DIGEST.upper(),),
        (1,),
        tuple(f"{number:064x}" for number in range(MAX_EXCEPTIONS + 1)),
    ],
)
PASSES = (
    [
        (),
        ("GET /v1/files",),
        ("GET /v1/files/{}", "POST /v1/a-b_c.d"),
        tuple(f"GET /v1/{number:02}" for number in range(MAX_PASSES)),
    ],
    [
        ("GET /b", "GET /a"),
        ("GET /a", "GET /a"),
        ("GET",),
        ("/v1/files",),
        ("GET /v1/files?a=1",),
        ("GET /v1/my files",),
        ("get /v1/files",),
        (f"GET /{'x' * 100}",),
        (None,),
        tuple(f"GET /v1/{number:02}" for number in range(MAX_PASSES + 1)),
    ],
)
COUNTS = ([0, 1, MAX_INT], [-1, MAX_INT + 1, 0.0, False, "0", None])


def among(*choices: str) -> tuple[list[object], list[object]]:
    wrong = [choices[0].upper(), f"{choices[0]} ", choices[0][:-1], "", None, 0, [choices[0]]]
    return list(choices), wrong


VALUES: dict[Kind, dict[str, tuple[list[object], list[object]]]] = {
    Kind.DECIDE: {
        "about": among("exception", "policy"),
        "subject": RIDS,
        "digest": DIGESTS,
        "step": among("requested", "approved", "revoked"),
        "officer": OFFICERS,
        "at": COUNTS,
        "sig": SIGNATURES,
    },
    Kind.FLAG: {
        "direction": among("prompt", "completion"),
        "phase": among("whole", "stream"),
        "action": among("annotate", "redact", "block"),
        "findings": (
            [(), (FINDING,), (FINDING,) * MAX_FINDINGS],
            [(FINDING,) * (MAX_FINDINGS + count) for count in (1, 2, MAX_FINDINGS)],
        ),
        "policy": DIGESTS,
        "model": LABELS,
        "route": LABELS,
        "app": LABELS,
        "corr": (["", "c0ffee", "a" * 64], ["xyz", "C0FFEE", "a" * 65, None]),
        "level": among("none", "fingerprint", "redacted", "original"),
    },
    Kind.ACCESS: {
        "subject": RIDS,
        "officer": OFFICERS,
        "purpose": NAMES,
        "at": COUNTS,
        "sig": SIGNATURES,
        "ticket": LABELS,
    },
    Kind.VERDICT: {
        "subject": RIDS,
        "officer": OFFICERS,
        "verdict": among("true_positive", "false_positive", "justified_use", "escalate", "needs_second"),
        "at": COUNTS,
        "sig": SIGNATURES,
    },
    Kind.POLICY: {"policy": DIGESTS, "prior": PRIORS, "exceptions": EXCEPTIONS, "passes": PASSES},
    Kind.RING: {"version": POSITIVE, "prior": PRIORS},
    Kind.GAP: {
        "n": POSITIVE,
        "since": ([0, 10, 20], [-1, 21, 1.0, True, "1", None]),
        "until": ([10, 11, MAX_INT], [9, MAX_INT + 1, 20.0, True, "20", None]),
        "reason": among("overflow", "lost", "rollback"),
    },
    Kind.ERASE: {
        "scope": among("record", "subject", "time", "tenant"),
        "n": POSITIVE,
        "rids": DIGESTS,
        "reason": NAMES,
        "officer": OFFICERS,
        "sig": (["", SIG], ["0", *SIGNATURES[1][1:]]),
    },
    Kind.HOLD: {
        "hold": RIDS,
        "state": among("placed", "lifted"),
        "since": ([0, 10, 20], [-1, 21, 1.0, True, "1", None]),
        "until": ([10, 11, MAX_INT], [9, MAX_INT + 1, 20.0, True, "20", None]),
        "expires": COUNTS,
        "reason": NAMES,
        "officer": (OFFICERS[0], [*OFFICERS[1], "bea"]),
        "second": (["bea", "ANA"], [*OFFICERS[1], "ana"]),
        "sig": SIGNATURES,
        "sig2": SIGNATURES,
    },
    Kind.ROTATE: {
        "key": DIGESTS,
        "number": ([1, 2, MAX_INT], [0, -1, MAX_INT + 1, 1.0, True, "1", None]),
        "sig": SIGNATURES,
        "officer": (["", *OFFICERS[0]], OFFICERS[1][1:]),
        "size": POSITIVE,
        "root": DIGESTS,
    },
}

CASES = [
    (kind, name, accepted, refused)
    for kind, members in VALUES.items()
    for name, (accepted, refused) in members.items()
]


def named(kind: Kind, name: str) -> str:
    return "dir" if (kind, name) == (Kind.FLAG, "direction") else name


def header(event: Event) -> Header:
    sealing = {
        "suite": "hybrid",
        "kids": (("0123456789abcdef",),),
        "blen": 256,
        "share": DIGEST,
        "com": DIGEST,
    }
    beside = sealing if event.kind is Kind.FLAG else {}
    return Header("acme", event, 7, OTHER, 1_700_000_000, "12" * 32, **beside)


def test_every_kind_has_its_class_and_its_byte():
    assert set(CLASSES) == set(EVENTS) == set(VALUES) == set(Kind)
    assert {kind: type(event) for kind, event in EVENTS.items()} == dict(CLASSES)
    assert [KIND_CODE[kind] for kind in Kind] == list(range(1, 11))
    assert (KIND_CODE[Kind.FLAG], KIND_CODE[Kind.ACCESS], KIND_CODE[Kind.ROTATE]) == (1, 2, 9)


@pytest.mark.parametrize("kind", Kind)
def test_every_field_is_tried_with_as_many_wrong_values_as_right_ones(kind: Kind):
    assert list(VALUES[kind]) == [each.name for each in fields(CLASSES[kind])]
    for accepted, refused in VALUES[kind].values():
        assert len(refused) >= len(accepted) > 0


@pytest.mark.parametrize(("kind", "name", "accepted", "refused"), CASES)
def test_field_takes(kind: Kind, name: str, accepted: list[object], refused: list[object]):
    for value in accepted:
        made = replace(EVENTS[kind], **{name: value})
        assert getattr(made, name) == value
        assert parse_header(header(made).encode()).event == made


@pytest.mark.parametrize(("kind", "name", "accepted", "refused"), CASES)
def test_field_refuses(kind: Kind, name: str, accepted: list[object], refused: list[object]):
    blamed = {"since": "until"} if kind in (Kind.GAP, Kind.HOLD) else {}
    blamed |= {"number": "sig"} if kind is Kind.ROTATE else {}
    blamed |= {"officer": "second"} if kind is Kind.HOLD else {}
    for value in refused:
        with pytest.raises(RecordError, match=f"^({name}|{blamed.get(name, name)}): "):
            replace(EVENTS[kind], **{name: value})


@pytest.mark.parametrize(("kind", "name", "accepted", "refused"), CASES)
def test_a_header_with_a_wrong_value_is_refused(
    kind: Kind, name: str, accepted: list[object], refused: list[object]
):
    members = json.loads(header(EVENTS[kind]).encode())
    assert parse_header(rfc8785.dumps(members)) == header(EVENTS[kind])
    for value in refused:
        if isinstance(value, bytes) or (isinstance(value, int) and value > MAX_INT):
            continue  # not JSON, or not JSON that everybody reads alike
        written = [each.members() for each in value] if name == "findings" else value
        raw = json.dumps(
            members | {named(kind, name): written}, sort_keys=True, separators=(",", ":")
        ).encode()
        with pytest.raises(RecordError):
            parse_header(raw)


@pytest.mark.parametrize("kind", Kind)
def test_members_make_the_round_trip_through_a_header(kind: Kind):
    event = EVENTS[kind]
    raw = header(event).encode()
    members = json.loads(raw)
    assert members["kind"] == kind
    assert event.members().items() <= members.items()
    assert set(event.members()) == event.keys()
    assert event.keys() | event.optional == {named(kind, name) for name in VALUES[kind]}
    assert CLASSES[kind].read(members) == event
    assert parse_header(raw).event == event
    assert parse_header(raw).kind is kind


@pytest.mark.parametrize("kind", Kind)
def test_a_header_with_a_member_too_many_or_too_few_is_refused(kind: Kind):
    members = json.loads(header(EVENTS[kind]).encode())
    for name in EVENTS[kind].members():
        less = {key: value for key, value in members.items() if key != name}
        with pytest.raises(RecordError, match="unknown or missing key"):
            parse_header(rfc8785.dumps(less))
    for other in Kind:
        for name in EVENTS[other].keys() - members.keys():
            with pytest.raises(RecordError, match="unknown or missing key"):
                parse_header(rfc8785.dumps(members | {name: EVENTS[other].members()[name]}))
        if other is not kind:
            with pytest.raises(RecordError):
                parse_header(rfc8785.dumps(members | {"kind": str(other)}))


@pytest.mark.parametrize("kind", Kind)
def test_a_statement_is_the_event_without_signatures_and_whose_it_is(kind: Kind):
    start, line, rest = EVENTS[kind].statement("acme").partition(b"\n")
    assert (start, line) == (b"guard-audit/statement/v1", b"\n")
    unsigned = {name: value for name, value in EVENTS[kind].members().items() if name not in ("sig", "sig2")}
    assert rest == rfc8785.dumps({"kind": str(kind), "tenant": "acme", **unsigned})


@pytest.mark.parametrize("kind", Kind)
def test_a_statement_changes_with_everything_but_the_signatures(kind: Kind):
    event = EVENTS[kind]
    made = {event.statement("acme"), event.statement("other")}
    assert len(made) == 2
    for name, (accepted, _) in VALUES[kind].items():
        others = [replace(event, **{name: value}) for value in accepted if value != getattr(event, name)]
        assert others
        statements = {other.statement("acme") for other in others}
        if name in ("sig", "sig2"):
            assert statements == {event.statement("acme")}
        else:
            assert len(statements) == len(others)
            assert event.statement("acme") not in statements


def test_statements_of_different_kinds_differ():
    assert len({event.statement("acme") for event in EVENTS.values()}) == len(Kind)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.FLAG, "prompt redact"),
        (Kind.ACCESS, "ana opened 0f0f0f0f for review"),
        (Kind.VERDICT, "ana: false_positive 0f0f0f0f"),
        (Kind.POLICY, "policy cdcdcdcd"),
        (Kind.RING, "ring 2"),
        (Kind.GAP, "3 records missing: overflow"),
        (Kind.ERASE, "ana erased 2 (subject) for request"),
        (Kind.HOLD, "hold 0f0f0f0f placed for lawsuit"),
        (Kind.ROTATE, "checkpoint key 1"),
    ],
)
def test_said_is_one_short_line(kind: Kind, said: str):
    assert EVENTS[kind].said() == said


@pytest.mark.parametrize("kind", Kind)
def test_said_is_printable_and_short_whatever_the_fields_hold(kind: Kind):
    for name, (accepted, _) in VALUES[kind].items():
        for value in accepted:
            said = replace(EVENTS[kind], **{name: value}).said()
            assert said.isascii()
            assert said.isprintable()
            assert len(said) <= 200


def test_an_event_without_a_kind_says_nothing():
    with pytest.raises(NotImplementedError):
        Event().said()


@pytest.mark.parametrize("kind", Kind)
def test_events_cannot_be_changed(kind: Kind):
    for name in VALUES[kind]:
        with pytest.raises(AttributeError):
            setattr(EVENTS[kind], name, "other")


def test_the_first_key_has_no_signature_and_every_other_one_has():
    assert Rotation(DIGEST, 0).sig == ""
    for number, sig in ((0, SIG), (1, ""), (2, "")):
        with pytest.raises(RecordError, match=r"^sig: the first key has none"):
            Rotation(DIGEST, number, sig)


def test_the_first_key_stands_for_no_records_and_every_other_one_does():
    first, later = Rotation(DIGEST, 0), EVENTS[Kind.ROTATE]
    assert (first.size, first.root) == (0, "")
    for event, changes, name in (
        (first, {"size": 1}, "size"),
        (first, {"root": DIGEST}, "root"),
        (first, {"size": 2, "root": DIGEST}, "size"),
        (later, {"size": 0}, "size"),
        (later, {"root": ""}, "root"),
        (later, {"size": 0, "root": ""}, "size"),
    ):
        with pytest.raises(RecordError, match=rf"^{name}: the first key has none, every other has one$"):
            replace(event, **changes)


def test_a_hold_needs_two_officers():
    with pytest.raises(RecordError, match=r"^second: expected another officer"):
        replace(EVENTS[Kind.HOLD], second="ana")


@pytest.mark.parametrize("findings", [{}, "x", None, [1], [[]], [{}], [{"type": "PERSON"}]])
def test_findings_of_another_shape_are_refused(findings: object):
    members = json.loads(header(EVENTS[Kind.FLAG]).encode())
    with pytest.raises(RecordError):
        parse_header(rfc8785.dumps(members | {"findings": findings}))


@pytest.mark.parametrize("kind", Kind)
def test_errors_repeat_no_value(kind: Kind):
    secret = "zelda@example.org and more"
    for name in VALUES[kind]:
        if name == "findings":
            continue
        with pytest.raises(RecordError) as raised:
            replace(EVENTS[kind], **{name: secret})
        assert secret not in str(raised.value)


@pytest.mark.parametrize("exceptions", [{}, "x", None, 1, [1], [[]], {"12" * 32: 1}])
def test_exceptions_of_another_shape_are_refused(exceptions: object):
    members = json.loads(header(EVENTS[Kind.POLICY]).encode())
    with pytest.raises(RecordError):
        parse_header(rfc8785.dumps(members | {"exceptions": exceptions}))


@pytest.mark.parametrize("passes", [[], {}, "GET /a", None, 1, [1], [[]], {"GET /a": 1}])
def test_passes_of_another_shape_are_refused(passes: object):
    members = json.loads(header(EVENTS[Kind.POLICY]).encode())
    assert (
        parse_header(rfc8785.dumps(members | {"passes": ["GET /a"]}))
        .event.said()
        .endswith(", passes 1 route")
    )
    with pytest.raises(RecordError):
        parse_header(rfc8785.dumps(members | {"passes": passes}))


def test_a_policy_that_passes_nothing_is_written_as_before_there_were_any():
    assert b'{"exceptions":[],"kind":"policy","policy":"' in header(PolicyChange(DIGEST)).encode()
    assert b"passes" not in header(PolicyChange(DIGEST)).encode()
    assert b'"passes":["GET /a"]' in header(PolicyChange(DIGEST, passes=("GET /a",))).encode()


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.POLICY}))
def test_only_a_policy_tells_what_passes(kind: Kind):
    members = json.loads(header(EVENTS[kind]).encode())
    with pytest.raises(RecordError, match="unknown or missing key"):
        parse_header(rfc8785.dumps(members | {"passes": ["GET /a"]}))


def test_what_passes_is_said_by_its_number():
    assert PolicyChange(DIGEST, passes=("GET /a", "GET /b")).said() == "policy cdcdcdcd, passes 2 routes"


def test_nobody_recovers_the_first_key():
    with pytest.raises(RecordError, match=r"^officer: the first key is lost to nobody"):
        Rotation(DIGEST, 0, officer="ana")
    assert replace(EVENTS[Kind.ROTATE], officer="ana").said() == "checkpoint key 1, by ana"
