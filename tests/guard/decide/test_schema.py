"""The policy format: what may stand in it, and that nothing else may."""

from typing import Any

import pytest
from pydantic import ValidationError

from guard.decide.policy import Evidence, Mode, Record
from guard.decide.schema import EntityModel, Model, PolicyModel
from guard.types import Category, Operator, Severity


def model(**keys: Any) -> PolicyModel:
    return PolicyModel.model_validate({"policy": "p", **keys})


def test_defaults_are_strict():
    made = model()
    assert made.on_not_run == {"default": "block"}
    assert (made.mode, made.min_score, made.countries) == (Mode.ENFORCE, 0.4, ())
    assert (made.stream.hold, made.audit.record, made.audit.evidence) == (
        "sentence",
        Record.FLAGGED,
        Evidence.REDACTED,
    )
    assert made.audit.never_record == ()
    assert made.prompt == made.completion
    assert not made.prompt.entities


def test_short_forms_are_the_long_ones():
    short = model(on_not_run="allow", prompt={"entities": {"A": "redact"}})
    long = model(on_not_run={"default": "allow"}, prompt={"entities": {"A": {"action": "redact"}}})
    assert short == long
    assert short.prompt.entities["A"] == EntityModel(action="redact", operator=Operator.REPLACE)


@pytest.mark.parametrize("evidence", list(Evidence))
def test_every_level_of_evidence_may_be_named(evidence: Evidence):
    assert model(audit={"evidence": evidence.value}).audit.evidence is evidence


@pytest.mark.parametrize("category", [*Category, "*"])
@pytest.mark.parametrize("severity", [each.name.lower() for each in Severity if each])
def test_every_category_may_be_named(category: str, severity: str):
    assert model(prompt={"categories": {category: {"block": severity}}})


@pytest.mark.parametrize("operator", list(Operator))
def test_every_operator_may_be_named(operator: Operator):
    made = model(prompt={"entities": {"A": {"action": "redact", "operator": operator.value}}})
    assert made.prompt.entities["A"].operator is operator


@pytest.mark.parametrize(
    "keys",
    [
        {"policy": ""},
        {"policy": "Big"},
        {"policy": "a b"},
        {"policy": "-a"},
        {"policy": "a" * 62},
        {"policy": "a@1"},
        {"policy": 7},
        {"unknown": 1},
        {"mode": "off"},
        {"mode": None},
        {"on_not_run": "annotate"},
        {"on_not_run": {"x": "redact"}},
        {"on_not_run": True},
        {"min_score": 1.01},
        {"min_score": -0.1},
        {"countries": ["USA"]},
        {"countries": ["US"]},
        {"countries": "us"},
        {"countries": [False]},
        {"extends": "base"},
        {"prompt": {"entity": {}}},
        {"prompt": {"entities": {"A": "redcat"}}},
        {"prompt": {"entities": {"A": None}}},
        {"prompt": {"entities": {"A": {"operator": "mask"}}}},
        {"prompt": {"entities": {"A": {"action": "redact", "operator": "encrypt"}}}},
        {"prompt": {"entities": {"A": {"action": "redact", "keep_last": 17}}}},
        {"prompt": {"entities": {"A": {"action": "redact", "keep_last": -1}}}},
        {"prompt": {"entities": {"A": {"action": "redact", "min_score": 2}}}},
        {"prompt": {"entities": {"A": {"action": "redact", "regex": "x"}}}},
        {"prompt": {"categories": {"rudeness": {"block": "low"}}}},
        {"prompt": {"categories": {"hate": "block"}}},
        {"prompt": {"categories": {"hate": {"block": "safe"}}}},
        {"prompt": {"categories": {"hate": {"allow": "low"}}}},
        {"words": [{"id": "Bad Id", "action": "block", "list": ["x"]}]},
        {"words": [{"action": "block", "list": ["x"]}]},
        {"words": [{"id": "a", "list": ["x"]}]},
        {"words": [{"id": "a", "action": "block", "list": ["x"], "directions": ["both"]}]},
        {"words": [{"id": "a", "action": "block", "list": [1]}]},
        {"allow": [{"regex": "x"}]},
        {"allow": [{"entity": "A", "regexp": "x"}]},
        {"stream": {"hold": "word"}},
        {"audit": {"record": "all"}},
        {"audit": {"evidence": "full"}},
        {"audit": {"retention_days": "x"}},
        {"audit": {"never_record": "PERSON"}},
        {"audit": {"never_record": [1]}},
        {"audit": {"exceptions": []}},
    ],
)
def test_what_may_not_stand_in_a_policy(keys: dict[str, Any]):
    with pytest.raises(ValidationError):
        model(**keys)


def models(of: type[Model]) -> set[type[Model]]:
    return {of, *(each for one in of.__subclasses__() for each in models(one))}


def test_every_part_refuses_unknown_keys_and_changes():
    assert len(models(Model)) >= 8
    for each in models(Model):
        assert (each.model_config["extra"], each.model_config["frozen"]) == ("forbid", True)


def test_the_schema_for_editors_knows_the_short_forms():
    defs = PolicyModel.model_json_schema()
    entities = defs["$defs"]["DirectionModel"]["properties"]["entities"]["additionalProperties"]
    assert {"enum": ["allow", "annotate", "redact", "block"], "type": "string"} in entities["anyOf"]
    assert defs["additionalProperties"] is False
    assert set(defs["required"]) == {"policy"}
