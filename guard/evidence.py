"""What a screening leaves in the audit log, at the level its policy allows.

Personal data is not recorded: a record of entities alone holds labels and keyed digests; a record
of harmful language holds an excerpt in which every entity found is replaced by its label. Under a signed
exception the excerpt shows who is meant; what a policy never records is masked in it even so. See
audit/FORMAT.md for what becomes of it.

The level of a record is the least of what its findings, the policy and the exceptions in force allow.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import rfc8785

from audit.events import MAX_FINDINGS, FindingSummary, Flag
from audit.record import MAX_BODY, MAX_TOKENS, Record
from guard.decide.policy import Evidence
from guard.decide.rules import EVERY
from guard.detect import catalogue
from guard.detect.detector import detect
from guard.engine import Guard
from guard.screen import Screening
from guard.types import JUDGED, Action, Category, Decision, Finding, Span, Why
from guard.types import Kind as FindingKind

EXCERPT = 512
"""Code points kept on each side of a finding."""
EXCERPTS = 8192
"""Code points kept of one exchange."""
_SPREADS = 5
"""A value this long is masked wherever it stands; a shorter one would be found inside other words."""
_LET_BE = (Why.ALLOWED, Why.ALONE, Why.BELOW)
_LABEL = 64
_ODD = re.compile(r"[^A-Za-z0-9._:/-]")
MOST_EXCERPTS = 64
"""Excerpts of one exchange: each is masked by itself, and a record of many short texts must not take for ever."""
_LISTED = 200
"""Findings listed one by one in a sealed body; the header counts them all."""
_WORDS: dict[Action, Literal["annotate", "redact", "block"]] = {
    Action.ANNOTATE: "annotate",
    Action.REDACT: "redact",
    Action.BLOCK: "block",
}

Index = Callable[[Iterable[tuple[str, str]]], tuple[bytes, ...]]
"""Gives the tokens of the blind index for labels and values, none where there is no index."""
Granted = Callable[[Collection[str]], tuple[str, ...]]
"""Gives the ids of the exceptions by which originals of all of some categories may be kept, else none."""
Level = Literal["none", "fingerprint", "redacted", "original"]


def nothing_granted(categories: Collection[str]) -> tuple[str, ...]:  # noqa: ARG001 - whatever they are
    """Say that no exception is in force."""
    return ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a screening comes from; every field is a configured label or an id of ours."""

    tenant: str
    route: str
    model: str
    phase: Literal["whole", "stream"]
    corr: str
    app: str = ""


def record(
    screening: Screening, guard: Guard, origin: Origin, index: Index, granted: Granted = nothing_granted
) -> Record:
    """Build the record of a flagged screening.

    Args:
        screening: what was found and decided.
        guard: whose policy says how much is kept.
        origin: where it comes from.
        index: gives the tokens of the blind index for entities and their values.
        granted: tells whether an exception lets originals be kept.
    """
    acted = [decision for decision in screening.verdict.decisions if decision.counts]
    tokens = index(_values(screening, acted)) if guard.policy.evidence is not Evidence.NONE else ()
    level, body = _body(screening, acted, guard, granted, cut=len(tokens) > MAX_TOKENS)
    event = Flag(
        direction=screening.direction.value,
        phase=origin.phase,
        action=_WORDS[screening.action],
        findings=_summaries(screening, acted),
        policy=guard.policy.digest,
        model=origin.model,
        route=origin.route,
        app=origin.app,
        corr=origin.corr,
        level=level,
    )
    return Record(origin.tenant, event, body, tokens[:MAX_TOKENS])


def categories(screening: Screening) -> frozenset[str]:
    """Return the categories of harm that are acted on."""
    acted = (each.finding for each in screening.verdict.decisions if each.counts)
    return frozenset(each.label for each in acted if each.kind is FindingKind.CATEGORY)


def _values(screening: Screening, acted: Iterable[Decision]) -> Iterator[tuple[str, str]]:
    """Yield label and value of every entity, by which an officer finds the record again."""
    for finding in (decision.finding for decision in acted):
        if finding.kind is FindingKind.ENTITY:
            text = screening.originals[finding.text].value
            yield finding.label, text[finding.span.start : finding.span.end]


