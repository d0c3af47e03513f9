"""References to people under 18, and what only looks like one."""

from pathlib import Path

import pytest

from guard.detect.minors import Minors, minors
from guard.errors import ConfigError


@pytest.mark.parametrize(
    "text",
    [
        "a child",
        "two teenagers",
        "she is 15",
        "a 12-year-old",
        "the schoolboy next door",
        "my little niece",
        "under 18",
        "ein minderjähriger",
        "TEENS",
        "a seventh grader",
        "aged sixteen",
        "she is only one",
        "six years old",
    ],
)
def test_people_under_18(text: str):
    assert minors().spans(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a minor issue",
        "no minors, please",
        "kill the child process",
        "in A minor",
        "the little house",
        "she is 35",
        "a 21-year-old",
        "over 18",
        "my inner child",
        "kidding",
        "grade inflation",
        "Forty-six years old",
        "he is twenty one years old",
        "a thirty-two-year-old",
        "she's sixty-five.",
        "I'm not the only one.",
    ],
)
def test_no_people_under_18(text: str):
    assert minors().spans(text) == []


def test_spans_are_code_points():
    text = "İ😀 é a teenager"
    (span,) = minors().spans(text)
    assert text[slice(*span)] == "teenager"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("minors.tsv", "<none>\n", r"minors\.tsv:1: unknown class `none`"),
        ("exceptions.tsv", "# x\n{alpha\n", r"exceptions\.tsv:2: expected `}`"),
    ],
)
def test_malformed_files_are_refused_with_their_place(tmp_path: Path, name: str, content: str, message: str):
    for each in ("minors.tsv", "exceptions.tsv"):
        (tmp_path / each).write_text("alpha\n")
    (tmp_path / name).write_text(content)
    with pytest.raises(ConfigError, match=message):
        Minors(tmp_path)
