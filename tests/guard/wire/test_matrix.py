"""The coverage matrix says what the tables say, and the README what the matrix says."""

from pathlib import Path

import pytest

from guard.wire.matrix import BEGIN, END, REFUSED, matrix, put
from guard.wire.table import ROUTES, find

README = Path(__file__).parents[3] / "README.md"


def test_the_readme_has_the_matrix_of_these_tables():
    text = README.read_text("utf-8")
    assert text == put(text), "run: python -m guard.wire.matrix README.md"


def test_every_route_is_in_it():
    written = matrix()
    assert [route.path for route in ROUTES if f"{route.path}`" not in written] == []


def test_every_place_that_is_not_scanned_is_named():
    written = matrix()
    for route in ROUTES:
        for paths in (route.request, route.reply):
            for pattern in (*paths.opaque, *paths.binary, *paths.tokens, *paths.vectors, *paths.groups):
                name = [step for step in pattern.split("/") if step not in ("*", "?")][-1]
                assert f"`{name}`" in written, pattern


@pytest.mark.parametrize(("method", "path"), REFUSED)
def test_what_is_said_to_be_refused_is(method: str, path: str):
    assert find(method, path) is None
    assert f"`{method} {path}`" in matrix()


def test_every_row_has_the_cells_of_its_table():
    for table in matrix().split("\n\n"):
        rows = table.splitlines()
        assert len({row.count("|") for row in rows}) == 1
        assert len(set(rows)) == len(rows)


def test_what_stands_around_the_marks_stays():
    assert put(f"a\n{BEGIN}\nold\n{END}\nb") == f"a\n{BEGIN}\n{matrix()}\n{END}\nb"


@pytest.mark.parametrize("text", ["", BEGIN, END, f"{END}{BEGIN}"])
def test_a_text_without_marks_is_a_mistake(text: str):
    with pytest.raises(ValueError, match="expected the marks"):
        put(text)
