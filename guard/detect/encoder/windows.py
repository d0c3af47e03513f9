"""Texts as the encoder reads them: subwords, how each word is written, and windows over long texts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import regex
from numpy.typing import NDArray
from tokenizers import Tokenizer

from guard.detect.encoder.labels import SHAPES

LONGEST: Final = 126
"""Subwords of a window, without the two marks around them."""
OVERLAP: Final = 16
"""Subwords that neighbouring windows share, so that a name on the border is read whole in one of them."""
UNKNOWN: Final = 100
"""The subword that stands for what the vocabulary has no signs for."""
_FIRST: Final = 101
_LAST: Final = 102
_SHAPE: Final = {name: index for index, name in enumerate(SHAPES)}
_SPECIAL: Final = _SHAPE["special"]

_WORD: Final = re.compile(r"[^\W_]{2}|[^\W\da-zA-Z_]")
"""Something that can be a word: two letters or digits side by side, or one beyond ASCII, as Chinese has them."""
_SYMBOL: Final = regex.compile(r"(?V1)[\p{S}--[\x00-\x7f]]")

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Subwords:
    """A text in subwords.

    Args:
        ids: the vocabulary's numbers.
        shapes: how the word that each is part of is written, indices into ``SHAPES``.
        words: the number of the word that each is part of, rising.
        spans: ``(n, 2)`` code points of the text.
    """

    ids: Numbers
    shapes: Numbers
    words: Numbers
    spans: Numbers


@dataclass(frozen=True, slots=True)
class Window:
    """Subwords ``[start, end)`` of a text, and the part of them ``[low, high)`` that this window decides on."""

    start: int
    end: int
    low: int
    high: int


def shape(word: str) -> int:
    """Tell how a word is written, as an index into ``SHAPES``; signs beside its letters do not matter."""
    core = "".join(filter(str.isalnum, word))
    if not core:
        name = "sign"
    elif core.isdigit():
        name = "number"
    elif not core.isalpha():
        name = "coded"
    elif core.lower() == core.upper():
        name = "other"
    elif core.islower():
        name = "lower"
    elif core.isupper():
        name = "upper" if len(core) > 1 else "title"
    elif core[0].isupper() and core[1:].islower():
        name = "title"
    else:
        name = "mixed"
    return _SHAPE[name]


def read(tokenizer: Tokenizer, text: str) -> Subwords:
    """Cut a text into subwords.

    Symbols beyond ASCII count as spaces: glued to a word, they would hide it from the vocabulary.
    """
    encoding = tokenizer.encode(_SYMBOL.sub(" ", text), add_special_tokens=False)
    spans = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    words = np.array(encoding.word_ids, dtype=np.int64)
    shapes = np.empty(len(words), dtype=np.int64)
    for start, end in _groups(words):
        shapes[start:end] = shape(text[spans[start, 0] : spans[end - 1, 1]])
    return Subwords(np.array(encoding.ids, dtype=np.int64), shapes, words, spans)


def _groups(words: Numbers) -> Iterator[tuple[int, int]]:
    """Yield first and one past last subword of each word."""
    if len(words):
        edges = np.flatnonzero(np.diff(words)) + 1
        yield from pairwise((0, *edges.tolist(), len(words)))


def windows(subwords: Subwords) -> list[Window]:
    """Cut subwords into windows that overlap and begin with a word, from the start on.

    Where a window begins does not depend on what follows it. Each subword is decided on by the
    window in which it stands further from a border.
    """
    total = len(subwords.ids)
    found: list[Window] = []
    start = low = 0
    while total - start > LONGEST:
        end = start + LONGEST
        following = _word(subwords.words, end - OVERLAP)
        high = _word(subwords.words, (following + end) // 2)
        found.append(Window(start, end, low, high))
        start, low = following, high
    return [*found, Window(start, total, low, total)] if total else []


def _word(words: Numbers, at: int) -> int:
    """Give the first subword of the word that ``at`` stands in; a word of very many subwords may be cut."""
    first = int(np.searchsorted(words, words[at]))
    return first if at - first <= OVERLAP // 2 else at


def says(text: str, subwords: Subwords, window: Window) -> bool:
    """Tell whether a window says anything: signs, single letters and scripts unknown say nothing, right or wrong."""
    start, end = int(subwords.spans[window.start, 0]), int(subwords.spans[window.end - 1, 1])
    read_as = subwords.ids[window.start : window.end]
    return _WORD.search(text, start, end) is not None and not bool((read_as == UNKNOWN).all())


def framed(subwords: Subwords, window: Window) -> tuple[Numbers, Numbers]:
    """Give a window's subwords and shapes between the marks that the encoder was trained with."""
    part = slice(window.start, window.end)
    ids = np.concatenate(([_FIRST], subwords.ids[part], [_LAST]))
    shapes = np.concatenate(([_SPECIAL], subwords.shapes[part], [_SPECIAL]))
    return ids, shapes
