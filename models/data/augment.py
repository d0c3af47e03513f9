"""What people do to text: no capitals, capitals only, typing errors, letters hidden or swapped for digits."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from models.data.rows import Row

LEET = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"})
_KEYS = "qwertyuiopasdfghjklzxcvbnm"
_NAMED = (0.33, 0.39, 0.44)
"""Up to where chance takes the capitals, gives them to all letters, mistypes: for texts with names in them."""
_OTHER = (0.2, 0.25, 0.31)
_HIDDEN = 0.04


def vary(row: Row, random: np.random.Generator) -> Row:
    """Give a row as it is, or changed in one of these ways; spans follow."""
    chance = random.random()
    small, large, wrong = _NAMED if row.spans else _OTHER
    if chance < small:
        row = _cased(row, str.lower)
    elif chance < large:
        row = _cased(row, str.upper)
    elif chance < wrong:
        row = replace(row, text=mistyped(row.text, random))
    elif chance > 1 - _HIDDEN and row.harm and row.spans is None:
        row = replace(row, text=disguised(row.text, random))
    return row


def _cased(row: Row, change: Callable[[str], str]) -> Row:
    text = change(row.text)
    return replace(row, text=text) if len(text) == len(row.text) else row


def mistyped(text: str, random: np.random.Generator) -> str:
    """Swap neighbouring letters, or strike another key: nothing changes its place."""
    signs = list(text)
    for _ in range(max(1, len(signs) // 60)):
        at = int(random.integers(0, max(1, len(signs) - 1)))
        if at + 1 < len(signs) and signs[at].isalpha() and signs[at + 1].isalpha():
            if random.random() < 0.5:
                signs[at], signs[at + 1] = signs[at + 1], signs[at]
            else:
                signs[at] = _KEYS[int(random.integers(len(_KEYS)))]
    return "".join(signs)


def disguised(text: str, random: np.random.Generator) -> str:
    """Write some words as people write them to get past filters."""
    words = text.split(" ")
    for at, word in enumerate(words):
        if len(word) > 3 and word.isalpha() and random.random() < 0.35:
            chance = random.random()
            if chance < 0.5:
                words[at] = word.lower().translate(LEET)
            elif chance < 0.7:
                words[at] = " ".join(word)
            elif chance < 0.9:
                words[at] = word[0] + "*" * (len(word) - 2) + word[-1]
            else:
                words[at] = ".".join(word)
    return " ".join(words)
