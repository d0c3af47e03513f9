"""Runs of hexadecimal and base64, read as the text they encode; other bytes are left alone.

Base64 is read in either alphabet, with or without padding, and from whichever character it begins at if
something is put before it. A reading knows the two digits of a byte, or the group of four.
https://www.rfc-editor.org/rfc/rfc4648
"""

import binascii
import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guard.fold.view import Edit

LONGEST = 1 << 20
"""Characters of one run that are decoded; more are decoded only up to here, and that is told."""
MOST = 20_000
"""Runs that are read in one text; if there are more, that is told."""
_SHIFTED = 4096  # a run that long is tried from each place a group of four may begin
_OTHER_SCRIPT = 24  # characters of base64 of the shortest text without ASCII; in one case it is none
_FEWEST = {1: 8, 3: 12}  # bytes of text in the shortest run, by the bytes of a group
_AMONG_BYTES = 16  # letters and signs in a row that are no accident among other bytes
_MOSTLY = 0.85
_OTHER = "\n"  # what bytes that are no text are read as
_APART = 3  # characters of a byte in hexadecimal, with the one that parts it from the next

_B64 = "[A-Za-z0-9+/_-]"
_PRINTED = (*b"\t\n\r", *range(0x20, 0x7F))
_CONTROLS = bytes(set(range(0x20)) - set(_PRINTED)) + b"\x7f"
_ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-/"  # "-" for "+" as well


def _group() -> str:
    """Give a pattern for three printed ASCII characters in base64: one group in eleven is such by chance."""
    first = {byte >> 2 for byte in _PRINTED}
    second = {(one & 3) << 4 | other >> 4 for one in _PRINTED for other in _PRINTED}
    third = {(one & 15) << 2 | other >> 6 for one in _PRINTED for other in _PRINTED}
    return (
        "".join(f"[{''.join(_ALPHABET[at] for at in sorted(some))}]" for some in (first, second, third))
        + _B64
    )


_PAIR = "(?:[2-7][0-9A-Fa-f]|0[9AaDd])"
_WIDE_PAIR = "(?:[C-Fc-f][0-9A-Fa-f](?:[89ABab][0-9A-Fa-f]){1,3})"
SIGNS = {
    "apart": rf"(?:^|[^A-Za-z0-9]){_PAIR}(?:[ :,-]{_PAIR}){{7}}",
    "hex": r"(?:^|[^A-Za-z0-9]|0[xX])[0-9A-Fa-f]{16}",
    "run": rf"(?:^|[^A-Za-z0-9+/_-]){_B64}{{16}}",
}
"""What every run of a kind holds, for RE2."""

_HEX = re.compile(r"(?<![A-Za-z0-9])(?:0[xX])?((?:[0-9A-Fa-f]{2}){8,})(?![A-Za-z0-9])")
_SPACED = re.compile(r"(?<![A-Za-z0-9])(?:[0-9A-Fa-f]{2}[ :,-]){7,}[0-9A-Fa-f]{2}(?![A-Za-z0-9])")
_BETWEEN = re.compile("[ :,-]")
_BASE64 = re.compile(rf"{_B64}{{16,}}={{0,2}}")
_WRAPPED = re.compile(rf"\n(?<={_B64}{{60}}\n)(?={_B64})|\r\n(?<={_B64}{{60}}\r\n)(?={_B64})")
# Most of what is merely long, ids, paths and hashes, holds none of these.
_PRINTED_HEX = re.compile(f"(?:{_PAIR}|{_WIDE_PAIR}){{8}}")
_PRINTED_BASE64 = re.compile(f"(?:{_group()}){{4}}")
_URL_SAFE = str.maketrans("-_", "+/")
_TEXT = re.compile(  # UTF-8 (RFC 3629, section 4), of ASCII only what is printed
    rb"(?:[\t\n\r\x20-\x7e]|[\xc2-\xdf][\x80-\xbf]"
    rb"|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+"
)
_ASCII_TEXT = re.compile(rb"[\t\n\r\x20-\x7e]{%d,}" % _AMONG_BYTES)


def unwrapped(text: str) -> Iterator[Edit]:
    """Give the line ends inside base64 that was broken into lines."""
    return (Edit(*match.span(), "") for match in _WRAPPED.finditer(text))


def runs(text: str, kinds: frozenset[str]) -> tuple[list[Edit], bool]:
    """Give the runs of a text and what they are read as, and tell whether some of it is too much to read.

    Args:
        text: the text.
        kinds: those keys of `SIGNS` whose signs occur in it.
    """
    edits: list[Edit] = []
    read = 0
    truncated = False
    for ways in _candidates(text, kinds):
        run, found = next(((run, found) for run in ways if (found := _text_of(run))), (None, []))
        if run is None:
            continue
        if read == MOST:
            return edits, True
        read += 1
        edits += found
        truncated |= run.cut
    return edits, truncated


