"""Bedrock's ApplyGuardrail: outputs in place, masked is not blocked, no value told. boto3: tests/conformance."""

import doctest
import json
from typing import Any

import pytest

from guard.api.dropin import bedrock
from guard.detect import catalogue
from guard.types import Category

PATH = "/guardrail/{}/version/{}/apply"
DRAFT = PATH.format("patterns", "DRAFT")
MAIL = {"text": {"text": "mail jane@example.org"}}
CARD = {"text": {"text": "card 4111 1111 1111 1111"}}
PHONE = {"text": {"text": "call +1 415 555 0132"}}
HI = {"text": {"text": "hi", "qualifiers": ["query"]}}


def body(*content: dict[str, Any], source: str = "INPUT", **more: Any) -> dict[str, Any]:
    return {"source": source, "content": list(content), **more}


def test_masked_outputs_stand_in_the_place_of_their_inputs(call: Any) -> None:
    sent = call(DRAFT, body(HI, MAIL, HI))
    assert sent.status == 200
    assert (sent.body["action"], sent.body["actionReason"]) == ("GUARDRAIL_INTERVENED", "Guardrail masked.")
    first, second, third = (each["text"] for each in sent.body["outputs"])
    assert (first, third) == ("hi", "hi")
    assert second.startswith("mail <EMAIL_ADDRESS_")
    (assessment,) = sent.body["assessments"]
    found = assessment["sensitiveInformationPolicy"]["piiEntities"]
    assert found == [{"type": "EMAIL", "match": "", "action": "ANONYMIZED", "detected": True}]
    assert "jane" not in sent.text
    assert sent.body["guardrailCoverage"]["textCharacters"] == {"guarded": 25, "total": 25}
    assert len(sent.headers["x-guard-record"]) == 32


def test_blocked_outputs_are_all_the_refusal(call: Any) -> None:
    sent = call(DRAFT, body(HI, CARD, MAIL))
    assert (sent.body["action"], sent.body["actionReason"]) == ("GUARDRAIL_INTERVENED", "Guardrail blocked.")
    outputs = [each["text"] for each in sent.body["outputs"]]
    assert len(outputs) == 3
    assert all(each.startswith("refused by policy patterns@") for each in outputs)
    found = sent.body["assessments"][0]["sensitiveInformationPolicy"]["piiEntities"]
    assert {(each["type"], each["action"]) for each in found} == {
        ("CREDIT_DEBIT_CARD_NUMBER", "BLOCKED"),
        ("EMAIL", "ANONYMIZED"),
    }
    assert "4111" not in sent.text


def test_what_is_only_noted_is_told_in_full_scope_only(call: Any) -> None:
    brief = call(DRAFT, body(PHONE)).body
    assert (brief["action"], brief["outputs"]) == ("NONE", [])
    assert "sensitiveInformationPolicy" not in brief["assessments"][0]
    assert "actionReason" not in brief
    full = call(DRAFT, body(PHONE, outputScope="FULL")).body
    assert full["action"] == "NONE"
    (found,) = full["assessments"][0]["sensitiveInformationPolicy"]["piiEntities"]
    assert (found["type"], found["action"]) == ("PHONE", "NONE")


def test_the_source_is_the_direction(call: Any) -> None:
    text = {"text": {"text": "mail jane@example.org, call +1 415 555 0132"}}
    sent = call(DRAFT, body(text, source="OUTPUT", outputScope="FULL"))
    assert sent.body["outputs"] == [{"text": "mail <EMAIL_ADDRESS>, call +1 415 555 0132"}]


