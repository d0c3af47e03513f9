"""GitHub tokens: certain with the right check, found with a wrong one."""

from collections.abc import Callable

import pytest

from guard.detect.secret.github_token import GITHUB_TOKEN, checksum

BODY = "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ"
TOKEN = f"ghp_{BODY}0mLq17"
FINE = "github_pat_" + "11ABCDEFG0123456789abc" + "_" + "a1B2" * 14 + "xyz"
Find = Callable[..., list[tuple[int, int, float]]]


@pytest.mark.parametrize(("body", "check"), [(BODY, "0mLq17"), ("a" * 30, checksum("a" * 30))])
def test_checksum(body: str, check: str):
    assert checksum(body) == check
    assert len(check) == 6
    assert checksum(body[::-1] + "x") != check


@pytest.mark.parametrize(
    ("text", "start", "score"),
    [
        (TOKEN, 0, 1.0),
        (f"token: {TOKEN}.", 7, 1.0),
        (TOKEN[:-1] + "8", 0, 0.9),
        *((f"gh{kind}_{BODY}0mLq17", 0, 1.0) for kind in "ousr"),
        (FINE, 0, 0.9),
    ],
)
def test_found(find: Find, text: str, start: int, score: float):
    ((begin, end, found),) = find(GITHUB_TOKEN, text)
    assert (begin, found) == (start, score)
    assert text[begin:end].startswith("g")
    assert not text[end:].strip(".")


@pytest.mark.parametrize(
    "text",
    [
        TOKEN[:-1],
        TOKEN + "x",
        TOKEN.replace("ghp", "ghx"),
        TOKEN.upper(),
        TOKEN.replace("_", "-"),
        "x" + TOKEN,
        FINE[:-1],
        FINE.replace("_pat_", "_"),
        "ghp_ is the prefix of a personal token",
    ],
)
def test_not_found(find: Find, text: str):
    assert find(GITHUB_TOKEN, text) == []
