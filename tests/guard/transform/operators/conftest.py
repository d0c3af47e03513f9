"""Pseudonyms of a fixed key."""

from collections.abc import Callable

import pytest

from guard.transform.operators.pseudonym import Pseudonyms


@pytest.fixture
def pseudonyms() -> Callable[..., Pseudonyms]:
    def make(key: bytes = b"k" * 32) -> Pseudonyms:
        return Pseudonyms(key)

    return make