def _summaries(screening: Screening, acted: Iterable[Decision]) -> tuple[FindingSummary, ...]:
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in (decision.finding for decision in acted):
        harm = finding.kind is FindingKind.CATEGORY
        key = ("", finding.label, finding.detector) if harm else (finding.label, "", finding.detector)
        groups.setdefault(key, []).append(finding)
    found = [
        FindingSummary(
            type=_label(entity),
            category=category,
            severity=int(max(finding.severity for finding in group)),
            n=len(group),
            detector=_label(detector),
            score_milli=round(1000 * max(finding.score for finding in group)),
        )
        for (entity, category, detector), group in sorted(groups.items())
    ]
    gaps = sorted({(gap.detector, gap.reason.value) for gap in screening.not_run})
    found += [FindingSummary("NOT_RUN", reason, 0, 1, _label(detector), 0) for detector, reason in gaps]
    return tuple(found[:MAX_FINDINGS])


def _label(name: str) -> str:
    """Give a name as a header can hold it: a tenant's own recogniser may have any, such as one with spaces."""
    return _ODD.sub("_", name)[:_LABEL]


def _body(
    screening: Screening, acted: list[Decision], guard: Guard, granted: Granted, *, cut: bool
) -> tuple[Level, bytes]:
    if guard.policy.evidence is Evidence.NONE:
        return "none", b""
    harm = [decision.finding for decision in acted if decision.finding.kind is FindingKind.CATEGORY]
    kept = _kept(screening, harm, guard, granted)
    body: dict[str, Any] = {
        "rules": list(screening.rules),
        "findings": [_finding(screening, decision, guard) for decision in acted[:_LISTED]],
        "excerpts": list(kept.excerpts),
    }
    if kept.downgraded:
        body["downgraded"] = kept.downgraded
    if kept.exceptions:
        body["exceptions"] = list(kept.exceptions)
    if cut:
        body["index"] = "cut"  # the record holds more values than can be searched for
    return kept.level, _fitted(body)


