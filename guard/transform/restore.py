"""Tokens that this exchange issued become the values they stand for; all others stay.

A token is turned back where it stands exactly as it was issued, or with both its brackets written as
HTML or a URL writes them; then the value is written so too. Another case, a space more, a bracket less:
what a model made of a token in any other way is not guessed at, for a guess can name the wrong person.
"""

import html
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from urllib.parse import quote

from guard.transform.standins.edges import Apart, in_word
from guard.types import readable

_BODY = "[A-Z0-9_]{1,200}"
_TOKEN = re.compile(f"<{_BODY}>|&lt;{_BODY}&gt;|%3[Cc]{_BODY}%3[Ee]")
_OPENING = re.compile("&lt;|%3[Cc]")
_CLOSING = re.compile("&gt;|%3[Ee]")
_FORMS = (("<", ">"), ("&lt;", "&gt;"), ("%3C", "%3E"), ("%3c", "%3e"))


def _may_hold_token(text: str) -> bool:
    """Tell whether any form of a token may begin in a text: most hold none, and are not searched."""
    return "<" in text or "&lt;" in text or "%3" in text


def _issued(form: str) -> str:
    """Give a token as it was issued."""
    return _CLOSING.sub(">", _OPENING.sub("<", form))


def _as(form: str, value: str) -> str:
    """Write a value as the brackets of its token are written."""
    if form.startswith("&"):
        return html.escape(value)
    return quote(value, safe="") if form.startswith("%") else value


def literal_tokens(texts: Iterable[str]) -> set[str]:
    """Give what looks like a token in texts, in whatever form, as it would have been issued."""
    marked = filter(_may_hold_token, texts)
    return {_issued(match.group()) for text in marked for match in _TOKEN.finditer(text)}


class Restorer:
    """Turns the tokens and stand-ins of one exchange back. Safe to share between threads.

    Args:
        tokens: what each of them stands for.

    Raises:
        re2.error: if there are too many stand-ins to look for.
    """

    def __init__(self, tokens: Mapping[str, str]) -> None:
        self._tokens = {token: value for token, value in tokens.items() if _TOKEN.fullmatch(token)}
        self._stand_ins = {token: value for token, value in tokens.items() if token not in self._tokens}
        self._apart = Apart(self._stand_ins) if self._stand_ins else None

    @cached_property
    def _written(self) -> "_Needles":
        return _Needles(opens + token[1:-1] + closes for token in self._tokens for opens, closes in _FORMS)

    @cached_property
    def _invented(self) -> "_Needles":
        return _Needles(self._stand_ins)

    @property
    def longest(self) -> int:
        """The code points of the longest of them, 0 if there is none."""
        return max(self._written.longest, self._invented.longest)

    def restore(self, text: str) -> str:
        """Give a text with what was issued turned back, in one pass.

        A restored value is never looked at again, so a value that looks like a token stays as it is.
        """
        pieces: list[str] = []
        done = 0
        for start, end, value in sorted(self._found(text)):
            if start >= done:
                pieces += (text[done:start], value)
                done = end
        return "".join((*pieces, text[done:])) if pieces else text

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Give where tokens and stand-ins of this exchange stand in a text, in order."""
        return sorted((start, end) for start, end, _ in self._found(text))

    def uncut(self, text: str, end: int) -> int:
        """Give the last place up to ``end`` where a growing text may be cut.

        Cut there, its pieces are restored as the whole would be: the place lies inside no token and no
        stand-in, not even one that has only begun at the text's end, and cuts no word so that a part of it
        looks like a stand-in.

        Args:
            text: what is there of the text, from its beginning or from more than ``longest`` code points
                before the last cut.
            end: where it would be cut.
        """
        while (earlier := self._crossed(text, end)) is not None:
            end = earlier
        return end

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        if self._tokens and _may_hold_token(text):
            for match in _TOKEN.finditer(text):
                value = self._tokens.get(_issued(match.group()))
                if value is not None:
                    yield *match.span(), _as(match.group(), value)
        if self._apart is not None:
            for _, start, end in self._apart.spans((readable(text),)):
                yield start, end, self._stand_ins[text[start:end]]

    def _crossed(self, text: str, end: int) -> int | None:
        """Give where a cut at ``end`` has to go instead, None if it may stay."""
        for start in range(max(0, end - self.longest), end):
            if self._written.torn(text, start, end) or (
                self._alone(text, start) and self._invented.torn(text, start, end, alone=True)
            ):
                return start
        inside = end > 0 and in_word(text[end - 1])
        return end - 1 if inside and self._invented.could_begin(text, end) else None

    def _alone(self, text: str, start: int) -> bool:
        return start == 0 or not in_word(text[start - 1])


class _Needles:
    """Literals, looked for from given places of a text on."""

    def __init__(self, needles: Iterable[str]) -> None:
        self._known = frozenset(needles)
        self._sorted = sorted(self._known)
        self._lengths = sorted({len(each) for each in self._known})
        self._firsts = frozenset(each[0] for each in self._known)
        self.longest = max(self._lengths, default=0)

    def torn(self, text: str, start: int, end: int, *, alone: bool = False) -> bool:
        """Tell whether a cut at ``end`` spoils one that begins at ``start``, or may have begun there.

        Args:
            text: the text.
            start: a place before the cut.
            end: the cut.
            alone: whether one counts only where no word goes on behind it.
        """
        if text[start] not in self._firsts:
            return False
        for length in self._lengths:
            stop = start + length
            if end <= stop <= len(text) and text[start:stop] in self._known:
                follows = stop < len(text) and in_word(text[stop])
                if stop > end or (alone and follows):
                    return True
        whole = not alone and text[start:] in self._known
        return self._begun(text, start) and not whole

    def could_begin(self, text: str, start: int) -> bool:
        """Tell whether one begins at a place, or could."""
        return self._begun(text, start) or any(
            text[start : start + length] in self._known for length in self._lengths
        )

    def _begun(self, text: str, start: int) -> bool:
        """Tell whether the text from ``start`` to its end is the beginning of one, or all of it."""
        if not self._sorted or len(text) - start > self.longest:
            return False
        rest = text[start:]
        at = bisect_left(self._sorted, rest)
        return at < len(self._sorted) and self._sorted[at].startswith(rest)
