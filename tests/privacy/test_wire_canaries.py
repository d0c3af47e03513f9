"""A unique value in every string of real-shaped bodies of every route: none goes up, none comes back.

The bodies are built from the official SDKs' own types, so what a new version of an SDK adds is in here by itself.
"""

import json
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anthropic.types as messages
import pytest
from anthropic.types.message_count_tokens_params import MessageCountTokensParams
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming
from openai import types
from openai.types import chat, responses
from openai.types.audio.speech_create_params import SpeechCreateParams
from openai.types.chat.completion_create_params import CompletionCreateParamsNonStreaming as ChatParams
from openai.types.completion_create_params import CompletionCreateParamsNonStreaming
from openai.types.image_generate_params import ImageGenerateParamsNonStreaming
from openai.types.responses.input_token_count_params import InputTokenCountParams
from openai.types.responses.response_compact_params import ResponseCompactParams
from openai.types.responses.response_create_params import ResponseCreateParamsNonStreaming
from shapes import Shape, shapes

from guard.forward import Reply, Request
from guard.place import open_service
from guard.service import Service
from guard.wire import table
from guard.wire.table import ROUTES, Events, Route

POLICY = """
policy: canary
history: remember
prompt: &both {entities: {EMAIL_ADDRESS: redact, NOT_SCANNABLE: annotate}}
completion: *both
audit: {record: none}
"""


@dataclass(frozen=True)
class Case:
    """What goes over one route; an event comes alone, and after those ``before``."""

    request: Any = None
    reply: Any = None
    events: Any = None
    before: tuple[Mapping[str, Any], ...] = ()


VARIANTS = 2  # of one type of event
PART = {"type": "output_text", "text": "", "annotations": []}
PLACE = {"output_index": 0, "content_index": 0}
ITEM = {"id": "msg_1", "type": "message", "role": "assistant", "status": "in_progress", "content": []}
USAGE = {"input_tokens": 1, "output_tokens": 1}
MESSAGE = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [], "usage": USAGE}

