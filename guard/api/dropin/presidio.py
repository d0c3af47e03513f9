"""Presidio's analyzer and anonymizer over HTTP. https://microsoft.github.io/presidio/api-docs/api-docs.html.

Offsets are code points, as Presidio's are. Without ``entities`` an answer holds what the policy acts
on, and harm that it refuses; with them, whatever of these was found, acted on or not.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Any, Literal

from pydantic import BaseModel, Field

from guard.api.dropin import presidio_anonymize
from guard.api.dropin.adhoc import AdHoc, Entry, compiled
from guard.api.dropin.endpoint import Call, Endpoint, System, answer, labels, outage, parsed
from guard.detect import catalogue
from guard.detect.detector import Detection, Detector, detect
from guard.detect.patterns import PatternGroup
from guard.errors import WireError
from guard.exchange import Answer
from guard.screen import Screening
from guard.service import Service
from guard.transform.operators.placeholder import placeholder
from guard.types import (
    UNREAD,
    Action,
    Category,
    Decision,
    Direction,
    Finding,
    Kind,
    Text,
    Why,
    readable,
)

_TEXTS = 1024
_LISTED = 1024
_CONTEXT = 64
_UP: Answer = Answer(200, (("content-type", "text/html; charset=utf-8"),), b"Presidio Analyzer service is up")
_REGEX_FLAGS = 26  # DOTALL, MULTILINE and IGNORECASE: Presidio's default


class Analyze(BaseModel):
    """A request to the analyzer; what it says of languages, logs and explanations changes nothing here."""

    text: str | list[str]
    entities: list[str] | None = Field(default=None, max_length=_LISTED)
    score_threshold: float | None = Field(default=None, ge=0, le=1)
    ad_hoc_recognizers: list[Entry] | None = Field(default=None, max_length=_CONTEXT)
    context: list[str] | None = Field(default=None, max_length=_CONTEXT)
    allow_list: list[str] | None = Field(default=None, max_length=_LISTED)
    allow_list_match: Literal["exact", "regex"] | None = None
    regex_flags: int | None = None


async def analyze(call: Call) -> Answer:
    """Find entities in one text or in several."""
    asked = parsed(Analyze, call.body)
    direction = call.direction
    several = isinstance(asked.text, list)
    values = list(asked.text) if isinstance(asked.text, list) else [asked.text]
    if not any(values) or len(values) > _TEXTS:
        raise WireError(
            f"text: expected a text that is not empty, or a list of 1 to {_TEXTS} with one", param="text"
        )
    texts = _texts(values, asked.context or (), several=several)
    further = await call.service.aside(partial(_further, asked, call.service, direction))
    allowed = await call.service.aside(partial(_allowing, asked))
    examined = await call.examine(texts, direction)
    found = list(_told(examined.screening, asked))
    if further:
        detection = await call.service.aside(partial(detect, texts, further))
        found += _more(detection, asked, call.service)
    results: list[list[dict[str, Any]]] = [[] for _ in texts]
    for each in _distinct(found):
        value = texts[each.text].value[each.span.start : each.span.end]
        if not allowed(value):
            results[each.text].append(_result(each))
    return answer(results if several else results[0], examined.headers)


def _texts(values: Sequence[str], context: Sequence[str], *, several: bool) -> list[Text]:
    """Give Texts in whose pointers the request's context words stand, as the names around a JSON value do."""
    name = " ".join(context)[:1024].replace("/", " ")
    pointer = f"/{name}" if name.strip() else ""
    return [
        Text(pointer, readable(value), place=f"text[{at}]" if several else "text")
        for at, value in enumerate(values)
    ]


def _further(asked: Analyze, service: Service, direction: Direction) -> tuple[Detector, ...]:
    """Give detectors for what is asked for and the policy does not look for.

    Raises:
        WireError: if an entity is asked for that nobody finds, or a recogniser cannot be run.
    """
    given = tuple(
        AdHoc(entry, f"ad_hoc_recognizers[{at}]") for at, entry in enumerate(asked.ad_hoc_recognizers or ())
    )
    named = set(asked.entities or ())
    own = {label for each in given for label in each.labels}
    missing = named - _shown_labels(service, direction) - own
    unknown = missing - catalogue.entities() | named & UNREAD
    if unknown:
        at = next(at for at, name in enumerate(asked.entities or ()) if name in unknown)
        raise WireError(
            f"entities[{at}]: expected one of those that GET /supportedentities lists",
            param=f"entities[{at}]",
        )
    wanted = tuple(each for each in given if not named or not named.isdisjoint(each.labels))
    return (*wanted, *(_detectors(frozenset(missing)) if missing else ()))


@lru_cache(maxsize=8)
def _detectors(entities: frozenset[str]) -> tuple[Detector, ...]:
    return catalogue.build(catalogue.Wanted(entities=entities))


