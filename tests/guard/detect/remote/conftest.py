"""Services on the loopback interface that answer as they are told, and detectors that ask them."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from moderator import Respond, Service, serving

from guard.detect.remote.adapter import Adapter
from guard.detect.remote.breaker import Breaker
from guard.detect.remote.calls import Calls
from guard.detect.remote.contract import Contract
from guard.detect.remote.detector import Ask, Line, PluggedDetector
from guard.plugged import Plugged, PluggedKind
from guard.types import Direction


@pytest.fixture
def serve() -> Iterator[Callable[..., Service]]:
    """Start a service that answers each request as a function says; ``context`` makes it speak TLS."""
    with ExitStack() as stack:

        def start(respond: Respond, context: Any = None) -> Service:
            return stack.enter_context(serving(respond, context))

        yield start


@pytest.fixture
def raw() -> Iterator[Callable[..., str]]:
    """Start a service that does with each connection what a function says, once a request has come."""
    with ExitStack() as stack:

        def start(play: Callable[[socket.socket], None]) -> str:
            listener = socket.create_server(("127.0.0.1", 0))

            def run() -> None:
                while True:
                    try:
                        connection, _ = listener.accept()
                    except OSError:
                        return
                    with connection:
                        try:
                            data = b""
                            while not data.endswith(b"}"):
                                data += connection.recv(65536)
                            play(connection)
                        except OSError:
                            pass

            thread = threading.Thread(target=run, daemon=True)
            thread.start()

            def stop() -> None:
                listener.shutdown(socket.SHUT_RDWR)
                listener.close()
                thread.join(10)

            stack.callback(stop)
            return f"http://127.0.0.1:{listener.getsockname()[1]}/"

        yield start


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def detector() -> Callable[..., PluggedDetector]:
    """Make a detector that asks a function."""

    def make(
        ask: Ask,
        adapter: Adapter | None = None,
        *,
        direction: Direction = Direction.PROMPT,
        clock: Callable[[], float] | None = None,
        **said: Any,
    ) -> PluggedDetector:
        plugged = Plugged(**{"name": "ours", "kind": PluggedKind.HTTP, "timeout_s": 30.0, **said})
        timed = (clock,) if clock else ()
        return PluggedDetector(
            Line(
                plugged,
                adapter or Contract(plugged.labels),
                ask,
                Breaker(plugged.failures, plugged.open_s, *timed),
                Calls(plugged.name, plugged.concurrency, 0.01),
            ),
            direction,
        )

    return make
