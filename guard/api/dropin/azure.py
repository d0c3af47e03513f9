"""Azure AI Content Safety's ``text:analyze``. Shapes: the package azure-ai-contentsafety.

Severities are the encoder's 0, 2, 4 and 6 on either scale: of two neighbouring levels of Azure's eight it
tells the lower one. Word lists of the policy may be named as blocklists.
"""

import re
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, Field

from guard.api.dropin.endpoint import Call, Endpoint, System, answer, labels, parsed
from guard.errors import WireError
from guard.exchange import Answer
from guard.screen import Screening
from guard.types import Category, Kind, Text, readable

Name = Literal["Hate", "Sexual", "SelfHarm", "Violence"]

CATEGORIES: Mapping[Name, tuple[Category, ...]] = MappingProxyType(
    {
        "Hate": (Category.HATE, Category.HARASSMENT),
        "Sexual": (Category.SEXUAL, Category.SEXUAL_MINORS),
        "SelfHarm": (Category.SELF_HARM,),
        "Violence": (Category.VIOLENCE,),
    }
)
_VERSION = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:-preview)?")
_CODES = {
    400: "InvalidRequestBody",
    401: "Unauthorized",
    404: "NotFound",
    413: "RequestTooLarge",
    503: "ServiceUnavailable",
}


class AnalyzeText(BaseModel):
    """A request to ``text:analyze``."""

    text: str = Field(min_length=1)
    categories: list[Name] | None = None
    blocklistNames: list[str] | None = Field(default=None, max_length=100)  # noqa: N815  # Azure's spelling
    haltOnBlocklistHit: bool | None = None  # noqa: N815
    outputType: Literal["FourSeverityLevels", "EightSeverityLevels"] | None = None  # noqa: N815


async def analyze(call: Call) -> Answer:
    """Tell how harmful a text is, and which blocklists it hits."""
    if not _VERSION.fullmatch(call.query.get("api-version", "")):
        raise WireError("api-version: expected a date such as 2024-09-01 in the query", param="api-version")
    asked = parsed(AnalyzeText, call.body)
    direction = call.direction
    known = labels(call.service, direction)
    lists = asked.blocklistNames or []
    for at, name in enumerate(lists):
        if f"words:{name}" not in known:
            raise WireError(
                f"blocklistNames[{at}]: the policy has no word list of this id", status=HTTPStatus.NOT_FOUND
            )
    looked_for = [name for name, ours in CATEGORIES.items() if not known.isdisjoint(ours)]
    for at, name in enumerate(asked.categories or ()):
        if name not in looked_for:
            raise WireError(
                f"categories[{at}]: the policy does not look for {name}", param=f"categories[{at}]"
            )
    text = Text("/text", readable(asked.text), place="text")
    examined = await call.examine([text], direction)
    matches = _matches(call, examined.screening, lists)
    shown = [] if matches and asked.haltOnBlocklistHit else asked.categories or looked_for
    severities = examined.screening.severities
    analysis = [
        {"category": name, "severity": max(int(severities.get(each, 0)) for each in CATEGORIES[name])}
        for name in dict.fromkeys(shown)
    ]
    return answer({"blocklistsMatch": matches, "categoriesAnalysis": analysis}, examined.headers)


def _matches(call: Call, screening: Screening, lists: list[str]) -> list[dict[str, str]]:
    """Give the hits of the named lists, without the words: an item's id is a keyed digest of its word."""
    hits = {}
    for finding in (decision.finding for decision in screening.verdict.decisions):
        name = finding.label.removeprefix("words:")
        if finding.kind is Kind.WORDS and name in lists:
            value = screening.originals[finding.text].value[finding.span.start : finding.span.end]
            item = call.service.guard.digest("azure/blocklist", value.casefold())
            hits[name, item] = {"blocklistName": name, "blocklistItemId": item, "blocklistItemText": ""}
    return list(hits.values())


def _failure(bad: WireError) -> Answer:
    error = {"code": _CODES.get(bad.status, "InvalidRequest"), "message": bad.message}
    return answer({"error": error}, status=bad.status)


SYSTEM = System(
    "azure",
    (
        Endpoint(
            "POST",
            "/contentsafety/text:analyze",
            analyze,
            "Azure AI Content Safety: severities of harm and hits of word lists; flagged text is recorded.",
        ),
    ),
    _failure,
)
