"""Every API that streams has its adapter, and each fulfils the protocol."""

import inspect

import pytest

from guard.stream.adapters import STREAMS, opened
from guard.stream.step import EventStream
from guard.wire.table import ROUTES, Events


def test_all_that_stream_are_there():
    assert set(STREAMS) == set(Events) - {Events.NONE}
    assert {route.events for route in ROUTES} <= {*STREAMS, Events.NONE}


@pytest.mark.parametrize("events", STREAMS, ids=lambda events: events.name)
def test_each_has_all_that_a_stream_needs(events: Events):
    wanted = [name for name, _ in inspect.getmembers(EventStream) if not name.startswith("_")]
    assert [name for name in wanted if not hasattr(STREAMS[events], name)] == []
    assert {"over", "ident", "feed", "close", "flush", "stop"} <= set(wanted)


def test_what_does_not_stream_has_none():
    with pytest.raises(KeyError):
        opened(Events.NONE, None)  # type: ignore[arg-type]
