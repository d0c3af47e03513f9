"""OpenAI's moderation endpoint, answered by the policy: which texts are asked about, and how it is answered.

A result has all of OpenAI's 13 categories. Where Guard tells less apart than OpenAI, it says so:

- ``hate/threatening``, ``harassment/threatening`` and ``illicit/violent`` hold where both parts do:
  the category and ``violence``, in the same input;
- ``violence/graphic`` holds from severity high on;
- ``self-harm/intent`` and ``self-harm/instructions`` never hold: what they say is in ``self-harm``;
- ``prompt_attack`` has no counterpart, and no category shows it.

A category holds if the policy acts on it, if only by a note. ``flagged`` says that one does, or that the policy
would refuse the input for anything else: a secret, a listed word, a picture nobody here can look at. Personal data
that the policy only rewrites flag nothing. Scores are those of what was found, 0 where nothing was.

Source: OpenAI's OpenAPI description of ``POST /v1/moderations``.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from guard.errors import WireError
from guard.types import Action, Category, Decision, Kind, Severity, Text, Verdict
from guard.wire import fields
from guard.wire.document import Document, Paths

REQUEST = Paths(
    opaque=frozenset(("/input/*/type", "/model")),
    binary=frozenset(("/input/*/image_url", "/input/*/image_url/url")),
    names=frozenset("image_url input model text type url".split()),
)

_SAME = {
    "harassment": Category.HARASSMENT,
    "hate": Category.HATE,
    "illicit": Category.ILLICIT,
    "self-harm": Category.SELF_HARM,
    "sexual": Category.SEXUAL,
    "sexual/minors": Category.SEXUAL_MINORS,
    "violence": Category.VIOLENCE,
}
_WITH_VIOLENCE = {
    "harassment/threatening": Category.HARASSMENT,
    "hate/threatening": Category.HATE,
    "illicit/violent": Category.ILLICIT,
}


def validate(body: Mapping[str, Any]) -> None:
    """Check that the input is a string, strings, or parts with a type.

    Raises:
        WireError: naming the field at fault.
    """
    what = "a string, an array of strings or an array of parts"
    if "input" not in body:
        raise WireError(f"input: missing, expected {what}", param="input")
    given = body["input"]
    if isinstance(given, str):
        return
    if not isinstance(given, list) or not given:
        raise WireError(f"input: expected {what}", param="input")
    if all(isinstance(each, str) for each in given):
        return
    for at, part in enumerate(given):
        if not isinstance(part, dict) or not isinstance(part.get("type"), str):
            where = f"input[{at}]"
            raise WireError(f"{where}: expected an object with a `type`, as the others are", param=where)


def asked(document: Document, body: Mapping[str, Any]) -> list[list[Text]]:
    """Give the Texts that each result is about: one result for each string, one for all parts.

    Args:
        document: the request, read with `REQUEST`.
        body: the same as an object that `validate` accepted.
    """
    texts = [text for text in document.texts() if _place(text).split("/")[1:2] == ["input"]]
    given = body["input"]
    if isinstance(given, str) or not all(isinstance(each, str) for each in given):
        return [texts]
    by_input: dict[str, list[Text]] = {f"/input/{at}": [] for at in range(len(given))}
    for text in texts:
        by_input[_place(text)].append(text)
    return list(by_input.values())


def _place(text: Text) -> str:
    """Give the pointer of the string of the request that a Text is, or is in."""
    return text.pointer.partition("#")[0]


def write(verdicts: Iterable[Verdict], model: str, number: str) -> bytes:
    """Write the reply.

    Args:
        verdicts: what the policy says of each input, in order.
        model: what is given as the model: the policy's name and version.
        number: what makes the reply's id unique.
    """
    results = [result(verdict) for verdict in verdicts]
    return json.dumps({"id": f"modr-{number}", "model": model, "results": results}).encode()


def result(verdict: Verdict) -> dict[str, Any]:
    """Give what one verdict says, in OpenAI's categories."""
    harm = [each for each in verdict.decisions if each.finding.kind is Kind.CATEGORY]
    found = {each: _found(harm, each) for each in Category}
    graphic = [each for each in harm if each.finding.severity is Severity.HIGH]
    told: dict[str, tuple[bool, float]] = dict.fromkeys(fields.CATEGORIES, (False, 0.0))
    told |= {name: found[category] for name, category in _SAME.items()}
    told["sexual"] = max(found[Category.SEXUAL], found[Category.SEXUAL_MINORS])
    told |= {
        name: min(found[category], found[Category.VIOLENCE]) for name, category in _WITH_VIOLENCE.items()
    }
    told["violence/graphic"] = _found(graphic, Category.VIOLENCE)
    return {
        "flagged": verdict.action is Action.BLOCK or any(holds for holds, _ in found.values()),
        "categories": {name: holds for name, (holds, _) in told.items()},
        "category_scores": {name: round(score, 4) for name, (_, score) in told.items()},
        "category_applied_input_types": {name: ["text"] for name in told},
    }


def _found(decisions: list[Decision], category: Category) -> tuple[bool, float]:
    """Tell whether a category is acted on, and the highest score of it."""
    those = [each for each in decisions if each.finding.label == category]
    holds = any(each.action > Action.ALLOW for each in those)
    return holds, max((each.finding.score for each in those), default=0.0)
