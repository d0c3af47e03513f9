"""A reading with its spans, for the tests of each way to read."""

from collections.abc import Iterable

import pytest

from guard.fold.view import Edit, How, View


class Reader:
    """Applies edits to a text."""

    def read(self, text: str, edits: Iterable[Edit]) -> str:
        view = View(text).edited(edits, How.FOLDED)
        return text if view is None else view.text

    def origin(self, text: str, edits: Iterable[Edit], value: str) -> str:
        """The part of the original that ``value`` in its reading comes from."""
        view = View(text).edited(edits, How.FOLDED)
        assert view is not None
        start = view.text.index(value)
        return text[slice(*view.span(start, start + len(value)))]


@pytest.fixture
def reader() -> Reader:
    return Reader()
