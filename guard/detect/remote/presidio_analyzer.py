"""A Presidio analyzer somewhere else. https://microsoft.github.io/presidio/api-docs/api-docs.html."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from guard.detect.remote.adapter import Answer, Found, Nonsense, bearer, member, score, span
from guard.types import Direction

_LANGUAGE = "en"


class PresidioAnalyzer:
    """Speaks Presidio's `/analyze`.

    Args:
        labels: the entities to ask for; empty for all that the analyzer has.
        known: the entities there are, of which it may then tell.
        language: the language to read in.
    """

    several = 1  # lists of texts are new to it
    longest = 100_000

    def __init__(self, labels: Sequence[str], known: Iterable[str], language: str = "") -> None:
        self.vocabulary: Mapping[str, str] = {label: label for label in labels or known}
        self._asked = tuple(labels)
        self._language = language or _LANGUAGE

    def headers(self, key: str) -> Mapping[str, str]:
        """Give the header that carries the key; Presidio itself asks for none."""
        return bearer(key)

    def question(self, texts: Sequence[str], direction: Direction) -> Any:
        """Ask about one text; the API knows no directions."""
        del direction
        (text,) = texts
        asked = {"entities": list(self._asked)} if self._asked else {}
        return {"text": text, "language": self._language, **asked}

    def answers(self, reply: Any, texts: Sequence[str]) -> Sequence[Answer]:
        """Read a list of results with code-point offsets."""
        (text,) = texts
        if not isinstance(reply, list):
            raise Nonsense
        found: list[Found] = []
        whole = True
        for each in reply:
            try:
                found.append(_found(each, text))
            except Nonsense:
                whole = False
        return [Answer(tuple(found), whole)]


def _found(each: Any, text: str) -> Found:
    label = member(each, "entity_type", str)
    start, end = span(each.get("start"), each.get("end"), text)
    return Found(label, score(each.get("score")), start, end)
