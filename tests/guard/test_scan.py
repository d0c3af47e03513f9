"""Files in bulk: one result per row, in order, whatever a row looks like."""

import io
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from guard.engine import Guard
from guard.errors import ConfigError
from guard.scan import Row, output, result, rows, size
from guard.types import Direction

Write = Callable[[str, bytes | str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def texts(path: Path, field: str = "text") -> list[str | None]:
    return [row.text for row in rows(path, field)]


def problems(path: Path, field: str = "text") -> list[str]:
    return [row.problem for row in rows(path, field)]


@pytest.mark.parametrize(
    ("line", "text", "problem"),
    [
        ('{"text": "a"}', "a", ""),
        ('{"x": 1, "text": ""}', "", ""),
        ('{"text": "\\ud800"}', "\ud800", ""),
        ('  {"text": "é😀"}\r', "é😀", ""),
        ('{"text": 1}', None, "text: expected a string"),
        ('{"text": null}', None, "text: expected a string"),
        ('{"texts": "a"}', None, "text: expected a string"),
        ('["text"]', None, "text: expected a string"),
        ('"text"', None, "text: expected a string"),
        ('{"text": "a"', None, "expected a JSON object on one line"),
        ('{"text": "secret" "b"}', None, "expected a JSON object on one line"),
        ("plain words", None, "expected a JSON object on one line"),
        ('{"text": ' + "9" * 5000 + "}", None, "expected a JSON object on one line"),
        ('{"text": ' + "[" * 100_000, None, "expected a JSON object on one line"),
        (b'{"text": "\xff"}', None, "expected a JSON object on one line"),
    ],
)
def test_json_lines(write: Write, line: str | bytes, text: str | None, problem: str):
    data = line if isinstance(line, bytes) else line.encode()
    path = write("a.jsonl", b'{"text": "first"}\n' + data + b'\n{"text": "last"}')
    assert texts(path) == ["first", text, "last"]
    assert problems(path) == ["", problem, ""]


def test_empty_lines_of_json_lines_are_no_rows(write: Write):
    assert texts(write("a.jsonl", '\n{"text": "a"}\n  \n\n{"text": "b"}\n\n')) == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("text\na\nb\n", ["a", "b"]),
        ("id,text\r\n1,a\r\n2,b", ["a", "b"]),
        ('text\n"a, ""b""\nc"\n', ['a, "b"\nc']),
        ('text,x\n"",1\n,2\n', ["", ""]),
        ("x,text\n1\n2,b\n", [None, "b"]),
        ("x,text\n1,a,more,values\n", ["a"]),
        ("text\na\n\nb\n", ["a", "b"]),
        ('text\n"never ends\nb', ["never ends\nb"]),
        ("text\na\x00b\n", ["a\x00b"]),
        (b"text\n\xff\n", ["\ufffd"]),
        (b"\xef\xbb\xbftext\na\n", ["a"]),
        ("text\n" + "x" * 200_000, ["x" * 200_000]),
        ("text\n", []),
    ],
)
def test_csv(write: Write, content: str | bytes, expected: list[str | None]):
    path = write("a.csv", content)
    assert texts(path) == expected
    assert problems(path) == ["" if text is not None else "text: expected a value" for text in expected]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a\nb\n", ["a", "b"]),
        ("a\r\n\r\nb", ["a", "", "b"]),
        (" a \t\n", [" a \t"]),
        ("a\u2028b\x0bc\x85d\n", ["a\u2028b\x0bc\x85d"]),
        (b"\xff\n", ["\ufffd"]),
        ("", []),
    ],
)
def test_plain_text(write: Write, content: str | bytes, expected: list[str]):
    assert texts(write("a.txt", content)) == expected


def test_the_field_of_plain_text_does_not_matter(write: Write):
    assert texts(write("a.txt", "a"), "whatever") == ["a"]


@pytest.mark.parametrize(
    "name",
    [
        "a.jsonl",
        "a.txt",
    ],
)
def test_a_byte_order_mark_is_no_text(write: Write, name: str):
    content = b'{"text": "a"}' if name.endswith("l") else b"a"
    assert texts(write(name, b"\xef\xbb\xbf" + content)) == ["a"]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    columns: dict[str, Any] = {
        "text": ["a", None, "é", ""],
        "n": [1, 2, 3, 4],
        "text.x": ["w", "x", "y", "z"],
    }
    pq.write_table(pa.table(columns), tmp_path / "a.parquet", row_group_size=2)
    return tmp_path / "a.parquet"


def test_parquet(table: Path):
    assert texts(table) == ["a", None, "é", ""]
    assert problems(table) == ["", "text: expected a string", "", ""]
    assert texts(table, "n") == [None] * 4
    assert texts(table, "text.x") == ["w", "x", "y", "z"]
    assert [row.done for row in rows(table, "text")] == [1, 2, 3, 4]
    assert size(table) == 4


def test_many_rows_keep_their_order(tmp_path: Path):
    path = tmp_path / "a.parquet"
    expected = [f"row {number}" for number in range(3000)]
    pq.write_table(pa.table({"text": expected}), path)
    assert texts(path) == expected