@dataclass(frozen=True, slots=True)
class _Run:
    """Bytes, of which each ``size`` are written with ``width`` characters from ``start`` to ``end``.

    ``before`` characters before them are read with them, and ``cut`` says that there is more.
    """

    data: bytes
    start: int
    end: int
    size: int
    width: int
    before: int = 0
    cut: bool = False

    def where(self, start: int, end: int) -> tuple[int, int]:
        """Give where bytes are written; the end of a run belongs to its last byte, padding and all."""
        low = self.start + start // self.size * self.width
        high = self.start + -(-end // self.size) * self.width
        return low, self.end if end == len(self.data) else high


def _candidates(text: str, kinds: frozenset[str]) -> Iterator[Iterable[_Run]]:
    """Give the runs that may be encoded, each in every way it may be read."""
    if "apart" in kinds:
        for match in _SPACED.finditer(text):
            yield [_digits(match.group(), match.start(), _APART)]
    if "hex" in kinds:
        for match in _HEX.finditer(text):
            if _PRINTED_HEX.search(match[1]):
                yield [_digits(match[1], match.start(1), 2)]
    if "run" in kinds:
        for match in _BASE64.finditer(text):
            written = match.group().rstrip("=")
            if _PRINTED_BASE64.search(written):
                yield _shifted(written, match, range(4 if len(written) <= _SHIFTED else 1))
            elif len(written) >= _OTHER_SCRIPT and not (written.islower() or written.isupper()):
                yield _shifted(written, match, range(1))


def _digits(written: str, start: int, width: int) -> _Run:
    """Give a run of hexadecimal."""
    some = written[: LONGEST * width]
    data = bytes.fromhex(_BETWEEN.sub("", some))
    return _Run(data, start, start + len(some), 1, width, cut=len(some) < len(written))


def _shifted(written: str, match: "re.Match[str]", places: Iterable[int]) -> Iterator[_Run]:
    """Give a run of base64 as read from some places on."""
    signs = written[:LONGEST].translate(_URL_SAFE).encode()
    cut = len(written) > LONGEST
    end = match.start() + LONGEST if cut else match.end()
    for first in places:
        some = signs[first:]
        some = some[: len(some) - (len(some) % 4 == 1)]
        data = binascii.a2b_base64(some + b"=" * (-len(some) % 4))
        yield _Run(data, match.start() + first, end, 3, 4, first, cut)


def _text_of(run: _Run) -> list[Edit]:
    """Read the text among the bytes of a run: nearly all of them, or stretches that are no accident."""
    size = len(run.data)
    bad = (
        size - len(run.data.translate(None, _CONTROLS)) + run.data.decode("utf-8", "replace").count("\ufffd")
    )
    whole = size >= _FEWEST[run.size] and bad <= (1 - _MOSTLY) * size
    stretches = [match.span() for match in (_TEXT if whole else _ASCII_TEXT).finditer(run.data)]
    if not stretches:
        return []
    edits = [Edit(run.start - run.before, run.start, _OTHER)] if run.before else []
    if stretches == [(0, len(run.data))] and run.data.isascii() and run.width != _APART:
        edits.append(Edit(run.start, run.end, run.data.decode(), run.size, run.width))
    else:
        edits += _placed(run, _characters(run.data, stretches))
    return edits


def _characters(data: bytes, stretches: Iterable[tuple[int, int]]) -> Iterator[tuple[str, int, int]]:
    """Give every character and the bytes it comes from; bytes that are no text part what is."""
    done = 0
    for start, end in stretches:
        if done < start:
            yield _OTHER, done, start
        done = start
        for sign in data[start:end].decode():
            size = len(sign.encode())
            yield sign, done, done + size
            done += size
    if done < len(data):
        yield _OTHER, done, len(data)


def _placed(run: _Run, characters: Iterable[tuple[str, int, int]]) -> Iterator[Edit]:
    """Place characters; those that share a group of characters of the run are placed together."""
    part = int(run.width == _APART)  # what parts two bytes belongs to neither
    low = high = run.start
    together = ""
    for sign, start, end in characters:
        begin, close = run.where(start, end)
        if begin >= high and together:
            yield Edit(low, high - part, together)
            if part:
                yield Edit(high - part, high, "")
            low, together = begin, ""
        together, high = together + sign, close
    yield Edit(low, high, together)
