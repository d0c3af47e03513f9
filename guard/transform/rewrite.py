"""Texts and decisions give rewritten texts: one pass, by span, checked afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import re2

from guard.errors import RewriteError
from guard.linear import Alternatives
from guard.transform.disjoint import Edit, edits, leaves_least
from guard.transform.operators import OPERATORS
from guard.transform.operators.pseudonym import Pseudonyms
from guard.types import Action, Decision, Kind, Span

_SPREADS = 5
"""A value this long is looked for everywhere; a shorter one would be found inside other words."""
_VALUES_PER_PATTERN = 500


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The new values of the Texts, and what the tokens in them stand for."""

    values: tuple[str, ...] = field(repr=False)
    tokens: Mapping[str, str] = field(repr=False)


def rewrite(
    values: Sequence[str], decisions: Iterable[Decision], key: bytes, *, spread: bool = True
) -> Rewritten:
    """Rewrite every span that a policy redacts, and every other place where the same value stands.

    A value that is certain in one message may stand in another without the words that gave it
    away there, so what is removed once is removed everywhere in the exchange.

    Args:
        values: the Texts' values.
        decisions: a verdict's decisions about them.
        key: the tenant's secret.
        spread: whether the same values are looked for outside the spans.

    Raises:
        RewriteError: if a removed value is still there afterwards.
    """
    redacted = [decision for decision in decisions if decision.action is Action.REDACT]
    if not redacted:
        return Rewritten(tuple(values), {})
    found = edits(redacted)
    # Every reading of a stretch counts here, not just the one whose label it gets.
    removed = _spreading(values, redacted, found) if spread else {}
    patterns = _patterns(removed)
    every = _spread(values, found, removed, patterns)
    pseudonyms = Pseudonyms(key)
    new = tuple(_apply(value, every.get(at, []), pseudonyms) for at, value in enumerate(values))
    # INVARIANT: no removed value occurs in what leaves.
    if any(next(pattern.spans(value), None) for pattern in patterns for value in new):
        raise RewriteError("a removed value would still be in the rewritten text")
    return Rewritten(new, pseudonyms.tokens)


def _spreading(values: Sequence[str], redacted: Iterable[Decision], found: Iterable[Edit]) -> dict[str, Edit]:
    readings = [
        Edit(each.finding.text, each.finding.span, each.finding.label, each.finding.kind, each.rewrite)
        for each in redacted
    ]
    removed: dict[str, Edit] = {}
    for edit in (*readings, *found):
        value = values[edit.text][edit.span.start : edit.span.end]
        if edit.kind is Kind.ENTITY and len(value) >= _SPREADS:
            known = removed.setdefault(value, edit)
            removed[value] = max(known, edit, key=lambda each: leaves_least(each.rewrite))
    return removed


def _patterns(removed: Iterable[str]) -> list[Alternatives]:
    escaped = [re2.escape(value) for value in removed]
    steps = range(0, len(escaped), _VALUES_PER_PATTERN)
    try:
        return [Alternatives(escaped[at : at + _VALUES_PER_PATTERN]) for at in steps]
    except re2.error:
        raise RewriteError("too many long values to look for in one exchange") from None


def _spread(
    values: Sequence[str],
    found: list[Edit],
    removed: Mapping[str, Edit],
    patterns: Iterable[Alternatives],
) -> dict[int, list[Edit]]:
    """Add an edit wherever a removed value stands outside the edits there are."""
    by_text: dict[int, list[Edit]] = {}
    for edit in found:
        by_text.setdefault(edit.text, []).append(edit)
    for pattern in patterns:
        for at, value in enumerate(values):
            for start, end in pattern.spans(value):
                by_text.setdefault(at, []).append(
                    replace(removed[value[start:end]], text=at, span=Span(start, end))
                )
    return {at: _joined(each) for at, each in by_text.items()}


def _joined(found: Iterable[Edit]) -> list[Edit]:
    """Make edits of one text disjoint: the longest keeps its label, its span grows over the others."""
    joined: list[Edit] = []
    for edit in sorted(found, key=lambda each: (each.span.start, -each.span.end, each.label)):
        if joined and edit.span.start < joined[-1].span.end:
            last = joined[-1]
            span = Span(last.span.start, max(last.span.end, edit.span.end))
            joined[-1] = replace(last, span=span, rewrite=max(last.rewrite, edit.rewrite, key=leaves_least))
        else:
            joined.append(edit)
    return joined


def _apply(value: str, found: Iterable[Edit], pseudonyms: Pseudonyms) -> str:
    pieces: list[str] = []
    done = 0
    for edit in found:
        old = value[edit.span.start : edit.span.end]
        new = OPERATORS[edit.rewrite.operator](old, edit.label, edit.rewrite, pseudonyms)
        pieces += (value[done : edit.span.start], new)
        done = edit.span.end
    return "".join((*pieces, value[done:]))
