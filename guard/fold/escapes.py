r"""Escapes of single characters, read as what they stand for.

Percent-encoding, quoted-printable, HTML entities, and the escapes of JSON and C. An escape of an
escape (``%2540``, ``&amp;#64;``, ``\\\\u0040``) is read at once.
"""

import html
import html.entities
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from guard.fold.view import Edit

_NEAR = 76  # the longest line of quoted-printable

SIGNS = {
    "percent": r"%(?:u[0-9A-Fa-f]{2})?[0-9A-Fa-f]{2}",
    "quoted": r"=(?:[0-9A-F]{2}|\r?\n)",
    "entity": r"&(?:#|[A-Za-z][A-Za-z0-9]*;)",
    "escape": r"\\(?:u\{?[0-9A-Fa-f]|U000|x[0-9A-Fa-f]|[01][0-7]{2})",
}
"""What every escape of a kind holds, for RE2."""

_PERCENT = re.compile(r"%(?:25)*([0-9A-Fa-f]{2})")
_QUOTED = re.compile(r"=([0-9A-F]{2})")
_SOFT_BREAK = re.compile(r"(?<=[A-Za-z0-9.@])=\r?\n(?=[A-Za-z0-9.@=])")
_ENTITY = re.compile(r"&(?:amp;)*(?:(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});?|([A-Za-z][A-Za-z0-9]{1,31};))")
_COMMON_ENTITIES = frozenset(
    ("amp;", "lt;", "gt;", "quot;", "apos;", "nbsp;", "#38", "#39", "#34", "#60", "#62")
)
_UNICODE = re.compile(
    r"(?:(?<!\\)\\+|%)u(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{4}))|(?<!\\)\\+U([0-9A-Fa-f]{8})"
)
_BYTE = re.compile(r"(?<!\\)\\+x([0-9A-Fa-f]{2})")
_OCTAL = re.compile(r"(?<!\\)\\+([01][0-7]{2})")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def escapes(text: str, kinds: frozenset[str]) -> Iterator[Edit]:
    """Give the escapes of a text and what they are read as.

    Args:
        text: the text.
        kinds: those keys of `SIGNS` whose signs occur in it.
    """
    if "percent" in kinds:
        yield from _bytes(text, _PERCENT)
    if "quoted" in kinds:
        yield from _quoted(text)
    if "entity" in kinds:
        yield from _entities(text)
    if "escape" in kinds:
        yield from _bytes(text, _BYTE)
        yield from _bytes(text, _OCTAL, 8)
    if "escape" in kinds or ("percent" in kinds and "%u" in text):
        yield from _units(text)


def _readable(sign: str) -> bool:
    """Tell whether a character may stand in a text: printable, a space, or invisible by its nature."""
    return sign.isprintable() or sign in "\t\n\r" or unicodedata.category(sign) in ("Cf", "Zs")


def _bytes(text: str, pattern: "re.Pattern[str]", base: int = 16) -> Iterator[Edit]:
    """Read escapes of bytes: those in a row that are UTF-8 together are one character."""
    tokens = [(*match.span(), int(match[1], base)) for match in pattern.finditer(text)]
    return _characters(tokens)


def _characters(tokens: Sequence[tuple[int, int, int]]) -> Iterator[Edit]:
    """Read bytes, each with where it is written, as UTF-8 characters."""
    at = 0
    while at < len(tokens):
        start, _, lead = tokens[at]
        size = 1 if lead < 0x80 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4  # noqa: PLR2004  # RFC 3629
        group = tokens[at : at + size]
        apart = any(one[1] != other[0] for one, other in pairwise(group))
        try:
            sign = "" if apart else bytes(value for *_, value in group).decode()
        except UnicodeDecodeError:
            sign = ""
        if sign and _readable(sign):
            yield Edit(start, group[-1][1], sign)
            at += size
        else:
            at += 1


def _quoted(text: str) -> Iterator[Edit]:
    """Read quoted-printable: one escape alone only if it is a sign inside a word, as in ``jane=40example``."""
    yield from (Edit(*match.span(), "") for match in _SOFT_BREAK.finditer(text))
    matches = list(_QUOTED.finditer(text))
    tokens = []
    for at, match in enumerate(matches):
        start, end = match.span()
        value = int(match[1], 16)
        near = (at and start - matches[at - 1].end() <= _NEAR) or (
            at + 1 < len(matches) and matches[at + 1].start() - end <= _NEAR
        )
        after = text[end : end + 1]
        inside = text[start - 1 : start].isalnum() and after.isalpha()
        row = at and start == matches[at - 1].end()
        if (near and (row or after == "=" or after.isalnum())) or (inside and _sign(chr(value))):
            tokens.append((start, end, value))
    yield from _characters(tokens)


def _sign(sign: str) -> bool:
    return sign.isprintable() and not sign.isalnum()


def _entities(text: str) -> Iterator[Edit]:
    """Read HTML entities but for those that every page is full of."""
    for match in _ENTITY.finditer(text):
        name = match[1] or match[2]
        if name in _COMMON_ENTITIES or (match[2] and name not in html.entities.html5):
            continue
        read = html.unescape(f"&{name.rstrip(';')};")
        if read not in ("", "\ufffd") and all(map(_readable, read)):
            yield Edit(*match.span(), read)


def _units(text: str) -> Iterator[Edit]:
    r"""Read ``\uXXXX`` and its like; the two halves of a character beyond the first 65,536 make one."""
    units = [(*match.span(), match[1] or match[2] or match[3]) for match in _UNICODE.finditer(text)]
    at = 0
    while at < len(units):
        start, end, code = units[at]
        at += 1
        sign = _character(code)
        if (
            at < len(units)
            and units[at][0] == end
            and _PAIR.fullmatch(pair := sign + _character(units[at][2]))
        ):
            sign = pair.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
            end = units[at][1]
            at += 1
        if sign and _readable(sign):
            yield Edit(start, end, sign)


def _character(code: str) -> str:
    """Give the character of a code in hexadecimal, "" if there is none."""
    return chr(int(code, 16)) if int(code, 16) <= sys.maxunicode else ""
