"""Lists of models: names pass, words do not."""

from collections.abc import Mapping
from typing import Any

import pytest
from vectors import check, vectors

from guard.wire.models import REPLY


@pytest.mark.parametrize("vector", vectors("models"))
def test_vector(vector: Mapping[str, Any]):
    check(vector, {"REPLY": REPLY})


def test_special_places_are_spelt_in_names_of_the_api():
    for pattern in REPLY.opaque:
        assert {step for step in pattern.split("/")[1:] if step != "*"} <= set(REPLY.names), pattern
