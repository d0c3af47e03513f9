"""What changes in rules, floors and conditions: grouped, on the right side, each change once."""

from collections.abc import Callable

import pytest

from guard.decide.diff import Diff, diff
from guard.decide.load import Known, load
from guard.decide.policy import Policy

Make = Callable[..., Policy]


def compare(make: Make, before: str, after: str) -> Diff:
    return diff(make(f"policy: p\n{before}"), make(f"policy: p\n{after}"))


def said(changes: object) -> list[str]:
    return [str(each) for each in changes]  # type: ignore[attr-defined]


def entities(rules: str) -> str:
    return f"prompt: {{entities: {{{rules}}}}}"


@pytest.mark.parametrize(
    ("weak", "strict"),
    [
        ("PERSON: allow", "PERSON: annotate"),
        ("", "PERSON: annotate"),
        ("PERSON: redact", "PERSON: block"),
        ("PERSON: {action: block, min_score: 0.6}", "PERSON: block"),
        ("PERSON: {action: redact, operator: mask}", "PERSON: {action: redact, operator: hash}"),
        (
            "PERSON: {action: redact, operator: mask, keep_last: 4}",
            "PERSON: {action: redact, operator: mask}",
        ),
        ("AGE: block, PERSON: {action: block, only_with: [AGE]}", "AGE: block, PERSON: block"),
        ("'*': annotate", "'*': block"),
        ("'*': block, PERSON: allow", "'*': block"),
    ],
)
def test_a_rule_is_stricter_or_weaker(policy: Make, weak: str, strict: str):
    up = compare(policy, entities(weak), entities(strict))
    down = compare(policy, entities(strict), entities(weak))
    assert (len(up.stricter), up.weaker, up.different) == (1, (), ())
    assert (down.weaker, down.stricter, down.different) == (
        tuple(each.mirrored for each in up.stricter),
        (),
        (),
    )


@pytest.mark.parametrize(
    ("weak", "strict"),
    [
        ("hate: {block: high}", "hate: {block: low}"),
        ("hate: {annotate: low}", "hate: {annotate: low, block: high}"),
        ("hate: {block: low, min_score: 0.5}", "hate: {block: low}"),
        ("", "hate: {annotate: high}"),
    ],
)
def test_harm_by_level_and_score(policy: Make, weak: str, strict: str):
    up = compare(
        policy, f"completion: {{categories: {{{weak}}}}}", f"completion: {{categories: {{{strict}}}}}"
    )
    assert (len(up.stricter), up.weaker, up.different) == (1, (), ())
    assert up.stricter[0].where == "completion"


def test_one_rule_can_be_both(policy: Make):
    found = compare(policy, entities("PERSON: block"), entities("PERSON: {action: redact, min_score: 0.1}"))
    assert len(found.weaker) == 1
    assert compare(
        policy, entities("PERSON: redact"), entities("PERSON: {action: block, min_score: 0.9}")
    ) == Diff(
        stricter=(
            line := compare(
                policy, entities("PERSON: redact"), entities("PERSON: {action: block, min_score: 0.9}")
            ).stricter
        ),
        weaker=line,
    )


def test_another_way_to_rewrite_is_only_different(policy: Make):
    found = compare(
        policy,
        entities("PERSON: {action: redact, operator: hash}"),
        entities("PERSON: {action: redact, operator: pseudonym}"),
    )
    assert said(found.different) == [
        "prompt: PERSON: redact by hash from score 0.4 -> redact by pseudonym from score 0.4"
    ]
    assert not found.weaker
    assert not found.stricter


def test_what_reads_otherwise_and_does_the_same_is_no_change_of_a_rule(policy: Make):
    found = compare(policy, entities("'*': block"), entities("'*': block, PERSON: block"))
    assert [each.where for each in found.different] == ["digest"]
    found = compare(policy, entities(""), entities("PERSON: {action: allow, min_score: 0.9}"))
    assert [each.where for each in found.different] == ["digest"]


def test_labels_that_change_alike_share_a_line(policy: Make):
    found = compare(policy, entities(""), entities("'*': block, PERSON: block, AGE: annotate"))
    assert said(found.stricter) == [
        "prompt: *, PERSON: nothing -> block from score 0.4",
        "prompt: AGE: nothing -> annotate from score 0.4",
    ]
    assert found.stricter[0].labels == ("*", "PERSON")


