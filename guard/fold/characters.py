"""Characters that look like others, or like nothing, read as what they look like.

Compatibility forms (NFKC), digits of every script, letters drawn small or in boxes, invisible characters.
What honest text is full of stays: accents, joiners in the scripts and emoji that need them, typographic
signs, the punctuation of Chinese and Japanese.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache

from guard.fold.alike import LOOKALIKES
from guard.fold.view import Edit

CONTROL = r"[\x00-\x08\x0e-\x1b\x7f]"
"""Control characters that no text needs, for RE2."""


class _Kind(Enum):
    """What a character calls for."""

    QUIET = 0
    READ = 1  # as another
    SMALL = 2  # superior and inferior digits: read as digits beside each other
    INVISIBLE = 3
    JOINER = 4  # invisible, but part of some scripts and of emoji
    MARK = 5


_JOINERS = frozenset("\u200c\u200d\u200e\u200f\u061c\ufe0e\ufe0f")
_NOTHING = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_INVISIBLE = re.compile(f"[{_NOTHING}]")
_UNSEEN = re.compile(f"[{_NOTHING}{''.join(sorted(_JOINERS))}]+")
_LAST_UNSEEN = re.compile(f"{_UNSEEN.pattern}$")
_MANY = 64  # invisible characters in a row that belong to no honest text
# Scripts that write no spaces and mark where words end with U+200B.
_BREAKS_WORDS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_FLAG = "\U0001f3f4"  # tag characters after it name a region
_TAGS = re.compile("[\U000e0020-\U000e007e]{2,}")
_TAG = 0xE0000
_TAG_SIGNS = "".join(map(chr, range(_TAG + 0x20, _TAG + 0x80)))
_MARK = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f\uff9e\uff9f]"
)
_MARKS = 32  # of one letter that are composed; to sort more of them takes too long
_AFTER_LATIN = "\u0250"
_FULL_MARKS = "\uff01\uff02\uff07\uff08\uff09\uff0c\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b\uff5d\uff5e"
# Signs of typography, and the vowels of Thai and Lao that are written as two.
_TYPOGRAPHIC = "\u00aa\u00b5\u00ba\u00bc\u00bd\u00be\u2025\u2026\u2033\u2034\u2103\u2109\u2116\u2120\u2122\u2126\u0e33\u0eb3"
_STOPS = "\u2011\uff61"
_JAMO = re.compile("[\u3130-\u318f]")
_LONGEST = 4  # code points one may be read as

# Letters and signs of European text; the rest is looked at one by one.
_COMMON = frozenset(
    (
        *map(chr, (*range(0x20, 0x7F), *range(0xC0, 0x180))),
        *"\t\n\r\x0b\x0c\u2018\u2019\u201c\u201d\xab\xbb\u20ac\xa3\xa7\xb0\xa9\xae",
    )
) - frozenset("\u0131\u0132\u0133\u0138\u013f\u0140\u0149\u017f")

# Letters drawn small or in boxes, which no decomposition leads back to ASCII.
_DRAWN = dict(
    zip(
        "\u1d00\u0299\u1d04\u1d05\u1d07\ua730\u0262\u029c\u026a\u1d0a\u1d0b\u029f\u1d0d\u0274\u1d0f\u1d18\ua7af\u0280\ua731\u1d1b\u1d1c\u1d20\u1d21\u028f\u1d22",
        "abcdefghijklmnopqrstuvwyz",
        strict=True,
    )
)
_DRAWN |= {chr(first + at): chr(ord("A") + at) for first in (0x1F150, 0x1F170) for at in range(26)}


@lru_cache(maxsize=1 << 14)
def _plan(sign: str) -> tuple[_Kind, str]:  # noqa: PLR0911  # one return for each kind
    """Give the kind of a character, and what it is read as."""
    if sign in _COMMON:
        return _Kind.QUIET, sign
    if sign in _JOINERS:
        return _Kind.JOINER, ""
    if _INVISIBLE.match(sign):
        return _Kind.INVISIBLE, ""
    if _MARK.match(sign):
        return _Kind.MARK, sign
    if sign in _DRAWN:
        return _Kind.READ, _DRAWN[sign]
    if sign in LOOKALIKES or sign in _STOPS:
        return _Kind.QUIET, sign  # what is read of these depends on what stands beside them
    read = unicodedata.normalize("NFKC", sign)
    digit = unicodedata.digit(sign, None)
    if digit is not None and not sign.isascii():
        small = unicodedata.decomposition(sign).startswith(("<super>", "<sub>"))
        return (_Kind.SMALL if small else _Kind.READ), str(digit)
    quiet = sign in _FULL_MARKS + _TYPOGRAPHIC or _JAMO.match(sign) or read[0] == " "
    if quiet or read == sign or len(read) > _LONGEST:
        return _Kind.QUIET, sign
    return _Kind.READ, read


def odd(text: str) -> frozenset[str]:
    """Give the characters of a text that may have to be read as others."""
    return frozenset(sign for sign in set(text) - _COMMON if _plan(sign)[0] is not _Kind.QUIET)


def plain(text: str, signs: frozenset[str]) -> Iterator[Edit]:
    """Give what is read otherwise for what it is alone: forms, digits, marks, invisible characters.

    Args:
        text: the text.
        signs: its odd characters.
    """
    if not signs:
        return
    done = 0
    for at in [at for at, sign in enumerate(text) if sign in signs]:
        if at < done:
            continue
        kind, read = _plan(text[at])
        if kind is _Kind.MARK:
            edit = _marked(text, at, done)
        elif kind is _Kind.READ and not _has_marks(text, at + 1):
            edit = Edit(at, at + 1, read, *((1, 1) if len(read) == 1 else (0, 0)))
        elif kind is _Kind.SMALL and (_digit(text, at - 1) or _digit(text, at + 1)):
            edit = Edit(at, at + 1, read, 1, 1)
        elif kind in (_Kind.INVISIBLE, _Kind.JOINER):
            run = _UNSEEN.match(text, at)
            done = at + 1 if run is None else run.end()
            yield from _unseen(text, at, done)
            continue
        else:
            continue
        if edit is not None:
            done = edit.end
            yield edit


def _has_marks(text: str, at: int) -> bool:
    return at < len(text) and _MARK.match(text, at) is not None


def _digit(text: str, at: int) -> bool:
    return 0 <= at < len(text) and _plan(text[at])[0] is _Kind.SMALL


def _marked(text: str, at: int, done: int) -> Edit | None:
    """Compose a letter with its marks; those that make no letter with a Latin one are decoration."""
    end = at + 1
    while end < len(text) and _MARK.match(text, end):
        end += 1
    if at == done:
        # What was removed just before parted them from their letter.
        unseen = _LAST_UNSEEN.search(text, max(0, at - _MANY), at)
        before = text[unseen.start() - 1 : unseen.start()] if unseen else ""
        return Edit(at, end, "") if before.isalnum() and before < _AFTER_LATIN else None
    kept = min(end, at + _MARKS)
    read = unicodedata.normalize("NFKC", text[at - 1 : kept]) + text[kept:end]
    if read[0] < _AFTER_LATIN:
        read = read[0]
    return Edit(at - 1, end, read) if read != text[at - 1 : end] else None


def _unseen(text: str, at: int, end: int) -> Iterator[Edit]:
    """Remove a run of invisible characters but for those that belong where they stand."""
    before, after = text[max(0, at - 1) : at], text[end : end + 1]
    kept = "" if end - at > _MANY else _kept(before, after)
    start = at
    for here in range(at, end + 1):
        if here == end or text[here] in kept:
            if start < here:
                yield Edit(start, here, "")
            start = here + 1


def _kept(before: str, after: str) -> str:
    """Give the invisible characters that have a purpose between two others."""
    kept = ""
    if _needs_joiners(before):
        kept += "\ufe0e\ufe0f"
    if _needs_joiners(before) or _needs_joiners(after):
        kept += "\u200c\u200d\u200e\u200f\u061c"
    if _BREAKS_WORDS.match(before) or _BREAKS_WORDS.match(after):
        kept += "\u200b"
    return kept + _TAG_SIGNS if before == _FLAG else kept


def _needs_joiners(sign: str) -> bool:
    known = sign.isascii() or sign.isspace() or (sign < "\u0530" and sign.isalnum())
    return not known and not _plan(sign)[1].isascii()


def hidden(text: str, signs: frozenset[str]) -> Iterator[Edit]:
    """Give the text that tag characters spell, which nobody sees and every model reads.

    Args:
        text: the text.
        signs: its odd characters.
    """
    if signs.isdisjoint(_TAG_SIGNS):
        return
    for run in _TAGS.finditer(text):
        if text[run.start() - 1 : run.start()] != _FLAG:
            start, end = run.span()
            spelt = "".join(chr(ord(sign) - _TAG) for sign in run.group())
            # It is no part of the words around it.
            yield Edit(start, start + 1, "\n" + spelt[0])
            yield Edit(start + 1, end - 1, spelt[1:-1], 1, 1)
            yield Edit(end - 1, end, spelt[-1] + "\n")
