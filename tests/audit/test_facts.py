"""The fast reading of a header accepts what `parse_header` accepts, says the same, and nothing else."""

import random  # noqa: TID251 - seeded
import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import facts
from audit.errors import RecordError
from audit.events import Access, FindingSummary, Flag, Gap, Rotation
from audit.fields import MAX_INT
from audit.record import MAX_TOKENS, Header, parse_header
from audit.seal import sealed_length
from audit.suites import SUITES

LABEL_SIGNS = string.ascii_letters + string.digits + "._:/-"
MUTANTS = 3000


def text(signs: str, low: int, high: int) -> st.SearchStrategy[str]:
    return st.text(signs, min_size=low, max_size=high)


LABELS, NAMES = text(LABEL_SIGNS, 0, 64), text(LABEL_SIGNS, 1, 64)
DIGESTS, KIDS = text("0123456789abcdef", 64, 64), text("0123456789abcdef", 16, 16)
FINDINGS = st.builds(
    FindingSummary,
    NAMES,
    LABELS,
    st.integers(0, 7),
    st.integers(1, MAX_INT),
    NAMES,
    st.integers(0, 1000),
)
FLAGS = st.builds(
    Flag,
    st.sampled_from(["prompt", "completion"]),
    st.sampled_from(["whole", "stream"]),
    st.sampled_from(["annotate", "redact", "block"]),
    st.lists(FINDINGS, max_size=4).map(tuple),
    DIGESTS,
    LABELS,
    LABELS,
    LABELS,
    text("0123456789abcdef", 0, 64),
    st.sampled_from(["none", "fingerprint", "redacted", "original"]),
)
INTS = st.one_of(st.integers(0, 5000), st.integers(0, MAX_INT))
PLACES = st.tuples(NAMES, FLAGS, INTS, text("0123456789abcdef", 32, 32), INTS, DIGESTS)
IDX = st.integers(0, MAX_TOKENS)
BARE = st.builds(lambda place, idx: Header(*place, idx=idx), PLACES, IDX)
WITH_BODY = st.builds(
    lambda place, idx, suite, kids, blen, share, com, spooled: Header(
        *place, suite, tuple(map(tuple, kids)), blen, share, com, idx, spooled
    ),
    PLACES,
    IDX,
    st.sampled_from(list(SUITES)),
    st.lists(st.lists(KIDS, min_size=1, max_size=3), min_size=1, max_size=3),
    st.integers(1, MAX_INT),
    DIGESTS,
    DIGESTS,
    st.booleans(),
)
PLAIN = Header("default", Flag("prompt", "whole", "redact", (), "ab" * 32), 7, "0" * 32, 9, "cd" * 32)
FOUND = FindingSummary("EMAIL_ADDRESS", "", 4, 2, "email", 950)
SEALED = Header(
    "default",
    Flag("prompt", "whole", "redact", (FOUND, FOUND), "ab" * 32, "m", level="redacted"),
    7,
    "0" * 32,
    9,
    "cd" * 32,
    "hybrid",
    (("01" * 8, "02" * 8), ("03" * 8,)),
    272,
    "ef" * 32,
    "aa" * 32,
    2,
)


def expected(header: Header) -> tuple[object, ...]:
    event = None if isinstance(header.event, Flag) else header.event
    place = (header.tenant, header.seq, header.rid, str(header.kind), header.ts, header.ring)
    rest = (header.blen, header.share, header.idx, header.spooled, sealed_length(header), event)
    return (*place, *rest)


def agree(raw: bytes) -> bool:
    """Tell whether a header is accepted, having compared both readers."""
    try:
        header = parse_header(raw)
    except RecordError:
        with pytest.raises(RecordError):
            facts.read(raw)
        return False
    assert facts.read(raw) == expected(header)
    return True


@settings(max_examples=300, deadline=None)
@given(st.one_of(BARE, WITH_BODY))
def test_every_flag_is_read_as_parse_header_reads_it(header: Header):
    assert agree(header.encode())


@pytest.mark.parametrize("header", [PLAIN, SEALED, replace(SEALED, spooled=True), replace(PLAIN, idx=4096)])
def test_common_flags_are_read_without_parse_header(header: Header, monkeypatch: pytest.MonkeyPatch):
    raw, said = header.encode(), expected(header)
    monkeypatch.delattr(facts, "parse_header")
    assert facts.read(raw) == said


ROTATIONS = (Rotation("ab" * 32, 0), Rotation("ab" * 32, 1, "5a" * 64, "ana", 7, "cd" * 32))


