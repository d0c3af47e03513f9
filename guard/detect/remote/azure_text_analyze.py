"""Azure AI Content Safety, `text:analyze`.

https://learn.microsoft.com/en-us/azure/ai-services/content-safety/quickstart-text
"""

from collections.abc import Mapping, Sequence
from typing import Any

from guard.detect.remote.adapter import Answer, Found, Nonsense, member
from guard.types import Category, Direction, Severity

_ASKED = ("Hate", "SelfHarm", "Sexual", "Violence")
_WORST = 7


class AzureTextAnalyze:
    """Speaks Azure AI Content Safety's API."""

    several = 1
    longest = 10_000  # code points of one request, as Azure documents it

    vocabulary: Mapping[str, str] = {
        "Hate": Category.HATE,
        "SelfHarm": Category.SELF_HARM,
        "Sexual": Category.SEXUAL,
        "Violence": Category.VIOLENCE,
    }

    def headers(self, key: str) -> Mapping[str, str]:
        """Give the header that carries the key."""
        return {"ocp-apim-subscription-key": key}

    def question(self, texts: Sequence[str], direction: Direction) -> Any:
        """Ask about one text; the API knows no directions."""
        del direction
        (text,) = texts
        return {"text": text, "categories": list(_ASKED), "outputType": "FourSeverityLevels"}

    def answers(self, reply: Any, texts: Sequence[str]) -> Sequence[Answer]:
        """Read the severity of each category; one that was asked for and not told is a gap."""
        del texts
        severities: dict[str, int] = {}
        for each in member(reply, "categoriesAnalysis", list):
            level = member(each, "severity", int)
            if not 0 <= level <= _WORST:
                raise Nonsense
            label = member(each, "category", str)
            severities[label] = max(level, severities.get(label, 0))
        found = tuple(
            # Eight levels, where somebody's gateway gives them, are pairs of the four.
            Found(label, level / _WORST, severity=Severity(level - level % 2))
            for label, level in severities.items()
            if level > 1
        )
        return [Answer(found, whole=severities.keys() >= set(_ASKED))]
