"""What would undo floors another way: modes, gaps, allowed values, shorter lists, passed routes, records."""

from collections.abc import Callable

import pytest

from guard.decide.policy import Policy

Load = Callable[..., Policy]
Problems = Callable[..., list[str]]
RULE = "prompt: {entities: {US_SSN: {action: block, floor: true}, AGE: allow}}\n"
WORDS = "words: [{id: names, list: [one, two], action: redact, floor: true}]\n"


@pytest.mark.parametrize(
    ("below", "above", "said"),
    [
        (RULE, "mode: shadow", "p.yaml:3: mode: shadow would not act on the floors of floor.yaml: expected enforce"),
        (RULE, "on_not_run: allow", "p.yaml:3: on_not_run.default: allow is weaker than block, which the floors of floor.yaml need"),
        (RULE, "on_not_run: {lexicon: allow}", "p.yaml:3: on_not_run.lexicon: allow is weaker than block, which the floors of floor.yaml need"),
        ("on_not_run: {default: allow, lexicon: block}\n" + RULE, "on_not_run: {lexicon: allow}", "p.yaml:3: on_not_run.lexicon: allow is weaker than block, which the floors of floor.yaml need"),
        (RULE, "allow: [{entity: US_SSN, values: [x]}]", "p.yaml:3: allow.0: would allow what the floor at floor.yaml:2 acts on: expected another entity"),
        (RULE, "allow: [{entity: '*', values: [x]}]", "p.yaml:3: allow.0: would allow what the floor at floor.yaml:2 acts on: expected another entity"),
        (WORDS, "words: [{id: names, list: [one, two], action: annotate}]", "p.yaml:3: words.0: annotate is weaker than redact, the floor at floor.yaml:2"),
        (WORDS, "words: [{id: names, list: [one, three], action: block}]", "p.yaml:3: words.0: a list without all its words and directions is weaker, the floor at floor.yaml:2"),
        (WORDS, "words: [{id: names, list: [one, two], action: redact, directions: [prompt]}]", "p.yaml:3: words.0: a list without all its words and directions is weaker, the floor at floor.yaml:2"),
        (WORDS, "words: [{id: names, list: [one, two], action: redact, operator: mask}]", "p.yaml:3: words.0: mask shows more than replace, the floor at floor.yaml:2"),
        (WORDS, "mode: shadow", "p.yaml:3: mode: shadow would not act on the floors of floor.yaml: expected enforce"),
        ("routes: {pass: [GET /a], floor: true}\n", "routes: {pass: [GET /a, GET /b]}", "p.yaml:3: routes.pass.1: passes more than the floor at floor.yaml:2 does"),
        ("audit: {floor: true}\n", "audit: {record: none}", "p.yaml:3: audit.record: none is weaker than flagged, the floor at floor.yaml:2"),
        ("audit: {durability: spool, floor: true}\n", "audit: {durability: async}", "p.yaml:3: audit.durability: async is weaker than spool, the floor at floor.yaml:2"),
    ],
)  # fmt: skip
def test_what_would_undo_a_floor_is_refused(problems: Problems, below: str, above: str, said: str):
    (told,) = problems(f"policy: p\nextends: [floor.yaml]\n{above}\n", floor_yaml=f"policy: floor\n{below}")
    where, _, rest = said.partition("floor.yaml")
    assert told.startswith(where[:-1]) or told == said
    assert told.endswith(f"floor.yaml{rest}")


@pytest.mark.parametrize(
    ("below", "above"),
    [
        (RULE, "mode: enforce"),
        ("on_not_run: allow\n" + RULE, "on_not_run: {lexicon: allow}"),
        (RULE, "on_not_run: block"),
        (RULE, "allow: [{entity: AGE, values: [x]}]"),
        (WORDS, "words: [{id: names, list: [one, two, three], action: block}]"),
        (WORDS, "words: [{id: others, list: [one], action: annotate}]"),
        ("routes: {pass: [GET /a], floor: true}\n", "routes: {pass: [GET /a]}"),
        ("routes: {pass: [GET /a]}\n", "routes: {pass: [GET /b]}"),
        ("audit: {record: none, floor: true}\n", "audit: {record: none}"),
        ("audit: {durability: async, floor: true}\n", "audit: {durability: strict, never_record: [PERSON]}"),
        ("prompt: {entities: {US_SSN: block}}\n", "mode: shadow\non_not_run: allow"),
    ],
)
def test_what_undoes_none_loads(policy: Load, below: str, above: str):
    policy(f"policy: p\nextends: [floor.yaml]\n{above}\n", floor_yaml=f"policy: floor\n{below}")


def test_a_detector_that_a_floor_needs_is_not_replaced(problems: Problems):
    ours = "detectors: [{{name: ours, kind: http, url: 'http://127.0.0.1:{}/x', labels: [hate]}}]\n"
    harm = "prompt: {categories: {hate: {block: low, floor: true}}}\n"
    (told,) = problems(
        "policy: p\nextends: [floor.yaml]\n" + ours.format(2),
        floor_yaml="policy: floor\n" + harm + ours.format(1),
    )
    assert told.startswith("p.yaml:3: detectors.0: `ours` is the detector of ")


def test_the_strictest_of_several_floors_holds(problems: Problems):
    (told,) = problems(
        "policy: p\nextends: [one.yaml, two.yaml]\naudit: {durability: async}\n",
        one_yaml="policy: a\naudit: {durability: async, floor: true}\n",
        two_yaml="policy: b\naudit: {durability: strict, floor: true}\n",
    )
    assert "async is weaker than strict" in told
