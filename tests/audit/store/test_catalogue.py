"""What the catalogue must say is read out of the script whole; that changes are found is tested in test_postgres.py."""

import re

import pytest

from audit.store.catalogue import Fact, as_found, as_made, script, template


@pytest.fixture
def facts() -> frozenset[Fact]:
    return as_made("s", ["rec_2026_01"])


@pytest.mark.parametrize(
    ("what", "line", "more"),
    [
        ("function", r"^CREATE FUNCTION ", 0),
        ("trigger", r"^CREATE TRIGGER ", 2),  # those of the month
        ("policy", r"^CREATE POLICY ", 0),
        ("table", r"^CREATE TABLE ", 1),
    ],
)
def test_every_statement_is_a_fact(what: str, line: str, more: int, facts: frozenset[Fact]):
    wanted = len(re.findall(line, template(), re.MULTILINE)) + more
    assert len([fact for fact in facts if fact[0] == what]) == wanted > more


def test_every_grant_is_a_fact(facts: frozenset[Fact]):
    granted = {fact[1:] for fact in facts if fact[0] == "grant"}
    assert ("s", "s_reader", "USAGE", "false") in granted
    assert ("months()", "s_gw", "EXECUTE", "false") in granted
    assert ("body.rid", "s_eraser", "SELECT", "false") in granted
    assert {name for name, role, *_ in granted if role == "s_gw"} >= {"rec", "head", "signing", "erased"}
    lines = re.findall(r"^GRANT .* ON .*$", template(), re.MULTILINE)
    pairs = {(role, word) for _, role, word, _ in granted}
    for line in lines:
        words, _, roles = line.removeprefix("GRANT ").partition(" ON ")
        for word in re.findall(r"[A-Z]+", words):
            for role in re.findall(r"\{(\w+)\}", roles.rpartition(" TO ")[2]):
                assert (f"s_{role}", word) in pairs


def test_functions_and_policies_do_not_trust_the_callers_search_path(facts: frozenset[Fact]):
    assert {fact[4] for fact in facts if fact[0] == "function"} == {"search_path=pg_catalog, pg_temp"}
    assert {fact[-1] for fact in facts if fact[0] == "policy"} == {"(tenant = ( SELECT s.mine() AS mine))"}


def test_names_are_quoted_and_none_is_left_out():
    made = script("an odd name")
    assert 'CREATE TABLE "an odd name".rec(' in made
    assert 'TO "an odd name_gw"' in made
    assert not re.search(r"\{\w+\}", made)


def test_a_found_fact_is_spelled_like_a_made_one():
    assert as_found(("trigger", 'ON "s".rec', None)) == ("trigger", "ON s.rec", "")
    assert as_found(("function", 'IN "s".rec')) == ("function", 'IN "s".rec')
