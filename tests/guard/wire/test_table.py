"""Which requests are known, and that no other is."""

import pytest

from guard.wire import chat
from guard.wire.table import ANY_JSON, CHAT, MODELS, ROUTES, Route, find, find_within


@pytest.mark.parametrize(
    ("method", "path", "route"),
    [
        ("POST", "/v1/chat/completions", CHAT),
        ("POST", "/v1/chat/completions/", CHAT),
        ("GET", "/v1/models", MODELS),
        ("GET", "/v1/models/", MODELS),
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
        ("POST", ""),
        ("POST", "/"),
    ],
)
def test_what_nobody_described_is_unknown(method: str, path: str):
    assert find(method, path) is None


def test_every_route_is_found_and_named_once():
    assert [find(route.method, route.path) for route in ROUTES] == list(ROUTES)
    assert len({route.name for route in (*ROUTES, ANY_JSON)}) == len(ROUTES) + 1


def test_chat_has_its_own_places_and_refusal():
    assert (CHAT.request, CHAT.reply) == (chat.REQUEST, chat.REPLY)
    assert CHAT.refused_reply({}) == chat.refused_reply({})
    assert CHAT.streams


def test_other_routes_have_nothing_special():
    for route in (MODELS, ANY_JSON):
        assert not any((route.request.opaque, route.request.names, route.reply.opaque, route.streams))
        route.validate({"anything": 1})
        assert route.refused_reply({"id": "x"}) is None


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
        ("POST", "/answers", ANY_JSON),
        ("PUT", "", ANY_JSON),
    ],
)
def test_within_an_application_a_route_may_be_mounted_anywhere(method: str, path: str, route: Route):
    assert find_within(method, path) is route