def test_a_group_is_told_by_its_name(folder: object, policy: Make):
    many = frozenset(f"KEY_{at}" for at in range(30))
    known = Known(entities=many, countries=frozenset(), detectors=frozenset(), groups={"secret/*": many})

    def made(text: str) -> Policy:
        path = folder / "g.yaml"  # type: ignore[operator]
        path.write_text(text)
        return load(path, known, folder / "packs")  # type: ignore[operator]

    found = diff(made("policy: p"), made("policy: p\nprompt: {entities: {secret/*: block, KEY_1: annotate}}"))
    assert said(found.stricter) == [
        "prompt: KEY_1: nothing -> annotate from score 0.4",
        "prompt: secret/* (29): nothing -> block from score 0.4",
    ]
    assert len(found.stricter[1].labels) == 29
    found = diff(
        made("policy: p"),
        made(f"policy: p\nprompt: {{entities: {{{', '.join(f'{each}: block' for each in many)}}}}}"),
    )
    assert "and 26 more" in str(found.stricter[0])


def test_what_is_not_looked_for_is_not_acted_on(policy: Make):
    rare = {"US_SSN": frozenset({"us"})}
    wide, named = (
        policy("policy: p\nprompt: {entities: {'*': block}}"),
        policy("policy: p\nprompt: {entities: {'*': block, US_SSN: block}}"),
    )
    assert said(diff(named, wide, rare).weaker) == ["prompt: US_SSN: block from score 0.4 -> nothing"]
    assert not diff(named, wide).weaker
    country = policy("policy: p\ncountries: [us]\nprompt: {entities: {'*': block}}")
    assert said(diff(named, country, rare).weaker) == []
    assert "prompt: US_SSN: nothing -> block from score 0.4" in said(diff(wide, country, rare).stricter)


WHEN = "when: [{{id: bot, apps: [bot], prompt: {{entities: {{PERSON: {0}}}}}}}]"


def test_a_condition_that_relaxes_is_weaker_when_it_comes(policy: Make):
    base = entities("PERSON: block")
    found = compare(policy, base, f"{base}\n{WHEN.format('allow')}")
    assert said(found.weaker) == ["when app bot: prompt: PERSON: block from score 0.4 -> nothing"]
    assert said(found.different) == ["when: bot: nothing -> app bot"]
    back = compare(policy, f"{base}\n{WHEN.format('allow')}", base)
    assert [each.mirrored for each in back.stricter] == list(found.weaker)


def test_a_change_for_all_requests_is_told_once(policy: Make):
    rest = WHEN.replace("PERSON", "AGE").format("block")
    found = compare(policy, f"{entities('PERSON: block')}\n{rest}", f"{entities('PERSON: annotate')}\n{rest}")
    assert said(found.weaker) == ["prompt: PERSON: block from score 0.4 -> annotate from score 0.4"]


def test_conditions_that_hold_together_are_looked_at(policy: Make):
    relaxing = "{id: hr, if: 'labels.team == \"hr\"', prompt: {entities: {PERSON: allow}}}"
    same = "{id: bot, apps: [bot], prompt: {entities: {PERSON: redact}}}"
    base = entities("PERSON: redact")
    found = compare(policy, f"{base}\nwhen: [{relaxing}, {same}]", f"{base}\nwhen: [{relaxing}]")
    assert [each.where for each in found.weaker] == ['when labels.team == "hr" and app bot: prompt']


def test_conditions_that_no_request_meets_together_are_not(policy: Make):
    one = "{id: a, apps: [a], prompt: {entities: {PERSON: allow}}}"
    two = "{id: b, apps: [b], prompt: {entities: {PERSON: redact}}}"
    base = entities("PERSON: redact")
    found = compare(policy, f"{base}\nwhen: [{one}, {two}]", f"{base}\nwhen: [{one}]")
    assert not found.weaker
    assert said(found.different) == ["when: b: app b -> nothing"]


def test_another_condition_is_told(policy: Make):
    base = entities("PERSON: block")
    found = compare(
        policy,
        f"{base}\n{WHEN.format('allow')}",
        f"{base}\n{WHEN.format('allow').replace('apps: [bot]', 'models: [m*]')}",
    )
    assert len(found.weaker) == len(found.stricter) == 1
    assert said(found.different) == ["when: bot: app bot -> model m*"]


def test_floors_come_and_go(policy: Make):
    found = compare(policy, entities("PERSON: block"), entities("PERSON: {action: block, floor: true}"))
    assert said(found.stricter) == ["floors: prompt: PERSON: nothing -> block from score 0.4"]
    assert not found.weaker
    harm = "completion: {{categories: {{hate: {{block: {0}, floor: true}}}}}}"
    found = compare(policy, harm.format("low"), harm.format("high"))
    assert "floors: completion: hate: block from low -> block from high" in said(found.weaker)