@pytest.mark.parametrize("damage", [lambda _: b"not Parquet at all", lambda data: data[:-100], lambda _: b""])
def test_a_broken_parquet_file_has_no_size(table: Path, damage: Callable[[bytes], bytes]):
    table.write_bytes(damage(table.read_bytes()))
    with pytest.raises(ConfigError, match=r"a\.parquet: cannot be read"):
        size(table)


@pytest.mark.parametrize("damage", [lambda _: b"not Parquet at all", lambda data: data[:-100], lambda _: b""])
def test_a_broken_parquet_file_has_no_rows(table: Path, damage: Callable[[bytes], bytes]):
    table.write_bytes(damage(table.read_bytes()))
    with pytest.raises(ConfigError, match=r"a\.parquet: cannot be read"):
        texts(table)


@pytest.mark.parametrize(
    ("name", "field", "expected"),
    [
        ("a.csv", "txt", "a.csv: no column `txt`: expected one of id, text"),
        ("a.csv", "TEXT", "a.csv: no column `TEXT`: expected one of id, text"),
        ("e.csv", "text", "e.csv: no column `text`: expected one of none"),
        ("a.parquet", "txt", "a.parquet: no column `txt`: expected one of text, n, text.x"),
        ("a.docx", "text", "a.docx: unknown kind of file: expected one of .jsonl, .csv, .parquet, .txt"),
        ("a", "text", "a: unknown kind of file: expected one of .jsonl, .csv, .parquet, .txt"),
        ("none.csv", "text", "none.csv: cannot be read: No such file or directory"),
        ("none.jsonl", "text", "none.jsonl: cannot be read: No such file or directory"),
        ("folder.txt", "text", "folder.txt: cannot be read: Is a directory"),
    ],
)
def test_a_file_that_cannot_be_scanned_says_why(
    tmp_path: Path, write: Write, table: Path, name: str, field: str, expected: str
):
    write("a.csv", "id,text\n1,a\n")
    for empty in ("e.csv", "a.docx", "a"):
        write(empty, "")
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(ConfigError) as raised:
        texts(table.with_name(name), field)
    assert str(raised.value) == f"{tmp_path}/{expected}"


def test_endings_are_read_in_any_case(write: Write):
    assert texts(write("A.JSONL", '{"body": "a"}'), "body") == ["a"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.txt"])
def test_progress_ends_at_the_size(write: Write, name: str):
    path = write(name, 'text\n"é"\nb\n' if name.endswith("csv") else '{"text": "é"}\n{"text": "b"}\n')
    done = [row.done for row in rows(path, "text")]
    assert done == sorted(done)
    assert done[-1] == size(path)


def test_what_is_not_there_has_no_size(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"none\.csv: cannot be read$"):
        size(tmp_path / "none.csv")


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard.load(key=b"k" * 32)


def test_a_row_becomes_a_result_or_says_why_not(guard: Guard):
    made = result(guard, Row("host 192.168.10.24", "", 0), Direction.PROMPT, everything=False)
    assert (made["action"], made["text"]) == ("redact", "host <IP_ADDRESS>")
    assert result(guard, Row(None, "text: expected a string", 0), Direction.PROMPT, everything=False) == {
        "error": "text: expected a string"
    }
    thorough = Guard.load(key=b"k" * 32, everything=True)
    all_of_it = result(thorough, Row("H12234567", "", 0), Direction.PROMPT, everything=True)
    assert all_of_it["findings"]
    assert (
        result(guard, Row("fe80::1ff:fe23:4567:890a", "", 0), Direction.COMPLETION, everything=False)[
            "action"
        ]
        == "annotate"
    )


def test_results_come_in_the_order_of_the_rows(guard: Guard, write: Write):
    path = write("a.jsonl", '{"text": "a"}\nbroken\n{"text": "192.168.10.24"}\n{"text": 1}\n{"text": "b"}\n')
    made = [result(guard, row, Direction.PROMPT, everything=False) for row in rows(path, "text")]
    assert [each.get("action", each.get("error")) for each in made] == [
        "allow",
        "expected a JSON object on one line",
        "redact",
        "text: expected a string",
        "allow",
    ]


def test_output_appears_when_it_is_whole(tmp_path: Path):
    path = tmp_path / "out.jsonl"
    with output(path, io.StringIO()) as file:
        file.write(json.dumps("é", ensure_ascii=False))
        file.flush()
        assert not path.exists()
    assert path.read_text("utf-8") == '"é"'
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["out.jsonl"]


def broken_off(path: Path) -> None:
    """Write a little, then fail as a detector or a full disk would."""
    with output(path, io.StringIO()) as file:
        file.write("new")
        raise KeyError


def test_output_that_breaks_off_leaves_the_old_file(tmp_path: Path):
    path = tmp_path / "out.jsonl"
    path.write_text("old")
    with pytest.raises(KeyError):
        broken_off(path)
    assert path.read_text() == "old"


def test_output_that_breaks_off_leaves_nothing_else(tmp_path: Path):
    with pytest.raises(KeyError):
        broken_off(tmp_path / "out.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_without_a_path_output_is_the_default():
    default = io.StringIO()
    with output(None, default) as file:
        assert file is default


def test_output_that_cannot_be_written_says_so(tmp_path: Path):
    with (
        pytest.raises(ConfigError, match=r"none/out\.jsonl: cannot be written: No such file"),
        output(tmp_path / "none/out.jsonl", io.StringIO()),
    ):
        raise AssertionError
