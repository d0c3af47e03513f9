"""Synthetic: an invented value where there is one, a token where there is none."""

import re
from collections.abc import Callable

import pytest

from guard.transform.operators.pseudonym import Pseudonyms
from guard.transform.operators.synthetic import synthetic
from guard.types import Operator, Rewrite

Make = Callable[..., Pseudonyms]
SYNTHETIC = Rewrite(Operator.SYNTHETIC)


def test_a_stand_in_takes_the_values_place_and_is_remembered(pseudonyms: Make):
    made = pseudonyms()
    made.invent([("EMAIL_ADDRESS", "ann@example.org")])
    stand_in = synthetic("ann@example.org", "EMAIL_ADDRESS", SYNTHETIC, made)
    assert re.fullmatch(r"[a-z]+@example\.(org|com|net)", stand_in)
    assert made.tokens == {stand_in: "ann@example.org"}


def test_of_a_name_the_parts_are_remembered(pseudonyms: Make):
    made = pseudonyms()
    made.invent([("PERSON", "Dr. Ann Lee")])
    title, ann, lee = synthetic("Dr. Ann Lee", "PERSON", SYNTHETIC, made).split(" ")
    assert title == "Dr."
    assert made.tokens == {ann: "Ann", lee: "Lee"}


@pytest.mark.parametrize(
    ("label", "value"), [("PERSON", "王伟"), ("AGE", "34"), ("DATE_TIME", "mañana"), ("words:x", "ab")]
)
def test_without_a_stand_in_there_is_a_token(pseudonyms: Make, label: str, value: str):
    made = pseudonyms()
    made.invent([(label, value)])
    token = synthetic(value, label, SYNTHETIC, made)
    assert re.fullmatch("<[A-Z_]+_[0-9A-Z]{5}>", token)
    assert made.tokens == {token: value}


def test_what_nobody_announced_has_a_token(pseudonyms: Make):
    assert synthetic("Ann", "PERSON", SYNTHETIC, pseudonyms()).startswith("<PERSON_")


def test_what_is_not_used_is_not_issued(pseudonyms: Make):
    made = pseudonyms()
    made.invent([("PERSON", "Ann")])
    assert made.tokens == {}


def test_sessions_and_tenants_have_their_own(pseudonyms: Make):
    made = set()
    for key in (b"k" * 32, b"K" * 32):
        each = pseudonyms(key)
        each.invent([("PERSON", "Ann")])
        made.add(synthetic("Ann", "PERSON", SYNTHETIC, each))
    assert len(made) == 2
