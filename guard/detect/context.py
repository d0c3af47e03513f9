"""Words before a match that make it more likely, as in "my SSN is …".

The semantics are Presidio's enhancer's (+0.35, at least 0.4), with two differences: words match
whole, so that ``lic`` does not fire in "public", and the names around a JSON value count as
words before it, so that ``{"ssn": …}`` has context too.
"""

import re
from collections.abc import Iterable

from guard.types import Text

BOOST = 0.35
AT_LEAST = 0.4
_WORDS_BEFORE = 8
_REACH = 120
_NAMES = 2
_WORD = re.compile(r"\w+")
_NAME_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_]+")


class Context:
    """The context words of one detector.

    Args:
        phrases: words or phrases in any case.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = tuple(f" {_normal(_WORD.findall(phrase))} " for phrase in phrases)

    def boost(self, text: Text, start: int, score: float) -> float:
        """Give the score of a match that starts at code point ``start``, raised if context supports it."""
        if not self._phrases:
            return score
        words = f" {_before(text, start)} "
        if any(phrase in words for phrase in self._phrases):
            return round(min(1.0, max(score + BOOST, AT_LEAST)), 4)
        return score


def _before(text: Text, start: int) -> str:
    """Give the words before a match, those of the enclosing JSON names first."""
    names = [name for name in text.pointer.split("/")[1:] if not name.isdigit()][-_NAMES:]
    around = [part for name in names for part in _NAME_PART.findall(name)]
    first = max(0, start - _REACH)
    words = _WORD.findall(text.value, first, start)
    if first and words and _WORD.match(text.value, first - 1) and _WORD.match(text.value, first):
        del words[0]  # the end of a word is no word
    return _normal(around + words[-_WORDS_BEFORE:])


def _normal(words: Iterable[str]) -> str:
    """Fold case and a plural s, so that "cards" supports like "card"."""
    folded = (word.casefold() for word in words)
    return " ".join(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in folded)  # noqa: PLR2004
