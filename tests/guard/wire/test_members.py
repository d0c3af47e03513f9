"""Members come and go, and no other byte changes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.wire.members import added, without

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=3), VALUES, max_size=4)
STYLES: list[dict[str, Any]] = [{}, {"indent": 1}, {"separators": (",", ":")}, {"ensure_ascii": False}]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{"x":1}', "{}"),
        ('{ "x" : 1 }', "{  }"),
        ('{"x":1,"b":2}', '{"b":2}'),
        ('{"a":1 , "x":{"y":[1,"}"]}}', '{"a":1}'),
        ('{"a":1, "x":null , "b":2}', '{"a":1 , "b":2}'),
        ('{"a":1.0e0,"\\u0078":2}', '{"a":1.0e0}'),
        ('{"a":{"x":1}}', '{"a":{"x":1}}'),
        ("[1]", "[1]"),
        ('"x"', '"x"'),
    ],
)
def test_a_member_is_taken_out(source: str, expected: str):
    assert without(source, "x") == expected


@pytest.mark.parametrize(
    ("source", "path", "expected"),
    [
        ("{}", (), '{"x":1}'),
        (' { "a" : 1 } ', (), ' { "a" : 1 ,"x":1} '),
        ('{"a":1.50}', (), '{"a":1.50,"x":1}'),
        ('{"x":0,"a":2}', (), '{"a":2,"x":1}'),
        ('{"c":[{"i":0},{"i":1}],"d":2}', ("c", 1), '{"c":[{"i":0},{"i":1,"x":1}],"d":2}'),
        ('{"c":[{"i":0}]}', ("c", 1), '{"c":[{"i":0}]}'),
        ('{"c":["s"]}', ("c", 0), '{"c":["s"]}'),
        ('{"c":"s"}', ("c", 0), '{"c":"s"}'),
        ('{"c":7}', ("d",), '{"c":7}'),
        ("[]", (), "[]"),
    ],
)
def test_a_member_is_put_in(source: str, path: tuple[str | int, ...], expected: str):
    assert added(source, path, "x", 1) == expected


@pytest.mark.parametrize(
    "source", ["", " ", "{", '{"x"', '{"x":', '{"x":1', '{"x":1,', "{'x':1}", "plain", '{"x":1 "y":2}']
)
def test_what_is_no_json_stays_as_it_is(source: str):
    assert added(source, (), "y", 1) == source
    assert added(source, ("x", 0), "y", 1) == source


@pytest.mark.parametrize("source", ["", "{", '{"x"', '{"x":1', '{"x":1,', "plain"])
def test_of_what_is_no_json_nothing_is_taken_out(source: str):
    assert without(source, "x") == source


@given(OBJECTS, st.sampled_from(STYLES), st.data())
def test_what_is_taken_out_is_gone_and_nothing_else(made: dict[str, Any], style: Any, data: st.DataObject):
    name = data.draw(st.sampled_from([*made, "other"]))
    expected = {key: value for key, value in made.items() if key != name}
    assert json.loads(without(json.dumps(made, **style), name)) == expected


@given(OBJECTS, st.sampled_from(STYLES), st.text(max_size=3), VALUES)
def test_what_is_put_in_is_there(made: dict[str, Any], style: Any, name: str, value: Any):
    assert json.loads(added(json.dumps({"c": [made]}, **style), ("c", 0), name, value)) == {
        "c": [{**made, name: value}]
    }
