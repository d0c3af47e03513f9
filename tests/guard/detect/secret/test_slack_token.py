"""Slack tokens."""

from collections.abc import Callable

import pytest

from guard.detect.secret.slack_token import SLACK_TOKEN

Values = Callable[..., list[str]]
TAIL = "-123456789012-123456789012-AbCdEfGhIjKlMnOpQrStUvWx"


@pytest.mark.parametrize("kind", ["xoxb", "xoxp", "xoxa", "xoxr", "xoxs", "xoxe", "xoxo"])
@pytest.mark.parametrize("around", ["{}", "SLACK_TOKEN={}", '"{}",', "use {} here"])
def test_found(values: Values, kind: str, around: str):
    assert values(SLACK_TOKEN, around.format(kind + TAIL)) == [kind + TAIL]


def test_an_app_token_is_found(values: Values):
    token = "xapp-1" + TAIL
    assert values(SLACK_TOKEN, f"app: {token}") == [token]


@pytest.mark.parametrize(
    "text",
    [
        "xoxb-",
        "xoxb-123",
        "xoxz" + TAIL,
        "XOXB" + TAIL,
        "fooxoxb" + TAIL,
        "xapp" + TAIL[1:],
        "hugs, xoxo - Ann",
        "xoxb" + TAIL[1:],
    ],
)
def test_not_found(values: Values, text: str):
    assert values(SLACK_TOKEN, text) == []