def _allowing(asked: Analyze) -> Callable[[str], bool]:
    """Give what tells whether a value is one of those that the request lets be.

    Raises:
        WireError: if it is a pattern that RE2 cannot run.
    """
    listed = asked.allow_list or []
    if asked.allow_list_match != "regex" or not listed:
        return frozenset(listed).__contains__
    flags = _REGEX_FLAGS if asked.regex_flags is None else asked.regex_flags
    patterns = [compiled(each, flags, f"allow_list[{at}]") for at, each in enumerate(listed)]
    return lambda value: any(pattern.search(value.encode()) for pattern in patterns)


def _told(screening: Screening, asked: Analyze) -> Iterator[Finding]:
    """Yield what an answer tells of a screening."""
    named = frozenset(asked.entities or ())
    for decision in screening.verdict.decisions:
        if not _high_enough(decision, asked.score_threshold):
            continue
        finding = decision.finding
        if named:
            if _shown(finding) in named and decision.why is not Why.ALLOWED:
                yield finding
        elif finding.label not in UNREAD and decision.action > _silent(finding):
            yield finding


def _silent(finding: Finding) -> Action:
    """Give the strictest action that is not worth telling a system that only knows entities."""
    return Action.REDACT if finding.kind is Kind.CATEGORY else Action.ALLOW


def _high_enough(decision: Decision, threshold: float | None) -> bool:
    if threshold is None:
        return decision.why is not Why.BELOW
    return decision.finding.score >= threshold


def _more(detection: Detection, asked: Analyze, service: Service) -> Iterator[Finding]:
    """Yield what further detectors found.

    Raises:
        WireError: if one of them did not run, and the policy lets nothing pass without it.
    """
    policy = service.guard.policy
    if any(policy.on_not_run.action(gap.detector) is Action.BLOCK for gap in detection.not_run):
        raise outage()
    named = frozenset(asked.entities or ())
    for finding in detection.findings:
        if finding.score >= (asked.score_threshold or 0.0) and (not named or finding.label in named):
            yield finding


def _distinct(found: Iterable[Finding]) -> list[Finding]:
    """Leave out what lies within a finding of the same name that is at least as sure, as Presidio does."""
    kept: dict[tuple[int, str], list[Finding]] = {}
    for each in sorted(found, key=lambda each: (-each.score, each.span.start, -each.span.end)):
        same = kept.setdefault((each.text, _shown(each)), [])
        if not any(other.span.start <= each.span.start and each.span.end <= other.span.end for other in same):
            same.append(each)
    return sorted(
        (each for same in kept.values() for each in same),
        key=lambda each: (each.text, each.span, _shown(each)),
    )


def _result(finding: Finding) -> dict[str, Any]:
    return {
        "analysis_explanation": None,
        "end": finding.span.end,
        "entity_type": _shown(finding),
        "score": round(finding.score, 4),
        "start": finding.span.start,
    }


def _shown(finding: Finding) -> str:
    """Give a finding's label as Presidio's answers spell one."""
    return _spelled(finding.label) if finding.kind is not Kind.ENTITY else finding.label


def _spelled(label: str) -> str:
    return placeholder(label) if label in _CATEGORIES or label.startswith("words:") else label


_CATEGORIES = frozenset(Category)


def _shown_labels(service: Service, direction: Direction) -> set[str]:
    return {_spelled(label) for label in labels(service, direction)} - UNREAD


async def recognizers(call: Call) -> Answer:
    """List the detectors by name."""
    names: list[str] = []
    for each in call.service.guard.rules.detectors[call.direction]:
        names += (member.name for member in each.members) if isinstance(each, PatternGroup) else (each.name,)
    return answer(names)


async def supported_entities(call: Call) -> Answer:
    """List what may be asked for."""
    names = _shown_labels(call.service, call.direction) | catalogue.entities()
    return answer(sorted(names - UNREAD))


def _failure(bad: WireError) -> Answer:
    return answer({"error": bad.message}, status=bad.status)


SYSTEM = System(
    "presidio",
    (
        Endpoint("POST", "/analyze", analyze, "Presidio: find entities; what the policy flags is recorded."),
        Endpoint(
            "POST",
            "/anonymize",
            presidio_anonymize.anonymize,
            "Presidio: rewrite a text by results of /analyze; nothing is looked for, nothing recorded.",
        ),
        Endpoint("GET", "/anonymizers", presidio_anonymize.anonymizers, "Presidio: operators of /anonymize."),
        Endpoint("GET", "/recognizers", recognizers, "Presidio: names of the detectors."),
        Endpoint("GET", "/supportedentities", supported_entities, "Presidio: what may be asked for."),
        Endpoint("GET", "/health", _UP, "Presidio: whether the service is up; needs no key."),
    ),
    _failure,
)