def _fitted(body: dict[str, Any]) -> bytes:
    """Encode a body; one that a record could not hold loses parts of its lists, and says so.

    Long places and labels that are longer than what they mask add up: better less of it on record than nothing.
    """
    sizes = {name: len(rfc8785.dumps(body[name])) for name in ("rules", "findings", "excerpts")}
    while len(encoded := rfc8785.dumps(body)) > MAX_BODY:
        longest = max(sizes, key=lambda name: sizes[name])
        body |= {longest: body[longest][: len(body[longest]) // 2], "cut": "size"}
        sizes[longest] = len(rfc8785.dumps(body[longest]))
    return encoded


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of the texts: excerpts at a level, why it is a lower one, and by which exceptions."""

    level: Level
    excerpts: tuple[dict[str, str], ...] = field(default=(), repr=False)
    downgraded: str = ""
    exceptions: tuple[str, ...] = ()


def _kept(screening: Screening, harm: Sequence[Finding], guard: Guard, granted: Granted) -> _Kept:
    most = guard.policy.evidence
    if not harm or most is Evidence.FINGERPRINT:
        return _Kept("fingerprint")
    barred = _barred(screening, harm, guard)
    if barred:
        return _Kept("fingerprint", downgraded=barred)
    originals = most is Evidence.ORIGINAL
    exceptions = granted({finding.label for finding in harm}) if originals else ()
    excerpts = _excerpts(screening, harm, guard, originals=bool(exceptions))
    if excerpts is None:
        # Unmasked text is not kept: better no excerpt than one that nobody looked through.
        return _Kept("fingerprint", downgraded="masking did not run")
    if exceptions:
        return _Kept("original", tuple(excerpts), exceptions=exceptions)
    return _Kept("redacted", tuple(excerpts), "no exception" if originals else "")


def _barred(screening: Screening, harm: Iterable[Finding], guard: Guard) -> str:
    """Say why no excerpt may be kept, if so: it could show harm that is never recorded.

    What a policy never records it need not have a rule for; then it is looked for here.
    """
    never = guard.policy.never_record & frozenset(Category)
    found = [decision.finding for decision in screening.verdict.decisions]
    known = guard.policy.directions[screening.direction].categories
    unseen = frozenset() if EVERY in known else never - known.keys()
    if unseen:
        texts = [screening.originals[at] for at in sorted({finding.text for finding in harm})]
        detection = detect(texts, catalogue.build(catalogue.Wanted(categories=unseen)))
        if detection.not_run:
            return "masking did not run"
        found += detection.findings
    return "never recorded" if any(finding.label in never for finding in found) else ""


def _finding(screening: Screening, decision: Decision, guard: Guard) -> dict[str, Any]:
    finding = decision.finding
    text = screening.originals[finding.text]
    listed: dict[str, Any] = {
        "label": finding.label,
        "place": text.place,
        "start": finding.span.start,
        "end": finding.span.end,
        "action": decision.action.word,
        "rule": decision.rule,
        "detector": finding.detector,
        "score_milli": round(1000 * finding.score),
        "severity": int(finding.severity),
    }
    if finding.kind not in JUDGED:
        value = text.value[finding.span.start : finding.span.end]
        listed["digest"] = guard.digest(f"fingerprint/{finding.label}", value.casefold())
    return listed


def _masking(guard: Guard, *, originals: bool) -> catalogue.Wanted:
    """Give what an excerpt is masked for: all that there is, or of an original what is never recorded."""
    never = guard.policy.never_record - frozenset(Category)
    # What is never recorded is looked for whether or not the policy looks for it.
    return replace(guard.masking, entities=tuple(sorted(never if originals else never | {EVERY})))


def _excerpts(
    screening: Screening, harm: Iterable[Finding], guard: Guard, *, originals: bool
) -> list[dict[str, str]] | None:
    """Cut the surroundings of harmful language out of the Texts and mask the entities in them.

    Returns:
        The excerpts, or None if one could not be masked.
    """
    masker = replace(guard, masking=_masking(guard, originals=originals))
    # Lists of words are masked in originals too: what a tenant lists it has no other way to keep out.
    known = [
        each
        for each in screening.verdict.decisions
        if not originals
        or each.finding.kind is FindingKind.WORDS
        or each.finding.label in guard.policy.never_record
    ]
    stretches = _stretches(screening, harm)[:MOST_EXCERPTS]
    spread = _spread(screening, known, stretches)
    left = EXCERPTS
    excerpts: list[dict[str, str]] = []
    for at, low, high in stretches:
        text = screening.originals[at]
        end = min(high, low + left)
        there = [each.finding for each in known if each.finding.text == at]
        masked = masker.mask(text, low, end, [*there, *_again(text.value, at, low, end, spread)])
        if masked is None:
            return None
        excerpts.append({"place": text.place, "text": masked})
        left -= end - low
        if left <= 0:
            break
    return excerpts


def _spread(
    screening: Screening, known: Iterable[Decision], stretches: Iterable[tuple[int, int, int]]
) -> dict[str, Finding]:
    """Give the values, in lower case, that were found anywhere in the exchange and stand in stretches too.

    A detector knows a value by the words beside it; where it stands without them, none may. What the policy
    looked at and let be says too little to be masked elsewhere.
    """
    kept = "\n".join(_lower(screening.originals[at].value[low:high]) for at, low, high in stretches)
    values: dict[str, Finding] = {}
    for finding in (each.finding for each in known if each.why not in _LET_BE):
        if finding.kind is FindingKind.ENTITY and finding.span.end - finding.span.start >= _SPREADS:
            text = screening.originals[finding.text].value
            value = _lower(text[finding.span.start : finding.span.end])
            if value not in values and value in kept:
                values[value] = finding
    return values


def _again(text: str, at: int, low: int, high: int, values: Mapping[str, Finding]) -> Iterator[Finding]:
    """Yield every place in a stretch of a text where one of some values stands."""
    stretch = _lower(text[low:high])
    for value, finding in values.items():
        start = stretch.find(value)
        while start >= 0:
            yield replace(finding, text=at, span=Span(low + start, low + start + len(value)))
            start = stretch.find(value, start + 1)


def _lower(text: str) -> str:
    """Give a text in lower case, one character for each, so that offsets stay."""
    return "".join(char.lower()[0] for char in text)


def _stretches(screening: Screening, harm: Iterable[Finding]) -> list[tuple[int, int, int]]:
    """Give text, begin and end of the surroundings of findings; what overlaps becomes one."""
    stretches: list[tuple[int, int, int]] = []
    for finding in sorted(harm, key=lambda each: (each.text, each.span)):
        size = len(screening.originals[finding.text].value)
        low, high = max(0, finding.span.start - EXCERPT), min(size, finding.span.end + EXCERPT)
        if stretches and stretches[-1][0] == finding.text and low <= stretches[-1][2]:
            _, low, before = stretches.pop()
            high = max(before, high)
        stretches.append((finding.text, low, high))
    return stretches
