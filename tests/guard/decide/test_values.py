"""What stands beside a policy: lists of words and sentences, patterns."""

from pathlib import Path

import pytest
import re2

from guard.decide import schema
from guard.decide.values import custom, matcher, sentences, words


def test_words_are_sorted_each_once_without_comments(tmp_path: Path):
    (tmp_path / "w.txt").write_text("\ufeff# ours\nb \n\na\nb\n", "utf-8")
    assert words(tmp_path, "w.txt", None) == ("a", "b")
    assert words(tmp_path, None, (" b", "a", "a", " ")) == ("a", "b")


def test_sentences_keep_their_order(tmp_path: Path):
    (tmp_path / "s.txt").write_text("# ours\nSecond first.\nFirst last.\nSecond first.\n", "utf-8")
    assert sentences(tmp_path, "s.txt", None) == ("Second first.", "First last.")
    assert sentences(tmp_path, None, ("b", "a", "b")) == ("b", "a")
    assert sentences(tmp_path, None, None) == ()


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path):
    with pytest.raises(OSError, match="No such file"):
        words(tmp_path, "nobody.txt", None)
    (tmp_path / "w.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(UnicodeDecodeError):
        sentences(tmp_path, "w.txt", None)


def test_a_pattern_is_compiled_once_and_only_in_re2s_syntax():
    assert matcher("a+") is matcher("a+")
    with pytest.raises(re2.error):
        matcher("(?=a)b")


@pytest.mark.parametrize(
    ("text", "found"),
    [("Initech Labs", True), ("Initech", True), ("A.B", True), ("AxB", False), ("Initechs", False)],
)
def test_words_of_an_entity_are_taken_as_they_are(tmp_path: Path, text: str, found: bool):
    made = custom(tmp_path, schema.CustomModel(name="CLIENT", list=("Initech", "Initech Labs", "A.B")))
    assert (matcher(made.pattern).fullmatch(text) is not None) == found
