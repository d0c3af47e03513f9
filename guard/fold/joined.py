r"""Characters written apart, and addresses written out in words, read as people read them.

``4 1 1 1 - 1 1 1 1``, ``k.i.l.l``, ``jane [at] example [dot] org``. A run of single letters and digits is
closed up where most gaps near a place look alike; a gap that differs, as between two words, leaves
one sign behind. Digits need a longer run than letters, because columns of numbers look like
them, and a comma between digits makes a list. What only counts or spells the alphabet stays as it is.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from guard.fold.view import Edit

LETTERS = 4
"""Single letters in a row that are taken for a word written apart."""
DIGITS = 9
"""Single letters and digits in a row that are taken for a number written apart: no identifier is shorter."""
_NEAR = 8  # gaps on either side that say what the usual gap is

_GAP = "[ \\t.\\-_*|/,:;+@'\"()~=\u00b7\u2022]"
RUN = rf"(?:^|[^A-Za-z0-9])(?:[A-Za-z0-9]{_GAP}{{1,3}}){{{LETTERS - 1}}}[A-Za-z0-9](?:$|[^A-Za-z0-9])"
"""What every run holds, for RE2."""
_RUN = re.compile(
    rf"(?<![A-Za-z0-9])[A-Za-z0-9](?:{_GAP}{{1,3}}[A-Za-z0-9](?![A-Za-z0-9])){{{LETTERS - 1},}}"
)
_GAPS = re.compile(rf"{_GAP}+")
_ORDERED = ("0123456789", "9876543210", "abcdefghijklmnopqrstuvwxyz", "123456789")

_OPEN, _CLOSE = r"[ \t]{0,2}[(\[{<][ \t]?", r"[ \t]?[)\]}>][ \t]{0,2}"
_AT = rf"{_OPEN}(?:at|@){_CLOSE}|[ \t]{{1,2}}@[ \t]{{0,2}}|@[ \t]{{1,2}}|[ \t]{{1,2}}at[ \t]{{1,2}}|@"
_DOT = rf"{_OPEN}(?:dot|\.){_CLOSE}|[ \t]{{1,2}}dot[ \t]{{1,2}}|[ \t]\.[ \t]?|\.[ \t]|\."
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?"
SPELT = (
    r"(?i)[(\[{<][ \t]?(?:at|@|dot)[ \t]?[)\]}>]|[ \t]at[ \t]{1,2}[a-z0-9.\-]+[ \t]{1,2}dot[ \t]"
    r"|[a-z0-9][ \t]{1,2}@[ \t]{0,2}[a-z0-9]|[a-z0-9]@[ \t]{1,2}[a-z0-9]|@[a-z0-9\-]+(?:[ \t]\.|\.[ \t]|[ \t]dot[ \t])"
)
"""What every address written out holds, for RE2."""
_SPELT = re.compile(
    rf"(?<![A-Za-z0-9._%+-])[A-Za-z0-9_][A-Za-z0-9._%+-]{{0,63}}(?:(?:{_OPEN}dot{_CLOSE}|[ \t]dot[ \t])[A-Za-z0-9]{{1,32}}){{0,2}}"
    rf"(?P<at>{_AT})(?P<domain>{_LABEL}(?:(?:{_DOT}){_LABEL}){{1,3}})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_DOTS = re.compile(_DOT, re.IGNORECASE)
# A bare "at … dot …" is also English, so there the last label must be one that people spell out.
_TOP = frozenset(
    "ai app at au be biz br ca ch co com de dev dk edu es eu fi fr gov ie in info io it jp me mil net "
    "nl no nz org pl pt ru se tech uk us".split()
)
_NO_NAME = frozenset("a an any each every her his my our that the their this your".split())


def runs(text: str) -> Iterator[Edit]:
    """Give the gaps of characters written apart, and what is read there."""
    for run in _RUN.finditer(text):
        gaps = list(_GAPS.finditer(text, run.start(), run.end()))
        signs = "".join(sign for sign in run.group()[:64] if sign.isalnum()).lower()
        if any(sign.isdigit() for sign in signs[:DIGITS]) and len(gaps) + 1 < DIGITS:
            continue
        if len(gaps) < len(_ORDERED[2]) and any(signs in order for order in _ORDERED):
            continue
        found = [gap.group() for gap in gaps]
        for at, gap in enumerate(gaps):
            number = text[gap.start() - 1].isdigit() and text[gap.end()].isdigit()
            read = _read(gap.group(), found[max(0, at - _NEAR) : at + _NEAR + 1], number=number)
            if read != gap.group():
                yield Edit(*gap.span(), read)


def _read(gap: str, near: list[str], *, number: bool) -> str:
    """Give what is left of one gap: nothing if it is the usual one around here."""
    usual, count = Counter(near).most_common(1)[0]
    longest = max(sum(1 for _ in same) if value == usual else 0 for value, same in groupby(near))
    if count * 2 <= len(near) or longest < LETTERS - 1 or (number and "," in usual):
        return gap
    if gap == usual:
        return ""
    return "".join(sign for sign in gap if sign not in usual) or usual[0]


def spelt(text: str) -> Iterator[Edit]:
    """Give the signs of addresses written out in words, and what is read there."""
    for match in _SPELT.finditer(text):
        at, domain = match["at"], match["domain"]
        start = match.start("domain")
        dots = list(_DOTS.finditer(text, start, match.end()))
        if not _address(at, domain, [dot.group() for dot in dots]):
            continue
        first = (dot for dot in _DOTS.finditer(text, match.start(), match.start("at")) if dot.group() != ".")
        signs = [(match.span("at"), "@"), *((dot.span(), ".") for dot in (*first, *dots))]
        yield from (Edit(*span, sign) for span, sign in signs if text[slice(*span)] != sign)


def _address(at: str, domain: str, dots: list[str]) -> bool:
    """Tell whether what stands around a sign or a word for it can be nothing but an address."""
    labels = _DOTS.sub(".", domain).lower().split(".")
    known = labels[-1] in _TOP
    if at.strip().lower() == "at":
        return known and any(len(dot.strip()) > 1 for dot in dots) and _NO_NAME.isdisjoint(labels)
    # A stop with a space after it may end a sentence.
    return known or all(dot == "." or len(dot.strip()) > 1 for dot in dots)
