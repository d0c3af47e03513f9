"""Texts and decisions give rewritten texts: one pass, by span, checked afterwards."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import re2

from guard.errors import RewriteError
from guard.linear import Literals
from guard.transform.disjoint import Edit, edits, leaves_least
from guard.transform.operators import OPERATORS
from guard.transform.operators.pseudonym import NO_SESSION, Pseudonyms, Session
from guard.transform.restore import Restorer
from guard.transform.standins.edges import in_word
from guard.types import Action, Decision, Kind, Operator, Span

_SPREADS = 5
"""A value this long is looked for everywhere; a shorter one would be found inside other words."""
_VALUES_PER_PATTERN = 500
_COMES_BACK = (Operator.PSEUDONYM, Operator.SYNTHETIC)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The new values of the Texts, and what the tokens in them stand for."""

    values: tuple[str, ...] = field(repr=False)
    tokens: Mapping[str, str] = field(repr=False)


def rewrite(
    values: Sequence[str],
    decisions: Iterable[Decision],
    key: bytes,
    *,
    session: Session = NO_SESSION,
    spread: bool = True,
) -> Rewritten:
    """Rewrite every span that a policy redacts, and every other place where the same value stands.

    A value that is certain in one message may stand in another without the words that gave it
    away there, so what is removed once is removed everywhere in the exchange.

    Args:
        values: the Texts' values.
        decisions: a verdict's decisions about them.
        key: the tenant's secret.
        session: what pseudonyms go by besides the key.
        spread: whether the same values are looked for outside the spans.

    Raises:
        RewriteError: if a removed value is still there afterwards, or would not come back exactly.
    """
    redacted = [decision for decision in decisions if decision.action is Action.REDACT]
    if not redacted:
        return Rewritten(tuple(values), {})
    try:
        return _rewritten(values, redacted, key, session, spread=spread)
    except re2.error:
        raise RewriteError("too many long values to look for in one exchange") from None


def _rewritten(
    values: Sequence[str], redacted: Sequence[Decision], key: bytes, session: Session, *, spread: bool
) -> Rewritten:
    found = edits(redacted)
    # Every reading of a stretch counts here, not just the one whose label it gets.
    removed = _spreading(values, redacted, found) if spread else {}
    patterns = _patterns(removed)
    every = _spread(values, found, removed, patterns)
    made = _made(values, every, Pseudonyms(key, session, values), patterns)
    if _sound(made, patterns):
        return made.rewritten
    if any(edit.rewrite.operator is Operator.SYNTHETIC for each in every.values() for edit in each):
        # A stand-in and what is beside it made something else: a token's brackets keep them apart.
        plain = {at: [_bracketed(edit) for edit in each] for at, each in every.items()}
        made = _made(values, plain, Pseudonyms(key, session, values), patterns)
        if _sound(made, patterns):
            return made.rewritten
    raise RewriteError("a removed value would still be in the rewritten text, or not come back")


@dataclass(frozen=True, slots=True)
class _Made:
    """Rewritten texts, and what they have to be once their tokens are turned back."""

    rewritten: Rewritten
    restored: tuple[str, ...] = field(repr=False)


def _made(
    values: Sequence[str],
    every: Mapping[int, Sequence[Edit]],
    pseudonyms: Pseudonyms,
    patterns: Iterable[Literals],
) -> _Made:
    wanted = [
        (edit.label, values[at][edit.span.start : edit.span.end])
        for at, found in sorted(every.items())
        for edit in found
        if edit.rewrite.operator is Operator.SYNTHETIC
    ]
    if wanted:
        pseudonyms.invent(wanted, lambda made: {made[at] for at in _standing(patterns, made)})
    applied = [_apply(value, every.get(at, ()), pseudonyms) for at, value in enumerate(values)]
    new, back = (tuple(texts) for texts in zip(*applied, strict=True))
    return _Made(Rewritten(new, pseudonyms.tokens), back)


