"""Digits and signs in place of letters."""

from typing import Any

import pytest

from guard.fold import leet


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("k1ll", ["kill", "klll"]),
        ("ki11", ["kiii", "kill"]),
        ("b0mb", ["bomb"]),
        ("y0ur$elf", ["yourself"]),
        ("m3th", ["meth"]),
        ("5uicide", ["suicide"]),
        ("h4ck", ["hack"]),
        ("pa77ern", ["pattern"]),
        ("@ss", ["ass"]),
        ("4tt@ck", ["attack"]),
        ("k!ll them!", ["kill them!"]),
        ("B0MB", ["BoMB"]),
    ],
)
def test_words_are_read(reader: Any, text: str, readings: list[str]):
    found = [edits for edits in leet.words(text) if edits]
    assert [reader.read(text, edits) for edits in found] == readings


@pytest.mark.parametrize(
    "text",
    [
        "covid19 mp3 h264 sha256 room101",
        "10th 5km 30px $5m 1st 2nd US$ 200",
        "<!DOCTYPE html> !important",
        "QUJDk1llREVG" * 8,
        "jane@example.org @jane_doe @janedoe",
        "k8s i18n a2b",
        "wow! no!!",
        "3.14 2024-01-05",
        "B2B 4K A5",
        "price: $100",
    ],
)
def test_numbers_and_names_stay(reader: Any, text: str):
    readings = [reader.read(text, edits) for edits in leet.words(text) if edits]
    assert [each for each in readings if each != text] == []


def test_a_word_keeps_its_place(reader: Any):
    text = "please k1ll it"
    edits, _ = leet.words(text)
    assert reader.origin(text, edits, "kill") == "k1ll"
