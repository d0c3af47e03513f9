"""Rewriting: only spans change, no removed value stays, pseudonyms come back, order does not matter."""

import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from guard.errors import RewriteError
from guard.transform.restore import Restorer
from guard.transform.rewrite import Rewritten, rewrite
from guard.types import Action, Decision, Finding, Kind, Operator, Rewrite, Span

KEY = b"k" * 32
LONG = 5
TEXTS = st.lists(st.text("abÄ😀 .", min_size=1, max_size=24), min_size=1, max_size=4)
LABELS = {
    "PERSON": Kind.ENTITY,
    "EMAIL_ADDRESS": Kind.ENTITY,
    "words:staff": Kind.WORDS,
    "hate": Kind.CATEGORY,
}
SPREADING = frozenset(label for label, kind in LABELS.items() if kind is Kind.ENTITY)


@st.composite
def decisions(
    draw: st.DrawFn, texts: list[str], operators: list[Operator], labels: list[str]
) -> list[Decision]:
    made = []
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(texts) - 1))
        start = draw(st.integers(0, len(texts[at]) - 1))
        end = draw(st.integers(start + 1, len(texts[at])))
        label = draw(st.sampled_from(labels))
        finding = Finding(at, Span(start, end), label, LABELS[label], draw(st.sampled_from([0.5, 0.9])), "d")
        # As in a policy: one label, one rule, one operator.
        operator = operators[sorted(LABELS).index(label) % len(operators)]
        action = draw(st.sampled_from([Action.REDACT, Action.REDACT, Action.REDACT, Action.ANNOTATE]))
        made.append(Decision(finding, action, "r", rewrite=Rewrite(operator, draw(st.just(2)))))
    return made


def cases(*operators: Operator, labels: tuple[str, ...] = tuple(LABELS)) -> st.SearchStrategy[tuple]:
    return TEXTS.flatmap(
        lambda texts: st.tuples(st.just(texts), decisions(texts, list(operators), list(labels)))
    )


def covered(found: list[Decision], at: int) -> set[int]:
    redacted = [
        each.finding.span for each in found if each.action is Action.REDACT and each.finding.text == at
    ]
    return {place for span in redacted for place in range(span.start, span.end)}


def removed(texts: list[str], found: list[Decision]) -> set[str]:
    """The values that must not stand anywhere afterwards."""
    findings = [
        each.finding for each in found if each.action is Action.REDACT and each.finding.label in SPREADING
    ]
    values = {texts[each.text][each.span.start : each.span.end] for each in findings}
    return {value for value in values if len(value) >= LONG}


def stretches(texts: list[str], found: list[Decision]) -> set[str]:
    """What goes as one, because spans of it overlap."""
    redacted = [each.finding for each in found if each.action is Action.REDACT]
    made: list[tuple[int, int, int]] = []
    for text, start, end in sorted((each.text, each.span.start, each.span.end) for each in redacted):
        if made and made[-1][0] == text and start < made[-1][2]:
            made[-1] = (text, made[-1][1], max(made[-1][2], end))
        else:
            made.append((text, start, end))
    return {texts[text][start:end] for text, start, end in made}


def attempt(texts: list[str], found: list[Decision], *, spread: bool = True) -> Rewritten:
    try:
        return rewrite(texts, found, KEY, spread=spread)
    except RewriteError:
        assume(False)
        raise


@given(cases(Operator.DROP))
@settings(deadline=None)
def test_what_is_outside_the_spans_stays(case: tuple[list[str], list[Decision]]):
    texts, found = case
    made = attempt(texts, found, spread=False).values
    for at, value in enumerate(texts):
        gone = covered(found, at)
        assert made[at] == "".join(sign for place, sign in enumerate(value) if place not in gone)


@given(cases(Operator.REPLACE, labels=("PERSON",)))
@settings(deadline=None)
def test_every_stretch_of_overlapping_spans_becomes_one_label(case: tuple[list[str], list[Decision]]):
    texts, found = case
    made = attempt(texts, found, spread=False).values
    for at, value in enumerate(texts):
        spans = [
            each.finding.span for each in found if each.action is Action.REDACT and each.finding.text == at
        ]
        joined = {
            place for place in range(1, len(value)) if any(span.start < place < span.end for span in spans)
        }
        pieces = [value[0]]
        for place in range(1, len(value)):
            same = place in joined or {place - 1, place}.isdisjoint(covered(found, at))
            pieces[-1:] = [pieces[-1] + value[place]] if same else [pieces[-1], value[place]]
        place = 0
        expected = ""
        for piece in pieces:
            expected += "<PERSON>" if place in covered(found, at) else piece
            place += len(piece)
        assert made[at] == expected


@given(
    cases(Operator.REPLACE, Operator.MASK, Operator.PSEUDONYM, Operator.DROP)
    | cases(Operator.SYNTHETIC, Operator.DROP)
)
@settings(deadline=None)
def test_no_removed_value_is_left_anywhere(case: tuple[list[str], list[Decision]]):
    texts, found = case
    gone = removed(texts, found)
    try:
        made = rewrite(texts, found, KEY).values
    except RewriteError as refused:
        assert not any(value in str(refused) for value in gone)  # noqa: PT017  # refusing is as good as removing
    else:
        assert [(value, text) for value in gone for text in made if value in text] == []


@given(cases(Operator.SYNTHETIC) | cases(Operator.SYNTHETIC, Operator.PSEUDONYM))
@settings(deadline=None)
def test_stand_ins_come_back(case: tuple[list[str], list[Decision]]):
    texts, found = case
    made = attempt(texts, found)
    assert [Restorer(made.tokens).restore(value) for value in made.values] == texts


@given(cases(Operator.PSEUDONYM))
@settings(deadline=None)
def test_pseudonyms_come_back(case: tuple[list[str], list[Decision]]):
    texts, found = case
    made = attempt(texts, found)
    assert [Restorer(made.tokens).restore(value) for value in made.values] == texts
    tokens = {token for value in made.values for token in re.findall(r"<[A-Z0-9_]+>", value)}
    assert tokens == set(made.tokens)


@given(cases(*Operator), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_decisions_never_matters(case: tuple[list[str], list[Decision]], random: object):
    texts, found = case
    shuffled = list(found)
    random.shuffle(shuffled)
    assert attempt(texts, shuffled) == attempt(texts, found)


@given(cases(*Operator))
@settings(deadline=None)
def test_texts_that_hold_nothing_removed_are_untouched(case: tuple[list[str], list[Decision]]):
    texts, found = case
    gone = removed(texts, found) | stretches(texts, found)
    made = attempt(texts, found).values
    assert len(made) == len(texts)
    for at, value in enumerate(texts):
        if not covered(found, at) and not any(each in value for each in gone):
            assert made[at] is value
