"""Amazon Bedrock's ApplyGuardrail. Shapes: botocore's bedrock-runtime model 2023-09-30.

A guardrail's id is the policy's id, its version ``DRAFT`` or the first digits of the policy's digest. What
was found is told by type: the members that would repeat it are empty. Every output stands in the place
of its input, also those of a refusal, so that no input is taken for let through.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BaseModel, Field, model_validator

from guard.api.dropin.endpoint import Call, Endpoint, System, answer, parsed, refusal
from guard.decide.policy import Policy
from guard.errors import WireError
from guard.exchange import Answer
from guard.screen import Screening
from guard.types import Action, Category, Decision, Direction, Kind, Severity, Text, readable

CONTENT: Mapping[str, str] = MappingProxyType(
    {
        Category.HATE: "HATE",
        Category.HARASSMENT: "INSULTS",
        Category.SEXUAL: "SEXUAL",
        Category.SEXUAL_MINORS: "SEXUAL",
        Category.VIOLENCE: "VIOLENCE",
        Category.SELF_HARM: "MISCONDUCT",
        Category.ILLICIT: "MISCONDUCT",
        Category.PROMPT_ATTACK: "PROMPT_ATTACK",
    }
)
"""Bedrock's content filters by our categories."""
ENTITIES: Mapping[str, str] = MappingProxyType(
    {
        "ADDRESS": "ADDRESS",
        "AGE": "AGE",
        "AWS_ACCESS_KEY": "AWS_ACCESS_KEY",
        "BIC_CODE": "SWIFT_CODE",
        "CA_HEALTH_NUMBER": "CA_HEALTH_NUMBER",
        "CA_SIN": "CA_SOCIAL_INSURANCE_NUMBER",
        "CREDIT_CARD": "CREDIT_DEBIT_CARD_NUMBER",
        "EMAIL_ADDRESS": "EMAIL",
        "IBAN_CODE": "INTERNATIONAL_BANK_ACCOUNT_NUMBER",
        "IP_ADDRESS": "IP_ADDRESS",
        "MAC_ADDRESS": "MAC_ADDRESS",
        "PERSON": "NAME",
        "COMMAND_PASSWORD": "PASSWORD",
        "DRIVER_LICENSE_NUMBER": "DRIVER_ID",
        "LICENSE_PLATE_NUMBER": "LICENSE_PLATE",
        "PASSWORD_ASSIGNMENT": "PASSWORD",
        "PASSWORD_FIELD": "PASSWORD",
        "PHONE_NUMBER": "PHONE",
        "UK_NHS": "UK_NATIONAL_HEALTH_SERVICE_NUMBER",
        "UK_NINO": "UK_NATIONAL_INSURANCE_NUMBER",
        "UK_UTR": "UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER",
        "URL": "URL",
        "USERNAME": "USERNAME",
        "US_BANK_NUMBER": "US_BANK_ACCOUNT_NUMBER",
        "ABA_ROUTING_NUMBER": "US_BANK_ROUTING_NUMBER",
        "US_ITIN": "US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER",
        "US_PASSPORT": "US_PASSPORT_NUMBER",
        "US_SSN": "US_SOCIAL_SECURITY_NUMBER",
        "VIN": "VEHICLE_IDENTIFICATION_NUMBER",
    }
)
"""Bedrock's names of entities; any other entity is told as a regex of our name."""
_ENDINGS = (
    ("_DRIVER_LICENSE", "DRIVER_ID"),
    ("_DRIVING_LICENCE", "DRIVER_ID"),
    ("_LICENSE_PLATE", "LICENSE_PLATE"),
    ("_VEHICLE_PLATE", "LICENSE_PLATE"),
)
_DRAFT = "DRAFT"
_DIGITS = 6
_ARN = ":guardrail/"
_UNIT = 1000  # code points of what Bedrock bills as one text unit
_CONFIDENCE = {Severity.LOW: "LOW", Severity.MEDIUM: "MEDIUM", Severity.HIGH: "HIGH"}
_ERRORS = {
    400: "ValidationException",
    401: "AccessDeniedException",
    404: "ResourceNotFoundException",
    413: "ValidationException",
    503: "ServiceUnavailableException",
}
_FORBIDDEN = 403  # what this service says to a caller it does not know


class TextBlock(BaseModel):
    """A text and what it is for; every one is screened, whatever for."""

    text: str
    qualifiers: list[Literal["grounding_source", "query", "guard_content"]] | None = None


class Block(BaseModel):
    """A text or an image."""

    text: TextBlock | None = None
    image: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _one(self) -> "Block":
        if (self.text is None) is (self.image is None):
            raise ValueError("expected either text or image")
        return self


class ApplyGuardrail(BaseModel):
    """A request to apply a guardrail."""

    source: Literal["INPUT", "OUTPUT"]
    content: list[Block] = Field(min_length=1, max_length=1024)
    outputScope: Literal["INTERVENTIONS", "FULL"] | None = None  # noqa: N815  # Bedrock's spelling


