"""LiteLLM's generic guardrail API, as litellm 1.109.1 has it.

https://docs.litellm.ai/docs/adding_provider/generic_guardrail_api

LiteLLM asks about a prompt and about its reply apart, under one call id: tokens issued in the prompt
are turned back in the reply. A streamed reply comes again and again, each time longer; the answer says
how many characters at its end may still change. What has to change and has no member to come back in,
such as the arguments of a streamed tool call, is refused: it is never passed as it was.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal

from pydantic import BaseModel, Field

from guard.api.dropin.calls import Calls
from guard.api.dropin.endpoint import Call, Endpoint, System, answer, parsed, refusal
from guard.engine import Guard
from guard.errors import WireError
from guard.exchange import Answer
from guard.screen import Screening, cutting
from guard.segments import Segments
from guard.transform.restore import Restorer
from guard.transform.rewrite import rewrite
from guard.types import Action, Decision, Direction, Kind
from guard.wire import chat, jsontext
from guard.wire.document import Document, Paths
from guard.wire.jsonstream import structured

PATH = "/beta/litellm_basic_guardrail_api"
_ABOUT = frozenset(
    """additional_provider_specific_params input_type litellm_call_id litellm_trace_id litellm_version model
    request_data request_headers""".split()
)
"""Members that tell of the request and go to no model; all others are screened, also those yet to come."""
_RETURNED = ("structured_messages", "texts", "tools")
_MESSAGES = "/messages"
_ROWS = "/structured_messages"


def _moved(patterns: Sequence[str]) -> frozenset[str]:
    """Give the special places of a chat request as they are in a request of LiteLLM's."""
    return frozenset(
        each.replace(_MESSAGES, _ROWS, 1) if each.startswith(_MESSAGES) else each for each in patterns
    )


PLACES = Paths(
    opaque=_moved([each for each in chat.REQUEST.opaque if each.startswith((_MESSAGES, "/tools"))])
    | {"/tool_calls/*/id", "/tool_calls/*/type"},
    binary=_moved([each for each in chat.REQUEST.binary if each.startswith(_MESSAGES)]) | {"/images/*"},
    names=frozenset(chat.REQUEST.names) | {"images", "structured_messages", "texts"},
)


class Request(BaseModel):
    """What must hold of a request; whatever else it has is screened all the same."""

    input_type: Literal["request", "response"]
    texts: list[str] | None = None
    images: list[str] | None = None
    tools: list[dict[str, Any]] | None = None
    tool_calls: list[dict[str, Any]] | None = None
    structured_messages: list[dict[str, Any]] | None = None
    litellm_call_id: str | None = Field(default=None, max_length=256)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The part of a request that is content: what of it is screened, and the whole of it."""

    content: Mapping[str, Any] = field(repr=False)
    document: Document = field(repr=False)
    repeated: frozenset[int]


class Guardrail:
    """The endpoint.

    Args:
        calls: remembers calls whose reply is still to come.
    """

    def __init__(self, calls: Calls | None = None) -> None:
        self._calls = calls or Calls()

    async def apply(self, call: Call) -> Answer:
        """Screen a prompt, or what there is of its reply."""
        request = parsed(Request, call.body)
        content = {
            name: value for name, value in call.body.items() if name not in _ABOUT and value is not None
        }
        asked = await call.service.aside(partial(_read, content))
        guard = call.service.guard
        who, which = call.caller.id, request.litellm_call_id or ""
        reply = request.input_type == "response"
        direction = Direction.COMPLETION if reply else Direction.PROMPT
        texts = list(asked.document.texts())
        restorer = Restorer(self._calls.tokens(who, which) if reply else {})
        examined = await call.examine(
            texts,
            direction,
            request_id=which,
            issued=restorer,
            known=lambda screening: reply and self._calls.told(who, which, _found(screening, guard)),
        )
        screening = examined.screening
        if reply and screening.flagged:
            # Only now, for what could not be recorded was not told.
            self._calls.tell(who, which, _found(screening, guard))
        if screening.blocked:
            return answer({"action": "BLOCKED", "blocked_reason": refusal(screening)}, examined.headers)
        if not reply:
            self._calls.issue(who, which, screening.tokens)
        body = await call.service.aside(partial(_body, asked, screening, restorer, guard, reply=reply))
        return answer(body, examined.headers)


def _read(content: Mapping[str, Any]) -> _Asked:
    """Give what is screened of a request: a text that stands in the messages as well is screened there."""
    strings = set(_strings(content.get("structured_messages")))
    texts = content.get("texts") or []
    repeated = frozenset(at for at, text in enumerate(texts) if text in strings)
    once: dict[str, Any] = {
        **content,
        "texts": [None if at in repeated else each for at, each in enumerate(texts)],
    }
    for name in ("images", "tool_calls"):
        if strings and set(_strings(content.get(name))) <= strings:
            once.pop(name, None)
    document = jsontext.read(json.dumps(once), PLACES)
    return _Asked(content, document, repeated)


def _strings(value: Any) -> Iterator[str]:
    """Yield every string of a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


