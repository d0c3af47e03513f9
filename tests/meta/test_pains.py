"""Every complaint in conformance/PAINS.md has a row, and every test that a row names is there."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
INDEX = (TESTS / "conformance" / "PAINS.md").read_text(encoding="utf-8")
NUMBERS = [*map(str, range(1, 44)), *(f"c{number}" for number in range(1, 16))]
ROW = re.compile(r"^\| (c?\d+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
NAMED = re.compile(r"`([^`]*\.py(?:::[^`]*)?)`")
REASON = re.compile(r"\bissue [78]\b|\bnot a test: ")


def missing(index: str, source: Callable[[str], str]) -> list[str]:
    """What is wrong with an index: tests that are not there, rows that say nothing.

    Args:
        index: the table.
        source: gives the text of a test file, empty for one that is not there.
    """
    wrong = []
    for number, _, answer in ROW.findall(index):
        named = NAMED.findall(answer)
        if not named and not REASON.search(answer):
            wrong.append(f"{number}: neither a test nor a reason")
        for each in named:
            path, _, name = each.partition("::")
            if not re.search(rf"^(?:async )?def {re.escape(name) or '$'}\(", source(path), re.MULTILINE):
                wrong.append(f"{number}: {each}")
    return wrong


def source(path: str) -> str:
    place = TESTS / path
    return place.read_text(encoding="utf-8") if place.is_file() else ""


def test_every_complaint_has_its_row_once() -> None:
    assert [number for number, _, _ in ROW.findall(INDEX)] == NUMBERS


def test_every_test_it_names_is_there() -> None:
    assert missing(INDEX, source) == []


def test_every_name_in_it_is_of_a_test() -> None:
    assert len(NAMED.findall(INDEX)) > len(NUMBERS)
    assert [
        each for each in NAMED.findall(INDEX) if "::test_" not in each and each != "tests/meta/test_pains.py"
    ] == []


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "later",
        "`a/test_a.py::test_gone`",
        "`a/test_gone.py::test_one`",
        "`a/test_a.py`",
        "`a/test_a.py::test_on`",
        "`a/test_a.py::test_one` `a/test_a.py::test_gone`; the rest with issue 7",
    ],
)
def test_what_is_not_there_is_found(answer: str) -> None:
    file = "def test_one() -> None: ..."
    row = f"| 1 | pain | {answer or '?'} |"
    assert missing(row, lambda path: file if path == "a/test_a.py" else "")


@pytest.mark.parametrize(
    "answer",
    ["`a/test_a.py::test_one`", "see 3; `a/test_a.py::test_two`", "with issue 8", "not a test: a licence"],
)
def test_what_is_there_is_taken(answer: str) -> None:
    file = "def test_one() -> None: ...\nasync def test_two() -> None: ..."
    assert missing(f"| 1 | pain | {answer} |", lambda _: file) == []


def test_the_newest_clients_can_be_tried() -> None:
    """The target that does it installs by name what the locked environment has by version."""
    makefile = (TESTS.parent / "Makefile").read_text(encoding="utf-8")
    _, _, recipe = makefile.partition("\nconformance-latest:")
    assert "clients.in" in recipe.partition("\n\n")[0]
    assert "tests/conformance" in recipe.partition("\n\n")[0]
    assert "conformance-latest" not in re.findall(r"^test:(.*)$", makefile, re.MULTILINE)[0]
    names = (TESTS / "conformance" / "clients" / "clients.in").read_text(encoding="utf-8")
    assert {"langchain-openai", "llama-index-llms-openai"} <= {
        line.split("#")[0].strip() for line in names.splitlines()
    }
