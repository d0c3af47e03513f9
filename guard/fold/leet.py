"""Digits and signs in place of letters, as in ``k1ll``: read so for word lists and phrases only."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from guard.fold.view import Edit

_LETTERS = str.maketrans("034571@$!", "oeastiasi")
_OTHER = str.maketrans("034571@$!", "oeastlasi")
SIGN = r"[A-Za-z][013457@$!]+[A-Za-z]|[013457@$!][A-Za-z]{3}|[A-Za-z]{2}(?:00|11|33|44|55|77|[$])"
"""What every such word holds, for RE2."""
# The digits that stand for no letter make a number or a name of a part of it.
_WORD = re.compile(r"(?<![\w@$!])(?=[A-Za-z]*[013457@$!])[A-Za-z013457@$!]{3,64}(?![\w@$])")
_QUANTITY = re.compile(r"\$?[0-9]+[A-Za-z]{0,2}|[A-Z]{1,3}\$|[A-Za-z]+(?!([0-9])\1$)[0-9]+")
_HANDLE = re.compile(r"@[A-Za-z]{4,}")
_BLOB = re.compile(r"[A-Za-z0-9+/]{64,}")  # chance makes words in base64
_DOMAIN = re.compile(r"\.[A-Za-z]")
_FEWEST = 2


def words(text: str) -> tuple[list[Edit], list[Edit]]:
    """Give the words so written as they are read with 1 as an i, and with 1 as an l; the second only if it differs."""
    found = [(start, word) for start, word in _words(text)]
    as_i = [_edit(start, word, word.translate(_LETTERS)) for start, word in found]
    as_l = [_edit(start, word, word.translate(_OTHER)) for start, word in found]
    return as_i, as_l if as_l != as_i else []


def _words(text: str) -> Iterator[tuple[int, str]]:
    blobs = [match.span() for match in _BLOB.finditer(text)]
    for match in _WORD.finditer(text):
        word = match.group().strip("!")
        start = match.start() + match.group().index(word)
        letters = sum(sign.isalpha() for sign in word)
        address = "@" in word and _DOMAIN.match(text, match.end())
        if (
            _FEWEST <= letters < len(word)
            and not address
            and not _QUANTITY.fullmatch(word)
            and not _HANDLE.fullmatch(word)
            and not _within(blobs, start)
        ):
            yield start, word


def _within(blobs: list[tuple[int, int]], at: int) -> bool:
    after = bisect_right(blobs, at, key=lambda blob: blob[1])
    return after < len(blobs) and blobs[after][0] <= at


def _edit(start: int, word: str, read: str) -> Edit:
    return Edit(start, start + len(word), read, 1, 1)
