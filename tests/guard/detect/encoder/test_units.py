"""Units of a window: sentences, none too short, none too long, nothing left out."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from guard.detect.encoder.model import folder
from guard.detect.encoder.units import LONG, SHORT, units
from guard.detect.encoder.windows import read, windows

TOKENIZER = Tokenizer.from_file(str(folder() / "tokenizer.json"))
TOKENIZER.no_truncation()
TOKENIZER.no_padding()


def cut(text: str) -> list[str]:
    subwords = read(TOKENIZER, text)
    (window,) = windows(subwords)
    return [
        text[subwords.spans[low, 0] : subwords.spans[high - 1, 1]]
        for low, high in units(text, subwords, window)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One sentence by itself.", ["One sentence by itself."]),
        ("Here is the first one. And here the second.", ["Here is the first one.", "And here the second."]),
        ("A list of many things\nand the rest of them", ["A list of many things", "and the rest of them"]),
        ("Yes. I would like that a lot.", ["Yes. I would like that a lot."]),
        ("I would like that a lot. Yes.", ["I would like that a lot. Yes."]),
        ("Version 3.14 is out now, e.g. here.", ["Version 3.14 is out now, e.g. here."]),
        ("Hi", ["Hi"]),
    ],
)
def test_units(text: str, expected: list[str]):
    assert cut(text) == expected


def test_a_long_sentence_is_divided_at_words():
    text = " ".join(["walking"] * 100)
    parts = cut(text)
    assert len(parts) == 3
    assert all(set(part.split()) == {"walking"} for part in parts)


PIECES = [
    "word ",
    "Hi. ",
    "\n",
    "unbelievably ",
    "This is a whole sentence of words. ",
    "漢字。",
    "x" * 90,
    "🙂 ",
    "3.5 ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_nothing_is_left_out_and_nothing_read_twice(text: str):
    subwords = read(TOKENIZER, text)
    for window in windows(subwords):
        found = list(units(text, subwords, window))
        assert found[0][0] == window.start
        assert found[-1][1] == window.end
        assert all(one[1] == other[0] for one, other in pairwise(found))
        assert all(0 < high - low <= LONG + SHORT for low, high in found)
        assert all(high - low >= SHORT for low, high in found) or len(found) == 1
