"""Dual control over two workstations: one officer's part, readable to one other officer and for one record."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.contribution import (
    FORMAT,
    LONGEST,
    Contribution,
    contribute,
    group_given,
    handed,
    missing,
)
from audit.errors import OpenError, RecordError, RingError
from audit.open import PrivateKey, open_body
from audit.record import Header, Record, parse_header
from audit.ring import Recipient, Ring
from audit.seal import Sealed, seal

BODY = b'{"text":"ask Zelda Quillfeather"}'
RID = "ab" * 16


@dataclass
class Case:
    """A record of two control groups, ada and cyd in the first, bea in the second, eve in none."""

    ada: PrivateKey
    cyd: PrivateKey
    bea: PrivateKey
    eve: PrivateKey
    ring: Ring
    sealed: Sealed

    @property
    def header(self) -> Header:
        return parse_header(self.sealed.header)

    def reader(self, key: PrivateKey) -> Recipient:
        return next(each for group in self.ring.groups for each in group if each.kid == key.kid)

    def open(self, *keys: object) -> bytes:
        return open_body(self.sealed.header, self.sealed.sealed, self.sealed.share, *keys)

    def given(self, key: PrivateKey | None = None) -> Contribution:
        return contribute(self.header, self.sealed.sealed, key or self.ada, self.reader(self.bea))


@pytest.fixture
def case(
    suite: str, keys: Callable[..., PrivateKey], rings: Callable[..., Ring], record: Callable[..., Record]
) -> Case:
    ada, cyd, bea, eve = (keys(suite, number) for number in range(4))
    ring = rings((ada, cyd), (bea,))
    return Case(ada, cyd, bea, eve, ring, seal(record(BODY), ring, seq=7, rid=RID, ts=1_700_000_000))


@pytest.fixture
def given_to_bea(case: Case) -> Contribution:
    return case.given()


def test_with_what_one_handed_on_the_other_opens(case: Case):
    for key in (case.ada, case.cyd):
        read = Contribution.parse(case.given(key).encode())
        assert case.open(case.bea, handed(case.header, read, [case.bea])) == BODY


def test_neither_opens_alone_nor_does_what_was_handed_on(case: Case, given_to_bea: Contribution):
    part = handed(case.header, given_to_bea, [case.bea])
    for keys in ((case.ada,), (case.bea,), (part,), (case.ada, part), (case.ada, case.cyd)):
        with pytest.raises(OpenError, match="wrong key"):
            case.open(*keys)


def test_it_is_of_use_to_nobody_else(case: Case, given_to_bea: Contribution):
    for key in (case.ada, case.cyd, case.eve):
        with pytest.raises(OpenError, match="wrong key"):
            handed(case.header, given_to_bea, [key])
        with pytest.raises(OpenError, match="bad tag"):
            handed(case.header, replace(given_to_bea, kid=key.kid), [key])


def test_it_is_of_use_for_no_other_record(
    case: Case, given_to_bea: Contribution, record: Callable[..., Record]
):
    other = parse_header(seal(record(BODY), case.ring, seq=7, rid="cd" * 16, ts=1_700_000_000).header)
    with pytest.raises(OpenError, match="wrong key"):
        handed(other, given_to_bea, [case.bea])
    with pytest.raises(OpenError, match="bad tag"):
        handed(other, replace(given_to_bea, rid=other.rid), [case.bea])
    again = parse_header(seal(record(BODY), case.ring, seq=7, rid=RID, ts=1_700_000_000).header)
    with pytest.raises(OpenError, match="bad tag"):  # same id, another commitment
        handed(again, given_to_bea, [case.bea])


def test_it_is_of_use_for_no_other_group(case: Case, given_to_bea: Contribution):
    with pytest.raises(OpenError, match="bad tag"):
        handed(case.header, replace(given_to_bea, group=1), [case.bea])
    with pytest.raises(OpenError, match="wrong key"):
        handed(case.header, replace(given_to_bea, group=2), [case.bea])


def test_a_share_that_somebody_made_up_opens_nothing(case: Case, record: Callable[..., Record]):
    other = seal(record(BODY), case.ring, seq=7, rid=RID, ts=1_700_000_000)
    # The share of another sealing under the same id: well wrapped, and not this record's.
    forged = contribute(parse_header(other.header), other.sealed, case.ada, case.reader(case.bea))
    part = handed(parse_header(other.header), forged, [case.bea])
    with pytest.raises(OpenError, match="bad commitment"):
        case.open(case.bea, part)


def test_nothing_is_handed_to_who_could_not_open_with_it(case: Case, keys: Callable[..., PrivateKey]):
    stranger = Recipient(case.eve.suite, case.eve.public, "eve", case.eve.signer("eve").verifier.public)
    for reader in (stranger, case.reader(case.cyd), case.reader(case.ada)):
        with pytest.raises(RingError, match="another control group"):
            contribute(case.header, case.sealed.sealed, case.ada, reader)


def test_nothing_is_handed_by_who_is_no_reader(case: Case):
    with pytest.raises(OpenError, match="wrong key"):
        contribute(case.header, case.sealed.sealed, case.eve, case.reader(case.bea))


def test_a_record_of_one_group_needs_no_second_officer(
    case: Case, rings: Callable[..., Ring], record: Callable[..., Record]
):
    ring = rings((case.ada, case.bea))
    header = parse_header(seal(record(BODY), ring, seq=7, rid=RID, ts=1_700_000_000).header)
    assert missing(header, [case.ada.kid], []) == []
    with pytest.raises(RingError, match="another control group"):
        group_given(header, case.ada.kid, case.bea.kid)


def test_what_is_missing_is_said(case: Case, given_to_bea: Contribution):
    ada, bea = case.ada.kid, case.bea.kid
    assert missing(case.header, [ada, bea], []) == []
    assert missing(case.header, [bea], [given_to_bea]) == []
    assert missing(case.header, [ada], []) == [1]
    assert missing(case.header, [bea], []) == [0]
    assert missing(case.header, [case.eve.kid], []) == [0, 1]


def test_a_cut_or_lengthened_body_is_not_read(case: Case):
    for sealed, reason in (
        (case.sealed.sealed[:-1], "truncated"),
        (case.sealed.sealed + b"x", "trailing data"),
    ):
        with pytest.raises(OpenError, match=reason):
            contribute(case.header, sealed, case.ada, case.reader(case.bea))


def test_a_changed_wrap_is_not_read(case: Case):
    sealed = bytearray(case.sealed.sealed)
    sealed[5] ^= 1
    with pytest.raises(OpenError, match="bad tag"):
        contribute(case.header, bytes(sealed), case.ada, case.reader(case.bea))


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_changed_bit_of_the_wrap_gets_through(case: Case, given_to_bea: Contribution, data: st.DataObject):
    wrap = bytearray(given_to_bea.wrap)
    bit = data.draw(st.integers(0, 8 * len(wrap) - 1))
    wrap[bit // 8] ^= 1 << bit % 8
    with pytest.raises(OpenError, match="bad tag"):
        handed(case.header, replace(given_to_bea, wrap=bytes(wrap)), [case.bea])


def test_the_file_is_its_format_and_holds_no_share(case: Case, given_to_bea: Contribution):
    raw = given_to_bea.encode()
    members = json.loads(raw)
    assert members == {
        "format": FORMAT,
        "rid": RID,
        "group": 0,
        "officer": given_to_bea.officer,
        "kid": case.bea.kid,
        "wrap": base64.b64encode(given_to_bea.wrap).decode(),
    }
    share = handed(case.header, given_to_bea, [case.bea]).share
    assert share not in given_to_bea.wrap
    assert "wrap" not in repr(given_to_bea)
    assert "share" not in repr(handed(case.header, given_to_bea, [case.bea]))
    assert Contribution.parse(raw) == given_to_bea


BAD = {
    "format": ("guard-audit/contribution/v2", 1, None),
    "rid": ("ab", "AB" * 16, 1, None, ["ab" * 16]),
    "group": (-1, 2**53, 1.0, True, "0", None),
    "officer": ("", ".x", "a/b", 1, None),
    "kid": ("", "AB" * 8, "ab" * 9, 1, None),
    "wrap": ("", "!", "AA", 1, None, ["AAAA"]),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in BAD for value in BAD[name]])
def test_a_member_out_of_its_format_is_refused_by_name(name: str, value: object):
    members = {"format": FORMAT, "rid": RID, "group": 0, "officer": "bea", "kid": "ab" * 8, "wrap": "AAAA"}
    raw = json.dumps(members | {name: value}, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    with pytest.raises(RecordError, match=f"^{name}: "):
        Contribution.parse(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 9000,
        b'{"format":"guard-audit/contribution/v1"}',
        b" " * (LONGEST + 1),
    ],
)
def test_what_is_no_contribution_is_refused(raw: bytes):
    with pytest.raises(RecordError, match="contribution: "):
        Contribution.parse(raw)


def test_another_spelling_of_the_same_is_refused(given_to_bea: Contribution):
    raw = given_to_bea.encode()
    for other in (raw.strip(), b" " + raw, raw.replace(b'"group":0', b'"group":0,"group":0'), raw + b"\n"):
        with pytest.raises(RecordError, match="not as it is written"):
            Contribution.parse(other)


@given(st.binary(max_size=200))
def test_whatever_bytes_come_only_a_record_error_is_raised(raw: bytes):
    with pytest.raises(RecordError):
        Contribution.parse(raw)
