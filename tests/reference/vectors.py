"""Vectors of the wire: a body, the Texts in it, new values for some, and the body they give."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from guard.wire.document import Paths
from guard.wire.jsontext import read

FOLDER = Path(__file__).parents[1] / "vectors/wire"


def vectors(api: str) -> list[Any]:
    """Give the vectors of one API, each as a parameter of a test."""
    return [
        pytest.param(json.loads(path.read_text("utf-8")), id=path.stem)
        for path in sorted((FOLDER / api).glob("*.json"))
    ]


def check(vector: Mapping[str, Any], paths: Mapping[str, Paths]) -> None:
    """Check that a body is read into its Texts, is the same when none changes, and else as expected."""
    assert set(vector) == {"name", "paths", "body", "texts", "put", "after"}
    document = read(vector["body"].encode(), paths[vector["paths"]])
    found = list(document.texts())
    assert [(text.place, text.value, text.scannable) for text in found] == [
        (place, value, scannable[0] if scannable else True) for place, value, *scannable in vector["texts"]
    ]
    assert document.put([text.value for text in found]) == vector["body"]
    after = document.put([vector["put"].get(text.value, text.value) for text in found])
    assert after == vector["after"]
    json.loads(after)