def _pairs(old: Any, new: Any) -> Iterator[tuple[str, str]]:
    """Yield every string of a JSON value and what it has become."""
    if isinstance(old, str):
        yield old, str(new)
    elif isinstance(old, list):
        for each, changed in zip(old, new, strict=True):
            yield from _pairs(each, changed)
    elif isinstance(old, dict):
        for each, changed in zip(old.values(), new.values(), strict=True):
            yield from _pairs(each, changed)


def _found(screening: Screening, guard: Guard) -> frozenset[tuple[str, str, Action]]:
    """Give what a screening found, so that a longer text with nothing new in it is told from one with more."""
    found = set()
    for each in screening.verdict.decisions:
        if each.counts:
            finding = each.finding
            value = screening.originals[finding.text].value[finding.span.start : finding.span.end]
            what = str(finding.severity) if finding.kind is Kind.CATEGORY else guard.digest("told", value)
            found.add((finding.label, what, each.action))
    return frozenset(found)


def _body(
    asked: _Asked, screening: Screening, restorer: Restorer, guard: Guard, *, reply: bool
) -> dict[str, Any]:
    """Write the answer to what is not refused."""
    content = asked.content
    values = screening.values
    changed = json.loads(asked.document.put(values))
    rows = content.get("structured_messages") or []
    new_rows = changed.get("structured_messages") or []
    again = dict(_pairs(rows, new_rows))
    texts: list[str] = content.get("texts") or []
    new_texts = [
        restorer.restore(again[old] if at in asked.repeated else new)
        for at, (old, new) in enumerate(zip(texts, changed["texts"], strict=True))
    ]
    lost = sorted(name for name, new in changed.items() if name not in _RETURNED and new != content.get(name))
    if lost:
        known = [name for name in lost if name in Request.model_fields]
        what = ", ".join(known) or "a member"
        reason = f"refused by policy {screening.policy}: {what} would have to change, and cannot be sent back"
        return {"action": "BLOCKED", "blocked_reason": reason}
    body: dict[str, Any] = {"action": "NONE"}
    if new_texts != texts or changed.get("tools") != content.get("tools") or new_rows != rows:
        body = {"action": "GUARDRAIL_INTERVENED", "texts": new_texts}
        body |= {name: changed[name] for name in ("structured_messages", "tools") if changed.get(name)}
    if reply:
        body["stream_holdback_chars"] = [
            _held(at, texts[at], new_texts[at], screening, restorer, guard) for at in range(len(texts))
        ]
    return body


def _held(at: int, text: str, new: str, screening: Screening, restorer: Restorer, guard: Guard) -> int:
    """Give how many characters at a text's end may still change when more of it is known: all, if in doubt."""
    number = next((i for i, each in enumerate(screening.originals) if each.pointer == f"/texts/{at}"), None)
    if number is None or screening.originals[number].value != text or structured(text):
        return len(new)
    found = [each for each in screening.verdict.decisions if each.finding.text == number]
    edge = _settled(text, found, restorer, guard)
    redacted = [
        replace(each, finding=replace(each.finding, text=0))
        for each in found
        if each.action is Action.REDACT and each.finding.span.start < edge
    ]
    value = text[:edge]
    if screening.enforced:
        value = rewrite([value], redacted, guard.rules.key, spread=False).values[0]
    value = restorer.restore(value)
    return len(new) - len(value) if new.startswith(value) else len(new)


def _settled(text: str, found: Sequence[Decision], restorer: Restorer, guard: Guard) -> int:
    """Give where the last stretch ends that a stream of this text would have released by now."""
    spans = [
        each.finding.span
        for each in found
        if each.finding.kind is not Kind.CATEGORY or each.action is Action.REDACT
    ]
    segments = Segments(cutting(guard.policy, restorer))
    segments.add(text)
    settled = 0
    while (cut := segments.next()) is not None:
        edge = cut.at + cut.high
        while crossing := [span.start for span in spans if span.start < edge < span.end]:
            edge = min(crossing)
        settled = max(settled, edge)
        segments.take(max(cut.low, edge - cut.at))
    return settled


def _failure(bad: WireError) -> Answer:
    error = {"message": bad.message, "param": bad.param, "code": bad.code}
    return answer({"error": error}, status=bad.status)


def system() -> System:
    """Give the system; each one remembers calls of its own."""
    return System(
        "litellm",
        (
            Endpoint(
                "POST",
                PATH,
                Guardrail().apply,
                "LiteLLM: screen a prompt, or its reply so far; flagged content is recorded.",
            ),
        ),
        _failure,
    )
