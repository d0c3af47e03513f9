"""Google API keys."""

from collections.abc import Callable

import pytest

from guard.detect.secret.google_api_key import GOOGLE_API_KEY

KEY = "AIza" + "SyA-1234567890_abcdefghijklmnopqrst"
Values = Callable[..., list[str]]


@pytest.mark.parametrize("text", [KEY, f"key={KEY}&x=1", f'"{KEY}"', f"https://maps.example/?key={KEY}"])
def test_found(values: Values, text: str):
    assert values(GOOGLE_API_KEY, text) == [KEY]


@pytest.mark.parametrize(
    "text", [KEY[:-1], KEY.lower(), "x" + KEY, "AIza", "Aiza" + KEY[4:], KEY.replace("-", " ")]
)
def test_not_found(values: Values, text: str):
    assert values(GOOGLE_API_KEY, text) == []
