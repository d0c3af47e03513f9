r"""Phrases of the lexicon, compiled to RE2.

A phrase is a sequence of words; upper and lower case are the same, and between two words stands
any run of spaces, commas, quotes, dashes and the like, but no full stop.

    word            that word; ``'`` also matches a curly or a missing apostrophe,
                    ``-`` a space, a hyphen or nothing
    word*           a word that begins so; a lone ``*`` is any word
    {a|b c|d}       one of these
    [a|b c]         one of these, or nothing
    <name>          one of the entries of the class ``name``
    ...             up to three words; ``...7`` up to seven; never across a sentence end
    ^phrase phrase$ the phrase opens, or closes, a sentence

Parts written without a space between them form one word: ``kill{ed|ing}``.

>>> import re2
>>> re2.compile(combine([compile_phrase("{make|build} ... cake[s]", {})])).search(plain("Make me a CAKE!"))[1]
'make me a cake'
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from guard.errors import ConfigError

BETWEEN = r"\s,;:'\"()*/\-"
SEPARATOR = f"[{BETWEEN}]+"
IN_WORD = f"[^{BETWEEN}.!?]"
NEVER = r"[^\x00-\x{10FFFF}]"
NOT_WORD = r"[^\pL\pM\pN_]"
OPENING = r"(?:^|[.!?:;\n\"'>*#(-]\s*)"
CLOSING = r"\s*(?:$|[.!?;,:\n\"'<*)-])"

_PLAIN = str.maketrans(
    dict.fromkeys([0x00A0, *range(0x2000, 0x200C), 0x202F, 0x3000], " ")
    | dict.fromkeys("’‘´", "'")  # noqa: RUF001  # the quotes and dashes that people type
    | dict.fromkeys("“”„«»", '"')
    | dict.fromkeys("–—", "-")  # noqa: RUF001
    | {"…": "."}
)
_TOKEN = re.compile(r"\.\.\.\d*|<\w+>|[{\[|\]}]|\s+|\*|'|-|[^\W_]+|.")
_CLOSER = {"{": "}", "[": "]"}
_DEFAULT_GAP = 3


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled phrase: its pattern without boundaries, and which sentence ends it is tied to."""

    pattern: str
    opens: bool = False
    closes: bool = False


class _Item(NamedTuple):
    """One word of a sequence, or a gap (which brings its separators along)."""

    pattern: str
    optional: bool = False
    gap: bool = False


def plain(text: str) -> str:
    """Lower the case of ``text`` and write its quotes, dashes and blanks in ASCII.

    No character moves: what has no lower case of one character stays as it is. Patterns become
    several times smaller than with case folding and all those characters in each of them.
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(small if len(small := char.lower()) == 1 else char for char in text)
    return lowered if lowered.isascii() else lowered.translate(_PLAIN)


def compile_phrase(phrase: str, classes: Mapping[str, str]) -> Phrase:
    """Compile one phrase.

    Args:
        phrase: the phrase in the syntax above.
        classes: the compiled pattern of each class by name.

    Raises:
        ConfigError: if the phrase is malformed or could match nothing.
    """
    opens, closes = phrase.startswith("^"), phrase.endswith("$")
    tokens = _TOKEN.findall(phrase[opens : len(phrase) - closes].strip())
    pattern, rest = _sequence(tokens, 0, classes)
    if rest != len(tokens):
        raise ConfigError(f"unexpected `{tokens[rest]}`")
    return Phrase(pattern, opens, closes)


def combine(phrases: Iterable[Phrase]) -> str:
    """Build one pattern that finds any of ``phrases`` in `plain` text, between word boundaries of any script.

    The one group that took part in a match is the phrase; the match itself includes a boundary
    character on either side, since RE2 cannot look around.
    """
    blocks: dict[tuple[bool, bool], list[str]] = {}
    for phrase in phrases:
        blocks.setdefault((phrase.opens, phrase.closes), []).append(phrase.pattern)
    if not blocks:
        return NEVER
    return "|".join(
        (OPENING if opens else f"(?:^|{NOT_WORD})")
        + f"({'|'.join(patterns)})"
        + (CLOSING if closes else f"(?:$|{NOT_WORD})")
        for (opens, closes), patterns in sorted(blocks.items())
    )


def _sequence(tokens: list[str], at: int, classes: Mapping[str, str]) -> tuple[str, int]:
    """Read items up to a ``|`` or a closing bracket; return their pattern and where it stopped."""
    items: list[_Item] = []
    while at < len(tokens) and tokens[at] not in "|]}":
        if tokens[at].isspace():
            at += 1
            continue
        item, at = _item(tokens, at, classes)
        items.append(item)
    return _join(items), at


def _item(tokens: list[str], at: int, classes: Mapping[str, str]) -> tuple[_Item, int]:
    """Read parts up to the next space: they form one word."""
    pattern = ""
    optional = True
    while at < len(tokens) and tokens[at] not in "|]}" and not tokens[at].isspace():
        mark = tokens[at]
        if mark.startswith("..."):
            if pattern:
                raise ConfigError("a gap stands alone, between spaces")
            limit = int(mark[3:] or _DEFAULT_GAP)
            return _Item(f"(?:{SEPARATOR}{IN_WORD}+){{0,{limit}}}", gap=True), at + 1
        if mark in _CLOSER:
            part, at = _alternatives(tokens, at, classes)
        else:
            part, at = _part(mark, classes), at + 1
        alone = not pattern and (at == len(tokens) or tokens[at] in "|]}" or tokens[at].isspace())
        if alone and mark == "*":
            return _Item(f"{IN_WORD}+"), at
        pattern += part + "?" if mark == "[" and not alone else part
        optional &= mark in "[*-'"
    return _Item(pattern, optional), at


def _alternatives(tokens: list[str], at: int, classes: Mapping[str, str]) -> tuple[str, int]:
    """Read ``{a|b}`` or ``[a|b]``, which begins at ``at``."""
    closer = _CLOSER[tokens[at]]
    choices: list[str] = []
    while True:
        choice, at = _sequence(tokens, at + 1, classes)
        choices.append(choice)
        if at == len(tokens) or tokens[at] not in f"|{closer}":
            raise ConfigError(f"expected `{closer}`")
        if tokens[at] == closer:
            return f"(?:{'|'.join(choices)})", at + 1


def _part(mark: str, classes: Mapping[str, str]) -> str:
    """Compile a piece of a word."""
    if mark.startswith("<") and mark.endswith(">"):
        if mark[1:-1] not in classes:
            raise ConfigError(f"unknown class `{mark[1:-1]}`")
        return classes[mark[1:-1]]
    if mark == "*":
        return f"{IN_WORD}*"
    if mark == "'":
        return "'?"
    if mark == "-":
        return f"[{BETWEEN}]?"
    if not mark.isalnum():
        raise ConfigError(f"unexpected `{mark}`")
    return mark


def _join(items: list[_Item]) -> str:
    """Put separators between items; an optional item takes one of them along."""
    first = next((i for i, item in enumerate(items) if not item.optional and not item.gap), None)
    if first is None:
        raise ConfigError("a phrase needs a word that is not optional")
    if any(item.gap for item in items[:first]):
        raise ConfigError("a phrase begins with a word, not with a gap")
    pattern = "".join(f"(?:{item.pattern}{SEPARATOR})?" for item in items[:first]) + items[first].pattern
    for item in items[first + 1 :]:
        if item.gap:
            pattern += item.pattern
        elif item.optional:
            pattern += f"(?:{SEPARATOR}{item.pattern})?"
        else:
            pattern += SEPARATOR + item.pattern
    return pattern
