"""Which requests are known, and that no other is."""

import pytest

from guard.errors import WireError
from guard.types import Direction
from guard.wire import chat
from guard.wire.table import (
    ANY_JSON,
    CHAT,
    COMPLETIONS,
    EMBEDDINGS,
    IMAGES,
    MODEL,
    MODELS,
    MODERATIONS,
    RESPONSE,
    RESPONSE_CANCEL,
    RESPONSE_DELETE,
    RESPONSE_INPUT_ITEMS,
    RESPONSES,
    RESPONSES_COMPACT,
    RESPONSES_INPUT_TOKENS,
    ROUTES,
    SPEECH,
    Events,
    Route,
    find,
    find_within,
    meets,
    rewritable,
)

SENDABLE = {
    CHAT.name: {"messages": [{"role": "user", "content": "hi"}]},
    COMPLETIONS.name: {"prompt": "hi"},
    EMBEDDINGS.name: {"input": "hi"},
    IMAGES.name: {"prompt": "a red square"},
    SPEECH.name: {"input": "hi", "voice": "alloy"},
}


@pytest.mark.parametrize(
    ("method", "path", "route"),
    [
        ("POST", "/v1/chat/completions", CHAT),
        ("POST", "/v1/chat/completions/", CHAT),
        ("GET", "/v1/models", MODELS),
        ("GET", "/v1/models/", MODELS),
        ("GET", "/v1/models/gpt-4o", MODEL),
        ("GET", "/v1/models/ft:gpt-4o:org::a1", MODEL),
        ("POST", "/v1/completions", COMPLETIONS),
        ("POST", "/v1/embeddings", EMBEDDINGS),
        ("POST", "/v1/images/generations", IMAGES),
        ("POST", "/v1/audio/speech", SPEECH),
        ("POST", "/v1/moderations", MODERATIONS),
        ("POST", "/v1/responses", RESPONSES),
        ("POST", "/v1/responses/compact", RESPONSES_COMPACT),
        ("POST", "/v1/responses/input_tokens", RESPONSES_INPUT_TOKENS),
        ("GET", "/v1/responses/resp_1", RESPONSE),
        ("POST", "/v1/responses/resp_1/cancel", RESPONSE_CANCEL),
        ("DELETE", "/v1/responses/resp_1", RESPONSE_DELETE),
        ("GET", "/v1/responses/resp_1/input_items", RESPONSE_INPUT_ITEMS),
    ],
)
def test_known_routes(method: str, path: str, route: Route):
    assert find(method, path) is route


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/chat/completions"),
        ("post", "/v1/chat/completions"),
        ("POST", "/v1/models"),
        ("POST", "/V1/chat/completions"),
        ("POST", "/v1/chat/completions/x"),
        ("POST", "v1/chat/completions"),
        ("POST", "//v1/chat/completions"),
        ("POST", "/v1/./chat/completions"),
        ("POST", "/v1/chat%2Fcompletions"),
        ("POST", "/v1/chat/completions?x=1"),
        ("POST", "/v1/audio/transcriptions"),
        ("GET", "/v1/responses"),
        ("POST", "/v1/responses/resp_1"),
        ("DELETE", "/v1/responses/resp_1/input_items"),
        ("GET", "/v1/responses/jane.doe@example.org"),
        ("POST", "/v1/audio/translations"),
        ("POST", "/v1/images/edits"),
        ("POST", "/v1/images/variations"),
        ("GET", "/v1/models/a/b"),
        ("GET", "/v1/models/jane.doe@example.org"),
        ("GET", "/v1/models/{}"),
        ("GET", "/v1/models/.."),
        ("GET", "/v1/models/-x"),
        ("DELETE", "/v1/models/gpt-4o"),
        ("POST", "/openai/moderations"),
        ("POST", "/openai/deployments//chat/completions"),
        ("POST", "/openai/deployments/a/b/chat/completions"),
        ("POST", "/openai/deployments/d/audio/transcriptions"),
        ("GET", "/openai/deployments/d/models"),
        ("POST", ""),
        ("POST", "/"),
    ],
)
def test_what_nobody_described_is_unknown(method: str, path: str):
    assert find(method, path) is None


@pytest.mark.parametrize("path", ["/openai/v1{}", "/openai{}", "/openai/deployments/my-gpt.4_o{}"])
@pytest.mark.parametrize("route", [CHAT, COMPLETIONS, EMBEDDINGS, IMAGES, SPEECH])
def test_azure_has_the_same_under_its_own_paths(route: Route, path: str):
    there = find("POST", path.replace("{}", route.path.removeprefix("/v1")))
    assert there is not None
    assert there.name == f"azure.{route.name}"
    assert (there.request, there.reply, there.events) == (route.request, route.reply, route.events)
    assert there.query == {"api-version"}
    assert route.query == frozenset()


