"""The checks that headers, rings and statements share: what passes, and what is refused without being repeated."""

import json
import re

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import RecordError
from audit.fields import (
    DIGEST,
    LABEL,
    MAX_INT,
    NAME,
    OFFICER,
    RID,
    SIGNATURE,
    absent_or,
    canonical,
    choice,
    integer,
    match,
)

PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E))
JSON = st.recursive(
    PRINTABLE | st.integers(-MAX_INT, MAX_INT),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PRINTABLE, inner, max_size=6),
)


@given(st.dictionaries(PRINTABLE, JSON))
@settings(deadline=None)
def test_what_headers_hold_is_written_as_rfc_8785_writes_it(members: dict[str, object]):
    assert canonical(members) == rfc8785.dumps(members)  # type: ignore[arg-type]


@given(st.dictionaries(PRINTABLE, JSON))
@settings(deadline=None)
def test_what_was_written_reads_back(members: dict[str, object]):
    raw = canonical(members)
    assert json.loads(raw) == members
    assert canonical(json.loads(raw)) == raw


def test_the_order_in_which_members_were_given_does_not_show():
    assert canonical({"b": 1, "a": {"d": 2, "c": 3}}) == b'{"a":{"c":3,"d":2},"b":1}'


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        (NAME, "a"),
        (NAME, "ticket-17/b:c"),
        (NAME, "x" * 64),
        (LABEL, ""),
        (LABEL, "A-z0_9.:/"),
        (OFFICER, "ana"),
        (OFFICER, "A.b_c-9"),
        (OFFICER, "9" * 64),
        (RID, "0f" * 16),
        (DIGEST, "ab" * 32),
        (SIGNATURE, "ef" * 64),
    ],
)
def test_a_string_of_the_pattern_passes(pattern: re.Pattern[str], value: str):
    match("field", value, pattern)
    absent_or("field", value, pattern)


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        (NAME, ""),
        (NAME, "x" * 65),
        (NAME, "a b"),
        (NAME, "a\n"),
        (NAME, "na\u00efve"),
        (NAME, None),
        (LABEL, "x" * 65),
        (LABEL, "a\x1b"),
        (LABEL, 1),
        (OFFICER, ""),
        (OFFICER, ".ana"),
        (OFFICER, "../ana"),
        (OFFICER, "a/b"),
        (OFFICER, "ana\n"),
        (OFFICER, "x" * 65),
        (RID, "0F" * 16),
        (RID, "0f" * 15),
        (RID, b"0f" * 16),
        (DIGEST, "ab" * 33),
        (DIGEST, "\u0660" * 64),
        (SIGNATURE, "ef" * 63),
        (SIGNATURE, ["ef" * 64]),
    ],
)
def test_anything_else_is_refused_by_name_and_not_repeated(pattern: re.Pattern[str], value: object):
    with pytest.raises(RecordError) as raised:
        match("field", value, pattern)
    assert str(raised.value) == f"field: expected {pattern.pattern}"


@pytest.mark.parametrize("value", ["0", "0" * 63, "AB" * 32, " ", "\n", None, 0, False, b"", [], ()])
def test_what_is_neither_empty_nor_of_the_pattern_is_refused(value: object):
    absent_or("field", "", DIGEST)
    with pytest.raises(RecordError, match=r"^field: expected \[0-9a-f\]"):
        absent_or("field", value, DIGEST)


@pytest.mark.parametrize(
    "value", ["Placed", "placed ", "", "place", None, 0, True, ["placed"], {"placed"}, b"placed"]
)
def test_what_is_none_of_the_choices_is_refused(value: object):
    choice("state", "placed", "placed", "lifted")
    with pytest.raises(RecordError, match=r"^state: expected one of placed, lifted$"):
        choice("state", value, "placed", "lifted")


@pytest.mark.parametrize("value", [1, 2, 1000])
def test_an_integer_within_its_range_passes(value: int):
    integer("n", value, 1, 1000)


@pytest.mark.parametrize("value", [0, 1001, -1, 1.0, True, False, "1", None, [1], 2**63, float("nan")])
def test_an_integer_out_of_its_range_or_of_another_type_is_refused(value: object):
    with pytest.raises(RecordError, match=r"^n: expected an integer from 1 to 1000$"):
        integer("n", value, 1, 1000)


def test_the_largest_integer_is_one_that_every_reader_keeps():
    assert int(float(MAX_INT)) == MAX_INT
    assert int(float(MAX_INT + 2)) != MAX_INT + 2
    integer("n", MAX_INT, 0, MAX_INT)
    with pytest.raises(RecordError):
        integer("n", MAX_INT + 1, 0, MAX_INT)


@given(st.text(max_size=80))
def test_what_passes_as_an_officer_is_a_plain_part_of_a_file_name(name: str):
    try:
        match("officer", name, OFFICER)
    except RecordError:
        return
    assert name.isascii()
    assert name.isprintable()
    assert not set(name) & set("/\\ \0*?")
    assert not name.startswith((".", "-"))