def _sound(made: _Made, patterns: Iterable[Literals]) -> bool:
    new, tokens = made.rewritten.values, made.rewritten.tokens
    # INVARIANT: no removed value occurs in what leaves.
    if next(_standing(patterns, new), None) is not None:
        return False
    # INVARIANT: what is turned back is what was there, in every text of the exchange.
    restorer = Restorer(tokens)
    return not tokens or all(
        restorer.restore(text) == back for text, back in zip(new, made.restored, strict=True)
    )


def _standing(patterns: Iterable[Literals], texts: Sequence[str]) -> Iterator[int]:
    """Yield the indices of the texts in which a removed value stands."""
    return (at for pattern in patterns for at, _, _ in pattern.spans(texts))


def _bracketed(edit: Edit) -> Edit:
    if edit.rewrite.operator is not Operator.SYNTHETIC:
        return edit
    return replace(edit, rewrite=replace(edit.rewrite, operator=Operator.PSEUDONYM))


def _spreading(values: Sequence[str], redacted: Iterable[Decision], found: Iterable[Edit]) -> dict[str, Edit]:
    readings = [
        Edit(each.finding.text, each.finding.span, each.finding.label, each.finding.kind, each.rewrite)
        for each in redacted
    ]
    removed: dict[str, Edit] = {}
    for edit in (*readings, *found):
        value = values[edit.text][edit.span.start : edit.span.end]
        if edit.kind is Kind.ENTITY and len(value) >= _SPREADS:
            known = removed.get(value)
            if known is None or leaves_least(edit.rewrite) > leaves_least(known.rewrite):
                removed[value] = edit
    return removed


def _patterns(removed: Iterable[str]) -> list[Literals]:
    listed = list(removed)
    steps = range(0, len(listed), _VALUES_PER_PATTERN)
    return [Literals(listed[at : at + _VALUES_PER_PATTERN]) for at in steps]


def _spread(
    values: Sequence[str],
    found: list[Edit],
    removed: Mapping[str, Edit],
    patterns: Iterable[Literals],
) -> dict[int, list[Edit]]:
    """Add an edit wherever a removed value stands outside the edits there are."""
    by_text: dict[int, list[Edit]] = {}
    for edit in found:
        by_text.setdefault(edit.text, []).append(edit)
    # Most values stand only where they were found: what is there already need not be joined with itself.
    known = {(edit.text, edit.span.start, edit.span.end): edit for edit in found}
    grown: set[int] = set()
    for pattern in patterns:
        for at, start, end in pattern.spans(values):
            edit, there = removed[values[at][start:end]], known.get((at, start, end))
            if there is None or (edit.label, edit.rewrite) != (there.label, there.rewrite):
                by_text.setdefault(at, []).append(replace(edit, text=at, span=Span(start, end)))
                grown.add(at)
    return {at: _joined(each) if at in grown else each for at, each in by_text.items()}


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


def _apply(value: str, found: Sequence[Edit], pseudonyms: Pseudonyms) -> tuple[str, str]:
    """Give a text rewritten, and the same with the values that tokens stand for."""
    if not found:
        return value, value
    pieces: list[str] = []
    back: list[str] = []
    done = 0
    for at, edit in enumerate(found):
        start, end = edit.span.start, edit.span.end
        old = value[start:end]
        pieces.append(value[done:start])
        operator = edit.rewrite.operator
        if operator is Operator.SYNTHETIC:
            crowded = at + 1 < len(found) and found[at + 1].span.start == end
            if crowded or not _apart("".join(pieces[-2:])[-1:], value[end : end + 1]):
                operator = Operator.PSEUDONYM  # its brackets keep it apart
        new = OPERATORS[operator](old, edit.label, edit.rewrite, pseudonyms)
        pieces.append(new)
        back += (value[done:start], old if operator in _COMES_BACK else new)
        done = end
    return "".join((*pieces, value[done:])), "".join((*back, value[done:]))


def _apart(before: str, after: str) -> bool:
    """Tell whether what stands between two signs, or ends of the text, would be seen to stand alone."""
    return not (before and in_word(before)) and not (after and in_word(after))
