"""agentgateway's guardrail webhook: ``POST /request`` and ``POST /response``.

https://agentgateway.dev/docs/standalone/latest/llm/prompt-guards/webhooks/. The gateway tells actions apart by
their members, and tries "mask" first: a refusal's body is a string, never an object. Nothing in the
two requests says that they belong together, so tokens that went out in a prompt do not come back.
"""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field

from guard.api.dropin.endpoint import Call, Endpoint, System, answer, parsed
from guard.errors import WireError
from guard.exchange import Answer
from guard.screen import Screening
from guard.types import Direction, Text, readable
from guard.wire import refusal

_REFUSED = 400


class Message(BaseModel):
    """One message; the gateway sends its text only."""

    role: str = Field(pattern=r"^[A-Za-z_-]{1,32}$")
    content: str


class Messages(BaseModel):
    """The messages of a prompt."""

    messages: list[Message]


class Prompt(BaseModel):
    """What ``/request`` is sent."""

    body: Messages


class Choice(BaseModel):
    """One of several independent replies."""

    message: Message


class Choices(BaseModel):
    """The choices of a completion."""

    choices: list[Choice]


class Reply(BaseModel):
    """What ``/response`` is sent."""

    body: Choices


async def request(call: Call) -> Answer:
    """Screen the messages of a prompt."""
    messages = parsed(Prompt, call.body).body.messages
    texts = _texts(messages, "body.messages[{}].content")
    examined = await call.examine(texts, Direction.PROMPT)
    screening = examined.screening
    if screening.blocked:
        body = refusal.blocked_prompt(screening.verdict, screening.originals, screening.policy)
        return answer(_reject(screening, body), examined.headers)
    if not _changed(screening):
        return answer({"action": {"reason": "passed"}}, examined.headers)
    masked = [_message(each, value) for each, value in zip(messages, screening.values, strict=True)]
    return answer({"action": {"body": {"messages": masked}, "reason": "masked"}}, examined.headers)


async def response(call: Call) -> Answer:
    """Screen the choices of a completion."""
    messages = [each.message for each in parsed(Reply, call.body).body.choices]
    texts = _texts(messages, "body.choices[{}].message.content")
    examined = await call.examine(texts, Direction.COMPLETION)
    screening = examined.screening
    if screening.blocked:
        body = refusal.blocked_completion(screening.verdict, screening.policy)
        return answer(_reject(screening, body), examined.headers)
    if not _changed(screening):
        return answer({"action": {"reason": "passed"}}, examined.headers)
    masked = [
        {"message": _message(each, value)} for each, value in zip(messages, screening.values, strict=True)
    ]
    return answer({"action": {"body": {"choices": masked}, "reason": "masked"}}, examined.headers)


def _texts(messages: Sequence[Message], place: str) -> list[Text]:
    return [
        Text("/content", readable(message.content), place=place.format(at))
        for at, message in enumerate(messages)
    ]


def _changed(screening: Screening) -> bool:
    return screening.values != tuple(text.value for text in screening.originals)


def _message(message: Message, content: str) -> dict[str, str]:
    return {"role": message.role, "content": content}


def _reject(screening: Screening, body: bytes) -> dict[str, Any]:
    """Refuse with the error body that the sidecar itself would give."""
    reason = f"refused by policy {screening.policy}"
    return {"action": {"body": body.decode(), "status_code": _REFUSED, "reason": reason}}


def _failure(bad: WireError) -> Answer:
    body = refusal.error(bad.status, bad.message, code=bad.code, param=bad.param)
    return Answer(bad.status, (("content-type", "application/json"),), body)


SYSTEM = System(
    "agentgateway",
    (
        Endpoint("POST", "/request", request, "agentgateway: screen the messages of a prompt."),
        Endpoint("POST", "/response", response, "agentgateway: screen the choices of a completion."),
    ),
    _failure,
)
