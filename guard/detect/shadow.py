r"""A text as RE2 sees it, and as the gate sees it.

RE2 sees a text as its shadow: one byte per code point, so offsets are the same. ASCII stands for
itself; of other code points a decimal digit becomes its ASCII digit, a letter or other word
character ``_``, white space ``\f``, everything else ``\x80``. Thus ``\b \d \w \s``, which RE2 knows for
ASCII only, mean on the shadow what ``regex`` means by them on the text.

The gate sees still less: all digits are ``0``, and letters are small, or all are ``a``. Texts then
look alike to it and its automaton stays small.
"""

import re
import unicodedata
from enum import Enum

import regex

ASCII = 0x80
"""The first code point that is not ASCII."""
_WORD, _SPACE, _OTHER = ord("_"), ord("\f"), 0x80
_REMEMBERED = 0xFFFF
"""Code points up to which their bytes are kept; a text of all the others must not fill the memory."""
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_WORDS = regex.compile(r"\w")
_SPACES = regex.compile(r"\s")

BEHIND = {byte: chr(byte) for byte in range(ASCII)} | {_OTHER: "\u2014\u200b\U0001f600\x80"}
"""Code points that stand behind each byte, some of each kind: a class is asked for each of them."""
BEHIND |= {ord(str(digit)): f"{digit}{chr(0x660 + digit)}" for digit in range(10)}
BEHIND |= {_WORD: "_\xe9\u4e2d\u216b\u0301", _SPACE: "\f\xa0\u2028\x85"}
# What case folding takes for an ASCII letter.
BEHIND |= {ord("k"): "k\u212a", ord("s"): "s\u017f", ord("i"): "i\u0131\u0130"}
FOLDED = {sign: byte for byte in (ord("k"), ord("s"), ord("i")) for sign in BEHIND[byte][1:]}
"""The byte of each code point beyond ASCII that case folding takes for an ASCII letter."""


def byte(sign: str) -> int:
    """Give the byte that stands for a code point."""
    if ord(sign) < ASCII:
        return ord(sign)
    if sign in FOLDED:
        return FOLDED[sign]
    if sign.isdecimal():
        return ord(str(unicodedata.decimal(sign)))
    if _WORDS.match(sign):
        return _WORD
    return _SPACE if _SPACES.match(sign) else _OTHER


class _Bytes(dict[int, int]):
    """The byte of each code point, worked out when first asked for."""

    def __missing__(self, code: int) -> int:
        found = byte(chr(code))
        if code <= _REMEMBERED:
            self[code] = found
        return found


_BYTES = _Bytes()


def shadow(text: str) -> bytes:
    """Give the text as RE2 sees it: as many bytes as the text has code points."""
    if text.isascii():
        return text.encode("ascii")
    return _NOT_ASCII.sub(lambda run: run.group().translate(_BYTES), text).encode("latin-1")


_SMALL = bytes(range(256)).lower().translate(bytes.maketrans(b"123456789", b"0" * 9))
_BARE = _SMALL.translate(bytes.maketrans(b"bcdefghijklmnopqrstuvwxyz_", b"a" * 26))


class Shade(Enum):
    """How much the gate sees of a shadow."""

    SMALL = _SMALL
    """Digits are ``0``, letters small."""
    BARE = _BARE
    """Digits are ``0``, letters and other word characters ``a``."""
    FULL = bytes(range(256))
    """The shadow itself."""

    def of(self, shadowed: bytes) -> bytes:
        """Give the shadow as it looks in this shade."""
        return shadowed.translate(self.value)
