"""The syntax of phrases."""

import pytest
import re2

from guard.detect.minors.template import combine, compile_phrase, plain
from guard.errors import ConfigError


@pytest.mark.parametrize(
    ("phrase", "yes", "no"),
    [
        ("one two", ["ONE two", "one, “two”"], ["one. two", "onetwo", "one too"]),
        ("on* two", ["one two", "on two", "ontario two"], ["o two", "on e two"]),
        ("one * two", ["one x two"], ["one two", "one x y two"]),
        ("{one|two three} four", ["one four", "two three four"], ["two four", "four"]),
        ("one [two|three] four", ["one four", "one three four"], ["one two three four"]),
        ("[one] two", ["one two", "two"], ["one"]),
        ("kill{ed|ing} it", ["killed it", "killing it"], ["kill it", "kill ed it"]),
        ("cake[s]", ["cake", "cakes"], ["cakess"]),
        ("<fruit> pie", ["red apple pie", "pear pie"], ["fruit pie"]),
        ("can't", ["can't", "cant", "can’t"], ["can t s", "can"]),
        ("e-mail", ["e-mail", "email", "e mail", "e–mail"], ["e  -mail"]),
        ("one ... two", ["one two", "one a b c two"], ["one a b c d two", "one. a two"]),
        ("one ...1 two", ["one two", "one a two"], ["one a b two"]),
        ("^one two", ["one two", "So: one two", "No. One two"], ["x one two"]),
        ("one two$", ["one two", "one two!", "one two, x"], ["one two x"]),
    ],
)
def test_phrases(phrase: str, yes: list[str], no: list[str]) -> None:
    pattern = re2.compile(combine([compile_phrase(phrase, {"fruit": "(?:red apple|pear)"})]))
    assert [text for text in yes if not pattern.search(plain(text))] == []
    assert [text for text in no if pattern.search(plain(text))] == []


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "[one]",
        "...",
        "... one",
        "one...",
        "{one",
        "one}",
        "{one|}",
        "[one|two",
        "one <none>",
        "one + two",
        "one|two",
        "'",
        "one $two",
    ],
)
def test_malformed_phrases_are_refused(phrase: str) -> None:
    with pytest.raises(ConfigError):
        compile_phrase(phrase, {})


def test_no_phrases_match_nothing() -> None:
    assert re2.compile(combine([])).search("any") is None
