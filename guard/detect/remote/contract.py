"""Our own contract, over HTTP or in Python: texts and a direction in, findings per text out.

policies/FORMAT.md describes it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from guard.detect.remote.adapter import Answer, Found, Nonsense, bearer, items, member, score, span
from guard.types import Direction, Severity

_SEVERITIES = {each.name.lower(): each for each in Severity}
_MEMBERS = frozenset(("label", "start", "end", "score", "severity"))


class Contract:
    """Speaks our own contract.

    Args:
        labels: what the detector may find.
    """

    several = 32
    longest = 0

    def __init__(self, labels: Sequence[str]) -> None:
        self.vocabulary: Mapping[str, str] = {label: label for label in labels}

    def headers(self, key: str) -> Mapping[str, str]:
        """Give the header that carries the key."""
        return bearer(key)

    def question(self, texts: Sequence[str], direction: Direction) -> Any:
        """Ask about several texts at once; nothing says whose they are."""
        return {"direction": direction.value, "texts": list(texts)}

    def answers(self, reply: Any, texts: Sequence[str]) -> Sequence[Answer]:
        """Read a reply: what makes sense of it counts, also where something else does not."""
        results = items(member(reply, "results", list), len(texts))
        return [_answer(result, text) for result, text in zip(results, texts, strict=True)]


def _answer(result: Any, text: str) -> Answer:
    found: list[Found] = []
    whole = True
    for each in member(result, "findings", list):
        try:
            found.append(_found(each, text))
        except Nonsense:
            whole = False
    return Answer(tuple(found), whole)


def _found(each: Any, text: str) -> Found:
    label = member(each, "label", str)
    if not each.keys() <= _MEMBERS:  # an offset by another name would mean the whole text
        raise Nonsense
    start = end = None
    if "start" in each or "end" in each:
        start, end = span(each.get("start"), each.get("end"), text)
    severity = None
    if "severity" in each:
        severity = _SEVERITIES.get(member(each, "severity", str))
        if severity is None:
            raise Nonsense
    return Found(label, score(each.get("score", 1.0)), start, end, severity)
