"""What changes between two policies: in words, on the right side, and never what a list holds."""

from collections.abc import Callable

import pytest

from guard.decide.changes import Change
from guard.decide.diff import Diff, diff
from guard.decide.policy import Policy

Make = Callable[..., Policy]


def told(make: Make, before: str, after: str) -> dict[str, list[str]]:
    found = diff(make(f"policy: p\n{before}"), make(f"policy: p\n{after}"))
    sides = {"stricter": found.stricter, "weaker": found.weaker, "different": found.different}
    return {name: [str(each) for each in changes] for name, changes in sides.items() if changes}


SIDED = [
    ("mode: shadow", "", "mode: shadow -> enforce"),
    ("history: remember", "", "history: remember -> refuse"),
    ("audit: {record: none}", "", "audit: record: none -> flagged"),
    ("audit: {durability: spool}", "", "audit: durability: spool -> strict"),
    ("on_not_run: allow", "", "on_not_run: default: allow -> block"),
    ("on_not_run: {lexicon: allow}", "", "on_not_run: lexicon: allow -> block"),
    ("", "stream: {hold: all}", "stream.hold: sentence -> all"),
    ("stream: {hold: 'window:20'}", "stream: {hold: 'window:60'}", "stream.hold: window:20 -> window:60"),
    ("routes: {pass: [GET /v1/files]}", "", "routes: passes GET /v1/files: listed -> nothing"),
    ("", "countries: [de]", "countries: recognisers of de: nothing -> listed"),
    (
        "allow: [{entity: PERSON, values: [Ann, Bo]}]",
        "allow: [{entity: PERSON, values: [Ann]}]",
        "allow: PERSON: 2 values or patterns, 1 of them only here -> 1 value or pattern, 0 of them only here",
    ),
    (
        "allow: [{entity: US_SSN, regex: '1.*', validated: true}]",
        "",
        "allow: US_SSN, also confirmed ones: 1 value or pattern -> nothing",
    ),
    (
        "",
        "words: [{id: names, list: [falcon], action: block}]",
        "words: names: nothing -> block from score 0.4 (1)",
    ),
    (
        "words: [{id: names, list: [falcon], action: redact}]",
        "words: [{id: names, list: [falcon], action: block}]",
        "words: names: redact by replace from score 0.4 -> block from score 0.4",
    ),
    (
        "words: [{id: names, list: [falcon], action: block}]",
        "words: [{id: names, list: [falcon, kite], action: block}]",
        "words: names: 1 word, 0 of them only here -> 2 words, 1 of them only here",
    ),
    (
        "words: [{id: names, list: [falcon], action: block, directions: [prompt]}]",
        "words: [{id: names, list: [falcon], action: block}]",
        "words: names: looked for in each completion: nothing -> listed",
    ),
    ("", "entities: [{name: CODE, regex: 'C[0-9]+'}]", "own entities: CODE: nothing -> looked for"),
    (
        "entities: [{name: CODE, regex: 'C[0-9]+', score: 0.5}]",
        "entities: [{name: CODE, regex: 'C[0-9]+'}]",
        "own entities: CODE: score 0.5 -> score 0.8",
    ),
    (
        "",
        "topics: [{id: x, action: block, examples: [a b, c d, e f], not: [g h, i j, k l]}]",
        "topics: x: nothing -> block from score 0.5",
    ),
]


@pytest.mark.parametrize(("before", "after", "line"), SIDED)
def test_what_is_stricter_one_way_is_weaker_the_other(policy: Make, before: str, after: str, line: str):
    assert told(policy, before, after) == {"stricter": [line]}
    back = diff(policy(f"policy: p\n{after}"), policy(f"policy: p\n{before}"))
    assert len(back.weaker) == 1
    assert (back.stricter, back.different) == ((), ())
    assert str(back.weaker[0].mirrored) == line


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("audit: {evidence: none}", "", "audit.evidence: none -> redacted"),
        ("audit: {keep_days: 3}", "audit: {keep_days: 4}", "audit.keep_days: 3 -> 4"),
        ("", "audit: {never_record: [PERSON]}", "audit.never_record: PERSON: may be shown -> never shown"),
        ("", "annotations: azure", "annotations: none -> azure"),
        ("stream: {hold: 'window:20'}", "", "stream.hold: window:20 -> sentence"),
        (
            "history: {action: remember, hours: 2}",
            "history: {action: remember, hours: 3}",
            "history.hours: 2 -> 3",
        ),
        (
            "entities: [{name: CODE, regex: 'C[0-9]+'}]",
            "entities: [{name: CODE, regex: 'D[0-9]+'}]",
            "own entities: CODE: pattern or words: changed",
        ),
        (
            "topics: [{id: x, action: block, examples: [a b, c d, e f], not: [g h, i j, k l]}]",
            "topics: [{id: x, action: block, examples: [a b, c d, e z], not: [g h, i j, k l]}]",
            "topics: x: sentences: changed",
        ),
    ],
)
def test_what_is_neither_is_different(policy: Make, before: str, after: str, line: str):
    assert told(policy, before, after) == {"different": [line]}
    assert set(told(policy, after, before)) == {"different"}


def test_a_change_can_be_on_both_sides(policy: Make):
    found = told(
        policy,
        "words: [{id: names, list: [falcon], action: block}]",
        "words: [{id: names, list: [kite], action: block}]",
    )
    assert found["stricter"] == found["weaker"] == ["words: names: 1 word, 1 of them only here"]


def test_what_was_listed_is_never_said(policy: Make):
    one = "words: [{id: names, list: [falcon], action: block}]\nallow: [{entity: PERSON, values: [Ann Bell]}]"
    text = (
        str(told(policy, one, ""))
        + str(told(policy, "", one))
        + repr(diff(policy(f"policy: p\n{one}"), policy("policy: p")))
    )
    assert "falcon" not in text
    assert "Ann" not in text


def test_a_policy_does_not_differ_from_itself(policy: Make):
    made = policy("policy: p\nextends: [second]\nwords: [{id: names, list: [falcon], action: block}]")
    assert not diff(made, made)
    assert diff(made, made) == Diff()


def test_another_id_is_a_difference(policy: Make):
    found = diff(policy("policy: p"), policy("policy: q"))
    assert found == Diff(different=(Change("policy", "", "p", "q"),))


def test_another_digest_is_a_difference_even_where_nothing_else_is(policy: Make):
    found = diff(policy("policy: p"), policy("policy: p\nmode: enforce"))
    assert [each.what for each in found.different] == ["files or versions"]
    assert not found.stricter
    assert not found.weaker