async def apply(call: Call) -> Answer:
    """Screen contents, and give them as they may leave."""
    policy = call.service.guard.policy
    _check(policy, call.path["identifier"].rpartition(_ARN)[2], call.path["version"])
    asked = parsed(ApplyGuardrail, call.body)
    texts = [_text(at, block) for at, block in enumerate(asked.content)]
    direction = Direction.PROMPT if asked.source == "INPUT" else Direction.COMPLETION
    examined = await call.examine(texts, direction)
    screening = examined.screening
    changed = screening.values != tuple(text.value for text in texts)
    outputs: Sequence[str] = ()
    if screening.blocked:
        outputs = [refusal(screening)] * len(texts)
    elif changed:
        outputs = screening.values
    body: dict[str, Any] = {
        "usage": _usage(texts),
        "action": "GUARDRAIL_INTERVENED" if outputs else "NONE",
        "outputs": [{"text": each} for each in outputs],
        "assessments": [_assessment(screening, policy, full=asked.outputScope == "FULL")],
        "guardrailCoverage": _coverage(texts),
    }
    if outputs:
        body["actionReason"] = "Guardrail blocked." if screening.blocked else "Guardrail masked."
    return answer(body, examined.headers)


def _check(policy: Policy, identifier: str, version: str) -> None:
    """Check that a guardrail is the policy in force.

    Raises:
        WireError: if it is another one.
    """
    named = len(version) >= _DIGITS and policy.digest.startswith(version)
    if identifier != policy.id or not (version == _DRAFT or named):
        raise WireError(
            "no such guardrail: expected the policy's id, and DRAFT or the first digits of its digest",
            status=HTTPStatus.NOT_FOUND,
        )


def _text(at: int, block: Block) -> Text:
    place = f"content[{at}]"
    if block.text is None:
        return Text("/image", "", scannable=False, place=f"{place}.image")
    return Text("/text", readable(block.text.text), place=f"{place}.text")


def _usage(texts: Iterable[Text]) -> dict[str, int]:
    """Give Bedrock's units: nothing is billed here, but its clients read them."""
    units = sum(math.ceil(len(text.value) / _UNIT) for text in texts)
    return {
        "topicPolicyUnits": 0,
        "contentPolicyUnits": units,
        "wordPolicyUnits": units,
        "sensitiveInformationPolicyUnits": units,
        "sensitiveInformationPolicyFreeUnits": 0,
        "contextualGroundingPolicyUnits": 0,
    }


def _coverage(texts: Iterable[Text]) -> dict[str, Any]:
    total = sum(len(text.value) for text in texts)
    return {"textCharacters": {"guarded": total, "total": total}}


def _assessment(screening: Screening, policy: Policy, *, full: bool) -> dict[str, Any]:
    """Give what was found, in Bedrock's words; without ``full`` only what is masked or refused."""
    least = Action.ANNOTATE if full else Action.REDACT
    told = [each for each in screening.verdict.decisions if each.counts and each.action >= least]
    harm = [each for each in told if each.finding.kind is Kind.CATEGORY]
    words = [each for each in told if each.finding.kind is Kind.WORDS and each.action is Action.BLOCK]
    rest = [each for each in told if each not in words and each.finding.kind is not Kind.CATEGORY]
    known = [(each, name) for each in rest if (name := entity(each.finding.label))]
    other = [each for each in rest if not entity(each.finding.label)]
    assessment: dict[str, Any] = {
        "appliedGuardrailDetails": {"guardrailId": policy.id, "guardrailVersion": _DRAFT}
    }
    if harm:
        assessment["contentPolicy"] = {"filters": _filters(harm)}
    if words:
        custom = [{"match": "", "action": "BLOCKED", "detected": True} for _ in words]
        assessment["wordPolicy"] = {"customWords": custom, "managedWordLists": []}
    if rest:
        assessment["sensitiveInformationPolicy"] = {
            "piiEntities": [{"type": name, **_found(each)} for each, name in known],
            "regexes": [{"name": each.finding.label, **_found(each)} for each in other],
        }
    return assessment


def entity(label: str) -> str:
    """Give Bedrock's name of an entity, empty if it has none.

    >>> entity("EMAIL_ADDRESS"), entity("NL_DRIVING_LICENCE"), entity("NL_BSN")
    ('EMAIL', 'DRIVER_ID', '')
    """
    by_ending = (name for ending, name in _ENDINGS if label.endswith(ending))
    return ENTITIES.get(label) or next(by_ending, "")


def _found(decision: Decision) -> dict[str, Any]:
    action = {Action.BLOCK: "BLOCKED", Action.REDACT: "ANONYMIZED"}.get(decision.action, "NONE")
    return {"match": "", "action": action, "detected": True}


def _filters(harm: Iterable[Decision]) -> list[dict[str, Any]]:
    """Give one filter for each of Bedrock's types, with the worst of what belongs to it."""
    worst: dict[str, Decision] = {}
    for each in harm:
        name = CONTENT[each.finding.label]
        known = worst.get(name)
        if known is None or (known.action, known.finding.severity) < (each.action, each.finding.severity):
            worst[name] = each
    return [
        {
            "type": name,
            "confidence": _CONFIDENCE.get(each.finding.severity, "NONE"),
            "action": "BLOCKED" if each.action is Action.BLOCK else "NONE",
            "detected": True,
        }
        for name, each in sorted(worst.items())
    ]


def _failure(bad: WireError) -> Answer:
    status = _FORBIDDEN if bad.status == HTTPStatus.UNAUTHORIZED else bad.status
    kind = _ERRORS.get(bad.status, "ValidationException")
    message = bad.message
    if bad.status == HTTPStatus.UNAUTHORIZED:
        message += ": expected a bearer key, for a signature (SigV4) cannot be checked here"
    return answer({"message": message}, (("x-amzn-errortype", kind),), status)


SYSTEM = System(
    "bedrock",
    (
        Endpoint(
            "POST",
            "/guardrail/{identifier:path}/version/{version}/apply",
            apply,
            "Amazon Bedrock: apply the policy, named by its id, to contents.",
        ),
    ),
    _failure,
)
