"""Characters that are read otherwise because of what stands beside them.

Letters that look like ASCII ones (Unicode's confusables, single characters only) are read so inside or among
ASCII words: whole words of Russian or Greek are what they seem. Dashes, dots and spaces of other
kinds are read as ASCII ones between groups of digits: alone they are typography.
https://www.unicode.org/reports/tr39/
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from importlib.resources import files

from guard.fold.view import Edit

_SIGNS = frozenset("\xd7")  # multiplies
_FLAG_A = 0x1F1E6  # letters in boxes, of which two make a flag

_SPACE = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_DASH = "\u2010-\u2015\u2043\u2212\u2500\u30fc"
_DOT = "\u00b7\u2022\u2219\u22c5\u2027\u30fb\u3002\uff61"
# Every pattern begins with the sign it looks for: then nothing else costs anything.
_SPACES = re.compile(f"[{_SPACE}](?:(?<=[0-9].)(?=[0-9A-Z])|(?<=[A-Z].)(?=[0-9]))")
_STOPS = re.compile("[\u3002\uff61](?<=[A-Za-z0-9].)(?=[A-Za-z0-9])")


def _grouped(sign: str, plain: str) -> "re.Pattern[str]":
    """Find a sign between digits, if another such sign is a group of digits away: one alone may mean "to"."""
    before = "|".join(f"(?<=[0-9][{sign}{plain}][0-9]{{{count}}}.)" for count in range(1, 7))
    return re.compile(f"[{sign}](?:(?<=[0-9].)(?=[0-9]{{1,6}}[{sign}{plain}][0-9])|(?:{before})(?=[0-9]))")


_DASHES = _grouped(_DASH, "\\-")
_DOTS = _grouped(_DOT, ".")


def _lookalikes() -> dict[str, str]:
    """Read Unicode's table: the single characters, stable under NFKC, that look like an ASCII letter or digit."""
    table = json.loads((files("confusable_homoglyphs") / "confusables.json").read_text("utf-8"))
    found: dict[str, str] = {}
    for read in table:
        if len(read) == 1 and read.isascii() and read.isalnum():
            for entry in table[read]:
                sign = entry["c"]
                if len(sign) == 1 and not sign.isascii() and unicodedata.normalize("NFKC", sign) == sign:
                    found[sign] = "I" if read == "l" and sign.isupper() else read
    found |= dict(
        zip("\u043a\u043c\u0442\u04cf\u03ba\u0138\u03c4\u03b5\u03b7\u03c9", "kmtlkktenw", strict=True)
    )
    found |= {chr(_FLAG_A + at): chr(ord("A") + at) for at in range(26)}
    return {
        sign: read
        for sign, read in found.items()
        if sign not in _SIGNS and unicodedata.digit(sign, None) is None
    }


LOOKALIKES = _lookalikes()
_READ_AS = str.maketrans(LOOKALIKES)
_AS_DIGIT = str.maketrans("OolIi", "00111")
_CLASS = f"[{''.join(sorted(LOOKALIKES))}]"
_LETTER = f"[{''.join(sign for sign in sorted(LOOKALIKES) if sign.isalpha())}]"
_APART = "[^\\w\\-]"
_RUN = 64  # look-alikes in a row; more is no disguise
_ASCII = "[A-Za-z0-9@]"
_BESIDE = re.compile(
    f"{_CLASS}(?:(?<!{_CLASS}{_CLASS}){_CLASS}{{0,{_RUN - 1}}}(?=[._]?{_ASCII})"
    f"|(?:(?<={_ASCII}{_CLASS})|(?<={_ASCII}[._]{_CLASS})){_CLASS}{{0,{_RUN - 1}}}(?!{_CLASS}))"
)
_AMONG = re.compile(
    f"{_LETTER}(?:(?<=[A-Za-z]{_APART}.)|(?<=[A-Za-z]{_APART}{_APART}.)|(?<=\\A.))"
    f"{_LETTER}{{0,{_RUN}}}(?: {_LETTER}{{1,{_RUN}}}){{0,3}}"
    f"(?={_APART}{{1,3}}[A-Za-z]|{_APART}{{0,2}}\\Z)"
)
_SIDE = re.compile(_ASCII)
_WORD = re.compile("[A-Za-z@]+")
_SYMBOLS = frozenset(
    "\u03b1\u03b3\u03b5\u03b7\u03b9\u03ba\u03bd\u03c1\u03c3\u03c4\u03c5\u03c7\u03c9\u237a\u2373\u2374"
)  # Greek of formulas
_FEWEST = 2

_NO_WORD = "[^\\pL\\pN_\\-]"
SIGNS = {
    "between": f"[0-9A-Z][{_SPACE}{_DASH}{_DOT}][0-9A-Z]|[A-Za-z0-9][\u3002\uff61][A-Za-z0-9]",
    "beside": f"{_CLASS}[._]?{_ASCII}|{_ASCII}[._]?{_CLASS}",
    "among": f"(?:^|[A-Za-z]{_NO_WORD}{{1,2}}){_LETTER}+(?: {_LETTER}+)*(?:{_NO_WORD}{{1,3}}[A-Za-z]|{_NO_WORD}{{0,2}}$)",
}
"""What every text holds in which something is read so, for RE2."""


def beside(text: str, kinds: frozenset[str]) -> Iterator[Edit]:
    """Give what is read otherwise in groups of digits and in ASCII words.

    Args:
        text: the text, its characters already read for what they are alone.
        kinds: those keys of `SIGNS` whose signs occur in it.
    """
    if "between" in kinds:
        for pattern, sign in ((_SPACES, " "), (_DASHES, "-"), (_STOPS, "."), (_DOTS, ".")):
            for match in pattern.finditer(text):
                yield Edit(*match.span(), sign, 1, 1)
    if "beside" in kinds:
        for match in _BESIDE.finditer(text):
            start, end = match.span()
            if _disguise(text, start, end):
                yield Edit(start, end, _read(text, start, end), 1, 1)


def among(text: str) -> Iterator[Edit]:
    """Give the words of nothing but look-alikes that stand among ASCII words, and what is read there."""
    for match in _AMONG.finditer(text):
        start, end = match.span()
        close = text[max(0, start - 3) : start] + text[end : end + 4]
        if end - start - match.group().count(" ") >= _FEWEST and _WORD.search(close):
            yield Edit(start, end, match.group().translate(_READ_AS), 1, 1)


def _disguise(text: str, start: int, end: int) -> bool:
    """Tell whether look-alikes are part of an ASCII word, not a unit after a number or a symbol of mathematics."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if end - start == 1:
        both = bool(_SIDE.match(before[-1:]) and _SIDE.match(after[:1]))
        if text[start] in _SYMBOLS:
            return both or any(len(side) == _FEWEST and _WORD.fullmatch(side) for side in (before, after))
        return both or bool(_WORD.match(before[-1:]) or _WORD.match(after[:1]))
    return text[start:end].translate(_READ_AS).isupper() or any(map(_WORD.search, (before, after)))


def _read(text: str, start: int, end: int) -> str:
    read = text[start:end].translate(_READ_AS)
    close = text[max(0, start - 1) : start] + text[end : end + 1]
    among_digits = any("0" <= side <= "9" for side in close) and not any(side.isalpha() for side in close)
    return read.translate(_AS_DIGIT) if among_digits else read
