"""LLM Guard's API. https://protectai.github.io/llm-guard/api/overview/.

``scanners_suppress`` is read and not obeyed: a caller does not switch off what the policy asks for.
What is only masked is valid; ``is_valid`` is false for what the policy refuses.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel

from guard.api.dropin.endpoint import Call, Endpoint, System, answer, labels, parsed
from guard.detect.secret import SECRETS
from guard.errors import WireError
from guard.exchange import Answer
from guard.service import Examined
from guard.types import Category, Decision, Direction, Text, readable

_NOTHING = -1.0
"""LLM Guard's score of a scanner that found nothing."""
_SECRETS = frozenset(each.entity for each in SECRETS)
_TOXIC = frozenset(Category) - {Category.PROMPT_ATTACK}


class Prompt(BaseModel):
    """A prompt that is to be screened."""

    prompt: str


class Output(BaseModel):
    """A completion that is to be screened; the prompt it belongs to is not looked at again."""

    prompt: str
    output: str


def scanner(label: str, direction: Direction) -> str:
    """Give the name of LLM Guard's scanner that looks for a label."""
    if label.startswith("words:"):
        return "BanSubstrings"
    if label == Category.PROMPT_ATTACK:
        return "PromptInjection"
    if label in _TOXIC:
        return "Toxicity"
    if label in _SECRETS:
        return "Secrets"
    return "Anonymize" if direction is Direction.PROMPT else "Sensitive"


def scores(call: Call, direction: Direction, examined: Examined) -> Mapping[str, float]:
    """Give the highest score of what the policy acts on, by scanner; -1 for one that found nothing."""
    worst = {scanner(label, direction): _NOTHING for label in labels(call.service, direction)}
    for decision in examined.screening.verdict.decisions:
        name = scanner(decision.finding.label, direction)
        if _counts(decision):
            worst[name] = max(worst.get(name, _NOTHING), round(decision.finding.score, 4))
    return dict(sorted(worst.items()))


def _counts(decision: Decision) -> bool:
    return decision.counts


async def _screened(call: Call, value: str, direction: Direction, sanitized: str = "") -> Answer:
    text = Text(
        f"/{direction}", readable(value), place="prompt" if direction is Direction.PROMPT else "output"
    )
    examined = await call.examine([text], direction)
    body: dict[str, Any] = {
        "is_valid": not examined.screening.blocked,
        "scanners": scores(call, direction, examined),
    }
    if sanitized:
        body[sanitized] = examined.screening.text or ""
    return answer(body, examined.headers)


async def analyze_prompt(call: Call) -> Answer:
    """Screen a prompt and give it as it may leave."""
    asked = parsed(Prompt, call.body, HTTPStatus.UNPROCESSABLE_ENTITY)
    return await _screened(call, asked.prompt, Direction.PROMPT, "sanitized_prompt")


async def analyze_output(call: Call) -> Answer:
    """Screen a completion and give it as it may leave."""
    asked = parsed(Output, call.body, HTTPStatus.UNPROCESSABLE_ENTITY)
    return await _screened(call, asked.output, Direction.COMPLETION, "sanitized_output")


async def scan_prompt(call: Call) -> Answer:
    """Screen a prompt."""
    asked = parsed(Prompt, call.body, HTTPStatus.UNPROCESSABLE_ENTITY)
    return await _screened(call, asked.prompt, Direction.PROMPT)


async def scan_output(call: Call) -> Answer:
    """Screen a completion."""
    asked = parsed(Output, call.body, HTTPStatus.UNPROCESSABLE_ENTITY)
    return await _screened(call, asked.output, Direction.COMPLETION)


def _failure(bad: WireError) -> Answer:
    if bad.status == HTTPStatus.UNAUTHORIZED:
        return answer({"message": "Invalid API key", "details": None}, status=bad.status)
    if bad.status == HTTPStatus.UNPROCESSABLE_ENTITY:
        details = [{"loc": ["body", bad.param or ""], "msg": bad.message, "type": "value_error"}]
        return answer({"message": "Validation failed", "details": details}, status=bad.status)
    return answer({"message": bad.message, "details": None}, status=bad.status)


SYSTEM = System(
    "llm-guard",
    (
        Endpoint("POST", "/analyze/prompt", analyze_prompt, "LLM Guard: screen and sanitize a prompt."),
        Endpoint("POST", "/analyze/output", analyze_output, "LLM Guard: screen and sanitize a completion."),
        Endpoint("POST", "/scan/prompt", scan_prompt, "LLM Guard: screen a prompt."),
        Endpoint("POST", "/scan/output", scan_output, "LLM Guard: screen a completion."),
    ),
    _failure,
)