def test_words_and_pictures(call: Any) -> None:
    sent = call(DRAFT, body({"text": {"text": "bluebird"}}))
    words = sent.body["assessments"][0]["wordPolicy"]
    assert words["customWords"] == [{"match": "", "action": "BLOCKED", "detected": True}]
    soft = call(DRAFT, body({"text": {"text": "greenfinch"}}))
    (regex,) = soft.body["assessments"][0]["sensitiveInformationPolicy"]["regexes"]
    assert (regex["name"], regex["action"], regex["match"]) == ("words:soft", "ANONYMIZED", "")
    image = {"image": {"format": "png", "source": {"bytes": "aGVsbG8="}}}
    picture = call(DRAFT, body(HI, image, outputScope="FULL"))
    assert (
        picture.body["assessments"][0]["sensitiveInformationPolicy"]["regexes"][0]["name"] == "NOT_SCANNABLE"
    )
    assert picture.body["outputs"] == []


def test_harm_has_bedrocks_types_and_confidences(call_default: Any) -> None:
    path = PATH.format("default", "DRAFT")
    sent = call_default(path, body({"text": {"text": "I am going to kill you"}}))
    filters = sent.body["assessments"][0]["contentPolicy"]["filters"]
    assert {"type": "VIOLENCE", "confidence": "HIGH", "action": "BLOCKED", "detected": True} in filters
    assert len({each["type"] for each in filters}) == len(filters)


def test_the_guardrail_is_the_policy_in_force(call: Any) -> None:
    digest = call(DRAFT, body(HI)).headers["x-guard-policy"].partition("@")[2]
    arn = "arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Aguardrail%2Fpatterns"
    for identifier, version in (("patterns", digest), ("patterns", digest[:6]), (arn, "DRAFT")):
        assert call(PATH.format(identifier, version), body(HI)).status == 200
    for identifier, version in (
        ("default", "DRAFT"),
        ("patterns", "1"),
        ("patterns", digest[:5]),
        ("patterns", "000000000000"),
        ("zebra", "DRAFT"),
        ("patterns%2Fx", "DRAFT"),
    ):
        sent = call(PATH.format(identifier, version), body(HI))
        assert (sent.status, sent.headers["x-amzn-errortype"]) == (404, "ResourceNotFoundException")
        assert "zebra" not in sent.text


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        ({}, "source"),
        (body(HI, source="ZEBRA"), "source"),
        (body(), "content"),
        (body({}), "content[0]"),
        (body({"text": {"text": "zebra"}, "image": {}}), "content[0]"),
        (body({"text": "zebra"}), "content[0].text"),
        (body({"text": {"text": 3}}), "content[0].text.text"),
        (body({"text": {"text": "a", "qualifiers": ["zebra"]}}), "content[0].text.qualifiers[0]"),
        (body(HI, outputScope="ZEBRA"), "outputScope"),
    ],
)
def test_bad_input(call: Any, sent: dict[str, Any], place: str) -> None:
    answer = call(DRAFT, sent)
    assert (answer.status, answer.headers["x-amzn-errortype"]) == (400, "ValidationException")
    assert list(answer.body) == ["message"]
    assert answer.body["message"].startswith(f"{place}:")
    assert "zebra" not in answer.text.lower()


def test_a_signature_is_no_key(call: Any) -> None:
    sigv4 = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-west-1/bedrock/aws4_request, Signature=0"
    sent = call(DRAFT, body(HI), key="", headers={"authorization": sigv4})
    assert (sent.status, sent.headers["x-amzn-errortype"]) == (403, "AccessDeniedException")
    assert "SigV4" in sent.body["message"]
    assert "AKIDEXAMPLE" not in sent.text


def test_every_category_and_known_entity_is_mapped() -> None:
    assert set(bedrock.CONTENT) == set(Category)
    assert set(bedrock.ENTITIES) <= catalogue.entities()
    assert doctest.testmod(bedrock).failed == 0


def test_only_names_of_bedrocks_own_model() -> None:
    import botocore.session

    shapes = botocore.session.get_session().get_service_model("bedrock-runtime")
    kinds = set(shapes.shape_for("GuardrailPiiEntityType").enum)
    used = {bedrock.entity(each) for each in catalogue.entities()} - {""}
    assert used <= kinds
    filters = set(shapes.shape_for("GuardrailContentFilterType").enum)
    assert set(json.loads(json.dumps(list(bedrock.CONTENT.values())))) <= filters