@pytest.mark.parametrize("route", [CHAT, COMPLETIONS, EMBEDDINGS, IMAGES, SPEECH])
def test_a_deployment_is_the_model_and_all_else_must_hold_as_anywhere(route: Route):
    there = find("POST", f"/openai/deployments/d{route.path.removeprefix('/v1')}")
    assert there is not None
    there.validate(SENDABLE[route.name])
    there.validate({"model": "m", **SENDABLE[route.name]})
    with pytest.raises(WireError):
        there.validate({**dict.fromkeys(SENDABLE[route.name], 7)})


def test_elsewhere_the_model_has_to_be_named():
    for route in (CHAT, COMPLETIONS, EMBEDDINGS, SPEECH):
        with pytest.raises(WireError, match="model"):
            route.validate(SENDABLE[route.name])


def test_every_route_is_found():
    assert [find(route.method, route.path.replace("{}", "x")) for route in ROUTES] == list(ROUTES)
    assert ANY_JSON not in ROUTES


def test_routes_of_one_name_are_read_alike():
    by_name: dict[str, set[object]] = {}
    for route in (*ROUTES, ANY_JSON):
        alike = (route.request, route.reply, route.events, route.refused_reply, route.bodiless)
        by_name.setdefault(route.name, set()).add(alike)
    assert {name: len(alike) for name, alike in by_name.items() if len(alike) > 1} == {}


def test_chat_has_its_own_places_and_refusal():
    assert (CHAT.request, CHAT.reply) == (chat.REQUEST, chat.REPLY)
    assert CHAT.refused_reply({}) == chat.refused_reply({})
    assert CHAT.events is Events.CHAT


def test_of_an_unknown_endpoint_nothing_is_special():
    assert not any((ANY_JSON.request.opaque, ANY_JSON.request.names, ANY_JSON.reply.opaque))
    assert ANY_JSON.events is Events.NONE
    ANY_JSON.validate({"anything": 1})


@pytest.mark.parametrize("route", [MODELS, EMBEDDINGS, IMAGES, SPEECH, ANY_JSON])
def test_some_routes_have_no_reply_that_stands_for_a_refusal(route: Route):
    assert route.refused_reply({"id": "x"}) is None
    assert route.events is Events.NONE


@pytest.mark.parametrize(
    ("method", "path", "route"),
    [
        ("POST", "/v1/chat/completions", CHAT),
        ("POST", "/api/v1/chat/completions/", CHAT),
        ("GET", "/api/v1/models", MODELS),
        ("GET", "/api/v1/chat/completions", ANY_JSON),
        ("POST", "/api/v1/chat/completions/x", ANY_JSON),
        ("POST", "/apiv1/chat/completion", ANY_JSON),
        ("POST", "/chat/completions", ANY_JSON),
        ("POST", "/v1/moderations", ANY_JSON),
        ("POST", "/api/v1/embeddings", EMBEDDINGS),
        ("POST", "/answers", ANY_JSON),
        ("PUT", "", ANY_JSON),
    ],
)
def test_within_an_application_a_route_may_be_mounted_anywhere(method: str, path: str, route: Route):
    assert find_within(method, path) is route


@pytest.mark.parametrize(
    ("method", "template", "route"),
    [
        ("POST", "/v1/chat/completions", CHAT),
        ("POST", "/V1/Chat/Completions", CHAT),
        ("POST", "/v1/{}/completions", CHAT),
        ("POST", "/v1/{}", COMPLETIONS),
        ("POST", "/x/{}", None),
        ("GET", "/v1/models/gpt-4o", MODEL),
        ("GET", "/v1/models/{}", MODEL),
        ("GET", "/v1/{}/gpt-4o", MODEL),
        ("GET", "/v1/chat/completions", None),
        ("post", "/v1/chat/completions", None),
        ("POST", "/v1/chat/completions/{}", None),
        ("POST", "/v1/files", None),
        ("GET", "/v1/files/{}", None),
        ("POST", "/v1/audio/transcriptions", None),
        ("POST", "/openai/deployments/{}/audio/transcriptions", None),
    ],
)
def test_a_template_meets_what_has_a_path_in_common_with_it(method: str, template: str, route: Route | None):
    assert meets(method, template) is route


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_route_meets_itself_however_it_is_written(route: Route):
    for written in (route.path, route.path.upper(), route.path.replace("{}", "some-name")):
        assert meets(route.method, written) is not None


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("chat.completions", set(Direction)),
        ("azure.chat.completions", set(Direction)),
        ("embeddings", {Direction.PROMPT}),
        ("audio.speech", {Direction.PROMPT}),
        ("response", {Direction.COMPLETION}),
        ("moderations", set()),
        ("models", set()),
    ],
)
def test_where_there_are_texts_that_can_be_rewritten(name: str, ways: set[Direction]):
    assert rewritable()[name] == ways


def test_every_route_is_listed_by_name():
    assert {route.name for route in (*ROUTES, ANY_JSON)} == rewritable().keys()
