"""YAML with lines: what is read, which line a key has, what is no policy at all."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field

from guard.decide.source import Source, read, validate
from guard.errors import PolicyError


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")

    size: int = Field(default=1, ge=1)


class Whole(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    parts: list[Part] = []
    by_name: dict[str, Part] = {}


def source(tmp_path: Path, text: str | bytes) -> Source:
    path = tmp_path / "p.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path)


def refused(tmp_path: Path, text: str | bytes) -> str:
    with pytest.raises(PolicyError) as raised:
        source(tmp_path, text)
    (problem,) = raised.value.problems
    return problem.replace(f"{tmp_path}/", "")


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: 1", {"a": 1}),
        ("a: {b: [x, 2.5, null, true]}", {"a": {"b": ["x", 2.5, None, True]}}),
        ("a: no", {"a": "no"}),
        ("a: [on, off, yes, NO, y, True, FALSE]", {"a": ["on", "off", "yes", "NO", "y", "True", "FALSE"]}),
        ("a: 2024-01-01", {"a": "2024-01-01"}),
        ("a: '1'", {"a": "1"}),
        ("1: a\nno: b\ntrue: c", {"1": "a", "no": "b", "true": "c"}),
        ("a: &x {b: 1}\nc: *x", {"a": {"b": 1}, "c": {"b": 1}}),
        ("<<: {a: 1}", {"<<": {"a": 1}}),
        ("{}", {}),
        ("# only\na: |\n  text\n", {"a": "text\n"}),
        (b"\xef\xbb\xbfa: 1", {"a": 1}),
    ],
)
def test_plain_values(tmp_path: Path, text: str | bytes, data: dict[str, Any]):
    assert source(tmp_path, text).data == data


def test_every_key_and_item_has_its_line(tmp_path: Path):
    text = "# one\na: 1\nb:\n  c:\n    - x\n    - y: 2\n      z: 3\nd: {e: 1,\n    f: 2}\n"
    found = source(tmp_path, text)
    lines = {
        (): 2,
        ("a",): 2,
        ("b",): 3,
        ("b", "c"): 4,
        ("b", "c", 0): 5,
        ("b", "c", 1): 6,
        ("b", "c", 1, "y"): 6,
        ("b", "c", 1, "z"): 7,
        ("d", "e"): 8,
        ("d", "f"): 9,
        ("d", "f", "unknown", 3): 9,
        ("b", "unknown"): 3,
        ("unknown",): 2,
    }
    assert {place: found.line(place) for place in lines} == lines


def test_a_problem_is_file_line_key_and_message(tmp_path: Path):
    found = source(tmp_path, "a:\n  - b: 1\n")
    assert found.problem(("a", 0, "b"), "wrong") == f"{tmp_path}/p.yaml:2: a.0.b: wrong"
    assert found.problem((), "wrong") == f"{tmp_path}/p.yaml:1: wrong"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "p.yaml:1: expected a mapping of keys"),
        ("# nothing\n", "p.yaml:1: expected a mapping of keys"),
        ("- a", "p.yaml:1: expected a mapping of keys"),
        ("just text", "p.yaml:1: expected a mapping of keys"),
        ("a: 1\nb: 2\na: 3", "p.yaml:3: a: named twice"),
        ("a:\n  b: 1\n  c: 2\n  b: 1", "p.yaml:4: a.b: named twice"),
        ("a: [{b: 1, b: 2}]", "p.yaml:1: a.0.b: named twice"),
        ("1: a\n'1': b", "p.yaml:2: 1: named twice"),
        ("a: 1\nb: [1", "p.yaml:2: not valid YAML: expected ',' or ']', but got '<stream end>'"),
        ("a: 1\n b: 2", "p.yaml:2: not valid YAML: mapping values are not allowed here"),
        ("a: *x", "p.yaml:1: not valid YAML: found undefined alias 'x'"),
        ("a: 1\n---\nb: 2", "p.yaml:2: not valid YAML: but found another document"),
        (b"a: \xff", "p.yaml:1: expected UTF-8 text"),
        ("a: 1".encode("utf-16"), "p.yaml:1: expected UTF-8 text"),
    ],
)
def test_what_is_no_mapping_is_refused(tmp_path: Path, text: str | bytes, problem: str):
    assert refused(tmp_path, text) == problem


def test_what_cannot_be_read_is_refused(tmp_path: Path):
    with pytest.raises(PolicyError, match=r"none\.yaml:1: cannot be read: No such file or directory$"):
        read(tmp_path / "none.yaml")
    with pytest.raises(PolicyError, match=r":1: cannot be read: Is a directory$"):
        read(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "a: x\x01y",
        "a: !foo bar",
        "a: !!int bar",
        "a: !!python/name:os.system x",
        "a: &x {b: *x}",
        "a: " + "[" * 3000,
        "a: " + "[" * 100_000 + "]" * 100_000,
        "a: " + "- " * 50_000 + "b",
    ],
    ids=[
        "control character",
        "unknown tag",
        "wrong tag",
        "python tag",
        "alias of itself",
        "too deep",
        "much too deep",
        "too deep in blocks",
    ],
)
def test_what_yaml_itself_cannot_take_is_refused(tmp_path: Path, text: str):
    assert refused(tmp_path, text).startswith("p.yaml:1: ")


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("parts: []", ["p.yaml:1: name: missing"]),
        ("name: x\nnme: y", ["p.yaml:2: nme: unknown key `nme`: expected one of by_name, name, parts"]),
        ("name: x\nparts:\n - sise: 2", ["p.yaml:3: parts.0.sise: unknown key `sise`: expected one of size"]),
        ("name: x\nby_name: {k: {z: 2}}", ["p.yaml:2: by_name.k.z: unknown key `z`: expected one of size"]),
        (
            "name: x\nparts: [{size: 0}]",
            ["p.yaml:2: parts.0.size: unknown value `0`: expected greater than or equal to 1"],
        ),
        ("name: x\nparts: {}", ["p.yaml:2: parts: expected a valid list"]),
        ("name: [x]", ["p.yaml:1: name: expected a valid string"]),
        ("name: null", ["p.yaml:1: name: expected a valid string"]),
        (
            "parts:\n - {size: a}\n - {size: 1}\n - {seize: 0}\nname: 7\n",
            [
                "p.yaml:2: parts.0.size: unknown value `a`: expected a valid integer, unable to parse string as an integer",
                "p.yaml:4: parts.2.seize: unknown key `seize`: expected one of size",
                "p.yaml:5: name: unknown value `7`: expected a valid string",
            ],
        ),
    ],
)
def test_every_mistake_is_told_by_line(tmp_path: Path, text: str, problems: list[str]):
    with pytest.raises(PolicyError) as raised:
        validate(source(tmp_path, text), Whole)
    assert [problem.replace(f"{tmp_path}/", "") for problem in raised.value.problems] == problems


def test_what_holds_becomes_the_model(tmp_path: Path):
    assert validate(source(tmp_path, "name: x\nparts: [{size: 2}]"), Whole) == Whole(
        name="x", parts=[Part(size=2)]
    )


def test_aliases_of_aliases_are_counted(tmp_path: Path):
    path = tmp_path / "p.yaml"
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 10)}]" for at in range(1, 7)]
    path.write_text("\n".join(lines))
    with pytest.raises(PolicyError, match="more than 100000 keys and items"):
        read(path)