CASES = {
    table.CHAT: Case(ChatParams, chat.ChatCompletion, chat.ChatCompletionChunk),
    table.COMPLETIONS: Case(CompletionCreateParamsNonStreaming, types.Completion, types.Completion),
    table.EMBEDDINGS: Case(types.EmbeddingCreateParams, types.CreateEmbeddingResponse),
    table.IMAGES: Case(ImageGenerateParamsNonStreaming, types.ImagesResponse),
    table.SPEECH: Case(SpeechCreateParams),
    table.MODELS: Case(reply=messages.ModelInfo),
    table.MODEL: Case(reply=types.Model),
    table.MODERATIONS: Case(types.ModerationCreateParams),
    table.RESPONSES: Case(
        ResponseCreateParamsNonStreaming,
        responses.Response,
        responses.ResponseStreamEvent,
        (
            {"type": "response.created", "response": {"id": "resp_1", "output": []}},
            {"type": "response.output_item.added", "output_index": 0, "item": ITEM},
            {"type": "response.content_part.added", "item_id": "msg_1", **PLACE, "part": PART},
        ),
    ),
    table.RESPONSES_COMPACT: Case(ResponseCompactParams, responses.CompactedResponse),
    table.RESPONSES_INPUT_TOKENS: Case(InputTokenCountParams),
    table.RESPONSE: Case(reply=responses.Response),
    table.RESPONSE_CANCEL: Case(reply=responses.Response),
    table.RESPONSE_DELETE: Case(),
    table.RESPONSE_INPUT_ITEMS: Case(reply=responses.ResponseItemList),
    table.MESSAGES: Case(
        MessageCreateParamsNonStreaming,
        messages.Message,
        messages.RawMessageStreamEvent,
        (
            {"type": "message_start", "message": MESSAGE},
            {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        ),
    ),
    table.COUNT_TOKENS: Case(MessageCountTokensParams, messages.MessageTokensCount),
}


def named(routes: Iterable[Route]) -> list[Any]:
    return [pytest.param(route, id=route.name) for route in routes]


class Memory:
    """A provider in memory; whatever it is sent is kept."""

    def __init__(self, body: bytes, kind: str = "application/json") -> None:
        self.sent: list[Request] = []
        self._body = body
        self._kind = kind

    @asynccontextmanager
    async def send(self, request: Request) -> AsyncIterator[Reply]:
        self.sent.append(request)
        yield Reply(200, (("content-type", self._kind),), self._pieces())

    async def _pieces(self) -> AsyncIterator[bytes]:
        yield self._body

    async def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("canary")
    path = folder / "policy.yaml"
    path.write_text(POLICY)
    made = open_service(path, folder / "tenant")
    yield made
    made.close()


async def answer(service: Service, route: Route, upstream: Memory, body: Any = None) -> tuple[int, bytes]:
    sent = b"" if body is None else json.dumps(body).encode()
    request = Request(route.method, route.path.replace("{}", "id-1"), body=sent)
    async with service.exchange(route, request, upstream) as got:
        data = got.body if isinstance(got.body, bytes) else b"".join([piece async for piece in got.body])
        return got.status, data + repr(got.headers).encode()


def leaked(shape: Shape, where: bytes) -> list[str]:
    """Give the places whose value is there."""
    return [place for place, canary in shape.canaries.items() if canary.encode() in where]


def plain(route: Route) -> Any:
    """Give a harmless request."""
    if route.bodiless:
        return None
    said = [{"role": "user", "content": "hello"}]
    return {"model": "m", "max_tokens": 9, "messages": said, "prompt": "hello", "input": "hello"}


def event(body: Mapping[str, Any]) -> bytes:
    name = f"event: {body['type']}\n" if "type" in body else ""
    return f"{name}data: {json.dumps(body)}\n\n".encode()


def test_every_route_has_its_case() -> None:
    assert {route for route in ROUTES if not route.path.startswith("/openai/")} == set(CASES)
    assert {route for route, case in CASES.items() if case.events} == {
        route for route in CASES if route.events is not Events.NONE and not route.bodiless
    }


@pytest.mark.parametrize("route", named(route for route, case in CASES.items() if case.request))
async def test_no_string_of_a_request_goes_up(service: Service, route: Route) -> None:
    seen = 0
    for shape in shapes(CASES[route].request):
        upstream = Memory(b"{}")
        status, said = await answer(service, route, upstream, shape.body)
        assert status == 200, (shape.name, said)
        assert len(upstream.sent) == (route is not table.MODERATIONS)
        sent = b"".join(each.body for each in upstream.sent)
        assert leaked(shape, sent + said) == [], shape.name
        seen += sent.count(b"<EMAIL_ADDRESS")
    assert bool(seen) is (route is not table.MODERATIONS)


REPLIES = {(route.reply, case.reply, route.bodiless): route for route, case in CASES.items() if case.reply}
"""One route for each kind of reply: those that give the same are read the same way."""


@pytest.mark.parametrize("route", named(REPLIES.values()))
async def test_no_string_of_a_reply_comes_back(service: Service, route: Route) -> None:
    for shape in shapes(CASES[route].reply):
        upstream = Memory(json.dumps(shape.body).encode())
        status, said = await answer(service, route, upstream, plain(route))
        assert status == 200, (shape.name, said)
        assert leaked(shape, said) == [], shape.name
        assert not shape.canaries or b"<EMAIL_ADDRESS" in said


@pytest.mark.parametrize("route", named(route for route, case in CASES.items() if case.events))
@pytest.mark.parametrize("started", [False, True])
async def test_no_string_of_an_event_comes_back(service: Service, route: Route, started: bool) -> None:
    case = CASES[route]
    seen: Counter[str] = Counter()
    redacted = 0
    for shape in shapes(case.events):
        kind = shape.body.get("type", "")
        seen[kind] += 1
        if seen[kind] > VARIANTS:
            continue
        stream = b"".join(map(event, [*(case.before if started else ()), shape.body]))
        upstream = Memory(stream, "text/event-stream")
        status, said = await answer(service, route, upstream, {**plain(route), "stream": True})
        assert status == 200, (shape.name, said)
        assert leaked(shape, said) == [], shape.name
        redacted += said.count(b"<EMAIL_ADDRESS")
    assert redacted or not started  # what comes before its time may be refused


@pytest.mark.parametrize("route", named([table.CHAT, table.COMPLETIONS, table.RESPONSES, table.MESSAGES]))
async def test_the_search_can_find(tmp_path: Path, route: Route) -> None:
    path = tmp_path / "open.yaml"
    path.write_text("policy: open\nhistory: remember\naudit: {record: none}\n")
    service = open_service(path, tmp_path / "tenant")
    try:
        for shape in shapes(CASES[route].request):
            upstream = Memory(json.dumps(shape.body).encode())
            _, said = await answer(service, route, upstream, shape.body)
            expected = [place for place in shape.canaries if not place.startswith("/moderation/")]
            assert leaked(shape, upstream.sent[0].body) == expected  # moderation is answered here
            assert leaked(shape, said)[-3:] == [*shape.canaries][-3:]
    finally:
        service.close()