@pytest.mark.parametrize(
    "event", [Access("0" * 32, "ana", "review", 1, "5a" * 64), Gap(1, 2, 3, "lost"), *ROTATIONS]
)
def test_other_kinds_come_with_their_event(event: Access | Gap | Rotation):
    header = replace(PLAIN, event=event)
    assert agree(header.encode())
    assert facts.read(header.encode()).event == event


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('"v":1', '"v":2'),
        ('"v":1', '"v":true'),
        ('"v":1', '"v":1,"v":1'),
        ('"v":1}', '"v":1} '),
        ('"v":1}', '"v":1}\n'),
        ('{"action"', ' {"action"'),
        ('"seq":7', '"seq":07'),
        ('"seq":7', '"seq":-7'),
        ('"seq":7', '"seq":7.0'),
        ('"seq":7', '"seq":"7"'),
        ('"seq":7', f'"seq":{MAX_INT + 1}'),
        ('"idx":2', '"idx":4097'),
        ('"idx":2', '"idx":99999999999999'),
        ('"blen":272', '"blen":0'),
        ('"kids":[["0101010101010101","0202020202020202"],["0303030303030303"]]', '"kids":[]'),
        ('["0303030303030303"]', "[]"),
        ('["0303030303030303"]', '"0303030303030303"'),
        (f'"share":"{"ef" * 32}"', '"share":""'),
        (f'"share":"{"ef" * 32}"', f'"share":"{"EF" * 32}"'),
        (f'"com":"{"aa" * 32}"', '"com":""'),
        ('"suite":"hybrid"', '"suite":""'),
        ('"suite":"hybrid"', '"suite":"other"'),
        ('"suite":"hybrid"', '"spooled":0,"suite":"hybrid"'),
        ('"suite":"hybrid"', '"spooled":2,"suite":"hybrid"'),
        ('"suite":"hybrid"', '"suite":"hybrid","spooled":1'),
        ('"tenant":"default"', '"tenant":""'),
        ('"tenant":"default"', '"tenant":"d\\u0065fault"'),
        ('"tenant":"default"', '"tenant":"de fault"'),
        ('"tenant":"default"', f'"tenant":"{"x" * 65}"'),
        ('"type":"EMAIL_ADDRESS"', '"type":""'),
        ('"n":2', '"n":0'),
        ('"severity":4', '"severity":8'),
        ('"score_milli":950', '"score_milli":1001'),
        ('"score_milli":950', '"score_milli":0950'),
        ('"detector":"email"', '"detector":""'),
        ('"kind":"flag"', '"kind":"gap"'),
        ('"action":"redact"', '"action":"allow"'),
        ('"dir":"prompt"', '"dir":"Prompt"'),
        ('"phase":"whole"', '"phase":""'),
        ('"level":"redacted"', '"level":"all"'),
        ('"corr":""', '"corr":"xyz"'),
        ('"corr":""', f'"corr":"{"0" * 65}"'),
        ('"app":""', '"app":"\u00e9"'),
        ('"app":"",', ""),
        ('"app":""', '"app":"","apq":""'),
    ],
)
def test_what_parse_header_refuses_is_refused(was: str, now: str):
    written = SEALED.encode().decode()
    assert was in written
    assert not agree(written.replace(was, now, 1).encode())


def test_marks_of_a_body_without_one_are_refused():
    written = PLAIN.encode().decode()
    for was, now in (
        ('"com":""', f'"com":"{"aa" * 32}"'),
        ('"share":""', f'"share":"{"aa" * 32}"'),
        ('"suite":""', '"suite":"x25519"'),
        ('"suite":""', '"spooled":1,"suite":""'),
        ('"kids":[]', '"kids":[["0101010101010101"]]'),
        ('"blen":0', '"blen":1'),
        ('"idx":0', '"idx":4097'),
    ):
        assert was in written
        assert not agree(written.replace(was, now).encode())


def test_as_many_findings_as_a_flag_has_and_no_more():
    one = '{"category":"","detector":"email","n":2,"score_milli":950,"severity":4,"type":"EMAIL_ADDRESS"}'
    written = PLAIN.encode().decode()
    for n, good in ((256, True), (257, False)):
        listed = ",".join([one] * n)
        assert agree(written.replace('"findings":[]', f'"findings":[{listed}]').encode()) == good


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"\xff", b"\x00", b"null", b"[" * 100_000])
def test_what_is_no_header_at_all_is_refused(raw: bytes):
    assert not agree(raw)


def test_whatever_is_changed_both_readers_agree():
    generator, taken = random.Random(11), 0
    seeds = [header.encode().decode() for header in (PLAIN, SEALED, replace(SEALED, spooled=True))]
    for _ in range(MUTANTS):
        raw = generator.choice(seeds)
        at = generator.randrange(len(raw))
        piece = raw[at : at + generator.randrange(1, 30)]
        raw = generator.choice(
            [
                raw[:at] + generator.choice('0123456789abcdefAZ",:[]{} \\') + raw[at + 1 :],
                raw[:at] + raw[at + len(piece) :],
                raw[:at] + piece + raw[at:],
                raw[:at] + generator.choice(['""', "0", "1", ",", "true", "null", "1e3"]) + raw[at:],
            ]
        )
        taken += agree(raw.encode())
    assert 0 < taken < MUTANTS / 2
