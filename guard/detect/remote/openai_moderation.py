"""OpenAI's moderation endpoint. https://platform.openai.com/docs/api-reference/moderations."""

from collections.abc import Mapping, Sequence
from typing import Any

from guard.detect.remote.adapter import Answer, Found, Nonsense, bearer, items, member, score
from guard.types import Category, Direction, Severity

_MODEL = "omni-moderation-latest"
_LOW = 0.3
_HIGH = 0.8
"""Scores from which harm counts as low although it is not flagged, and as high where it is."""


class OpenAIModeration:
    """Speaks OpenAI's moderation API.

    Args:
        model: the model to ask; empty for the newest.
    """

    several = 32
    longest = 10_000  # the model reads 32,768 tokens, and one sign may be three of them

    vocabulary: Mapping[str, str] = {
        "harassment": Category.HARASSMENT,
        "harassment/threatening": Category.HARASSMENT,
        "hate": Category.HATE,
        "hate/threatening": Category.HATE,
        "illicit": Category.ILLICIT,
        "illicit/violent": Category.ILLICIT,
        "self-harm": Category.SELF_HARM,
        "self-harm/instructions": Category.SELF_HARM,
        "self-harm/intent": Category.SELF_HARM,
        "sexual": Category.SEXUAL,
        "sexual/minors": Category.SEXUAL_MINORS,
        "violence": Category.VIOLENCE,
        "violence/graphic": Category.VIOLENCE,
    }

    def __init__(self, model: str = "") -> None:
        self._model = model or _MODEL

    def headers(self, key: str) -> Mapping[str, str]:
        """Give the header that carries the key."""
        return bearer(key)

    def question(self, texts: Sequence[str], direction: Direction) -> Any:
        """Ask about several texts at once; the API knows no directions."""
        del direction
        return {"model": self._model, "input": list(texts)}

    def answers(self, reply: Any, texts: Sequence[str]) -> Sequence[Answer]:
        """Read one result for each text."""
        return [_answer(result) for result in items(member(reply, "results", list), len(texts))]


def _answer(result: Any) -> Answer:
    flagged = member(result, "flagged", bool)
    categories = member(result, "categories", dict)
    scores = member(result, "category_scores", dict)
    if not categories:
        raise Nonsense
    found: list[Found] = []
    for label in categories:
        # Older models tell null of what they do not know.
        hit = categories[label] is not None and member(categories, label, bool)
        how = score(scores.get(label) or 0.0)
        severity = _severity(hit=hit, how=how)
        if severity > Severity.SAFE:
            found.append(Found(label, how, severity=severity))
    # Flagged for something that no category tells is not "clean".
    return Answer(tuple(found), whole=not flagged or any(value is True for value in categories.values()))


def _severity(*, hit: bool, how: float) -> Severity:
    if hit:
        return Severity.HIGH if how >= _HIGH else Severity.MEDIUM
    return Severity.LOW if how >= _LOW else Severity.SAFE
