"""Subwords, shapes of words, and windows over long texts."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from guard.detect.encoder.labels import SHAPES
from guard.detect.encoder.model import folder
from guard.detect.encoder.windows import LONGEST, OVERLAP, Subwords, framed, read, shape, windows

TOKENIZER = Tokenizer.from_file(str(folder() / "tokenizer.json"))
TOKENIZER.no_truncation()
TOKENIZER.no_padding()


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("word", "lower"),
        ("Word", "title"),
        ("I", "title"),
        ("WORD", "upper"),
        ("iPhone", "mixed"),
        ("McKay", "mixed"),
        ("1984", "number"),
        ("b2b", "coded"),
        ("-", "sign"),
        ("中文", "other"),
        ("Éva", "title"),
        ("kill€", "lower"),
        ("हिन्दी", "other"),
        ("€", "sign"),
    ],
)
def test_shapes(word: str, name: str):
    assert SHAPES[shape(word)] == name


def test_subwords_keep_their_place_in_the_original():
    text = "Ask Ágnes  NAGY\tabout b2b-things 😀!"
    found = read(TOKENIZER, text)
    words = [text[start:end] for start, end in found.spans.tolist()]
    assert "".join(words[:-1]).lower() == "askágnesnagyaboutb2b-things"
    kinds = {word: SHAPES[kind] for word, kind in zip(words, found.shapes.tolist(), strict=True)}
    assert (kinds["Ask"], kinds["about"], kinds["-"], kinds["things"]) == ("title", "lower", "sign", "lower")
    assert {kinds[word] for word in words if word in "NAGY"} == {"upper"}


@pytest.mark.parametrize("text", ["", "   ", "\u200b"])
def test_a_text_without_words_has_no_windows(text: str):
    found = read(TOKENIZER, text)
    assert len(found.ids) == 0
    assert windows(found) == []


def subwords(words: list[int]) -> Subwords:
    """Give subwords of words of these lengths."""
    numbers = np.repeat(np.arange(len(words)), words)
    total = len(numbers)
    spans = np.stack((np.arange(total), np.arange(1, total + 1)), -1)
    return Subwords(np.arange(total), np.zeros(total, dtype=np.int64), numbers, spans)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=400))
@settings(max_examples=200)
def test_every_subword_is_decided_once_by_a_window_that_holds_it(words: list[int]):
    text = subwords(words)
    cut = windows(text)
    assert cut[0].low == 0
    assert cut[-1].high == len(text.ids)
    assert all(one.high == other.low for one, other in pairwise(cut))
    for each in cut:
        assert each.start <= each.low <= each.high <= each.end
        assert 0 < each.end - each.start <= LONGEST


@given(st.lists(st.integers(1, 9), min_size=60, max_size=400))
@settings(max_examples=100)
def test_neighbours_share_words_on_both_sides_of_the_border(words: list[int]):
    cut = windows(subwords(words))
    for one, other in pairwise(cut):
        assert one.end - other.start >= OVERLAP
        assert other.low >= other.start


@pytest.mark.parametrize("total", [126, 127, 230, 232, 236, 341, 1000])
def test_the_end_is_read_whatever_the_length(total: int):
    for long in range(1, 10):
        words = [long] * (total // long) + [1] * (total % long)
        cut = windows(subwords(words))
        assert cut[-1].end == cut[-1].high == total


def test_where_a_window_begins_does_not_depend_on_what_follows():
    numbers = [1 + at % 7 for at in range(300)]
    whole = windows(subwords(numbers))
    part = windows(subwords(numbers[:200]))
    assert [each.start for each in part] == [each.start for each in whole][: len(part)]


def test_one_word_of_very_many_subwords_is_cut():
    cut = windows(subwords([1000]))
    assert len(cut) > 8
    assert cut[-1].high == 1000


def test_cost_is_linear():
    assert len(windows(subwords([1] * 100_000))) <= 100_000 / (LONGEST - 1.5 * OVERLAP) + 1


def test_a_window_is_framed_by_the_marks_of_its_vocabulary():
    found = read(TOKENIZER, "two words")
    ids, shapes = framed(found, windows(found)[0])
    assert [TOKENIZER.id_to_token(each) for each in ids.tolist()] == ["[CLS]", "two", "words", "[SEP]"]
    assert [SHAPES[each] for each in shapes] == ["special", "lower", "lower", "special"]
