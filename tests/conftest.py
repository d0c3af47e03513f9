"""Servers, folders and services that tests share. Everything listens on loopback and ends with its test."""

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from houses import House, build

from audit import keyfile
from guard.api.dropin import mount
from guard.api.rest import application
from guard.exchange import Limits
from guard.forward import HttpUpstream
from guard.place import open_service
from guard.proxy import Gate, Sidecar
from guard.service import Service
from guard.tenancy.credentials import digest, new_key

PASSPHRASE = "correct horse battery"
POLICIES = Path(__file__).parents[1] / "policies"

App = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]


class Server:
    """An ASGI application on a free port of 127.0.0.1, in a thread of its own."""

    def __init__(self, app: App) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(app, log_level="critical", ws="none", timeout_graceful_shutdown=2)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self._thread.start()
        deadline = time.monotonic() + 10
        while not self._server.started:
            if time.monotonic() > deadline:
                raise RuntimeError("the server did not start")
            time.sleep(0.01)

    def leave(self) -> None:
        """Ask it to stop; several that are asked together stop in the time of one."""
        self._server.should_exit = True

    def stop(self) -> None:
        self.leave()
        self._thread.join(timeout=10)
        self._socket.close()


@dataclass
class Provider:
    """A provider whose answers a test chooses, and that remembers what it received."""

    received: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    reply: Any = None
    status: int = 200
    content_type: str = "application/json"
    chunks: list[bytes] | None = None
    pause: float = 0
    cancelled: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        self.bodies.append(body)
        query = scope["query_string"].decode()
        self.targets.append(scope["path"] + (f"?{query}" if query else ""))
        self.headers.append({name.decode(): value.decode() for name, value in scope["headers"]})
        with contextlib.suppress(ValueError):
            self.received.append(json.loads(body))
        start = {"type": "http.response.start", "status": self.status}
        await send({**start, "headers": [(b"content-type", self.content_type.encode())]})
        watch = asyncio.ensure_future(self._watch(receive))
        try:
            for chunk in self._chunks():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
                if self.pause:
                    await asyncio.sleep(self.pause)
                if self.cancelled.is_set():
                    return
            await send({"type": "http.response.body", "body": b""})
        finally:
            watch.cancel()

    async def _watch(self, receive: Any) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.cancelled.set()

    def _chunks(self) -> list[bytes]:
        if self.chunks is not None:
            return self.chunks
        reply = self.reply if self.reply is not None else completion("Hello.")
        return [reply if isinstance(reply, bytes) else json.dumps(reply).encode()]


def completion(text: str | None, **more: Any) -> dict[str, Any]:
    """A chat completion of one choice."""
    message = {"role": "assistant", "content": text, "refusal": None, **more}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1735689600,
        "model": "test-model",
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12},
    }


def sse(*deltas: dict[str, Any], finish: str = "stop", done: bool = True) -> list[bytes]:
    """Chat completion chunks of one choice, one event each."""
    envelope = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "test-model"}
    choices = [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": None} for delta in deltas]
    choices.append({"index": 0, "delta": {}, "logprobs": None, "finish_reason": finish})
    events = [f"data: {json.dumps({**envelope, 'choices': [choice]})}\n\n".encode() for choice in choices]
    return [*events, b"data: [DONE]\n\n"] if done else events


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tenant's folder with a ring, its officer's key cheap to unlock."""
    place = tmp_path / "guard"
    keyfile.create(place, "ada", PASSPHRASE, "hybrid", "default", cost=keyfile.FLOOR)
    return place


@contextlib.contextmanager
def serving() -> Iterator[Callable[[App], Server]]:
    """Gives what starts servers, which end with the block."""
    servers: list[Server] = []

    def start(app: App) -> Server:
        servers.append(Server(app))
        return servers[-1]

    try:
        yield start
    finally:
        for server in servers:
            server.leave()
        for server in reversed(servers):
            server.stop()


@pytest.fixture
def serve() -> Iterator[Callable[[App], Server]]:
    """Starts servers that end with the test."""
    with serving() as start:
        yield start


@pytest.fixture(scope="module")
def serve_module() -> Iterator[Callable[[App], Server]]:
    """Starts servers that end with the tests of a file."""
    with serving() as start:
        yield start


@pytest.fixture
def provider(serve: Callable[[App], Server]) -> Provider:
    """A provider on loopback."""
    app = Provider()
    app.url = serve(app).url
    return app


@pytest.fixture
def sidecar(serve: Callable[[App], Server], provider: Provider, folder: Path) -> Callable[..., Server]:
    """Starts a sidecar in front of the provider, with the policy a test asks for."""

    def start(
        policy: str | Path = POLICIES / "default.yaml",
        upstream: str = "",
        *,
        gate: Gate = Gate(),
        limits: Limits = Limits(),
        body: int = 8 << 20,
    ) -> Server:
        service = open_service(policy, folder, models=("test-model",), limits=limits)
        return serve(build(service, upstream or provider.url, gate, body))

    return start


@pytest.fixture
def dropins(serve: Callable[[App], Server], folder: Path) -> Iterator[Callable[..., tuple[Server, str]]]:
    """Starts a sidecar that answers for other systems, and gives a key for it."""
    services: list[Service] = []

    def start(policy: str | Path, *names: str) -> tuple[Server, str]:
        services.append(open_service(policy, folder))
        key = new_key()
        upstream = HttpUpstream("http://127.0.0.1:9", connect_s=1, read_s=1)
        house = House(services[-1], upstream, 1 << 20, [digest(key)])
        api = application(house.callers, mount.routers(names, house.callers))
        return serve(Sidecar(house, api, dropins=mount.paths(names))), key

    yield start
    for each in services:
        each.close()


@pytest.fixture
def passphrase() -> str:
    return PASSPHRASE


@pytest.fixture
def make_completion() -> Callable[..., dict[str, Any]]:
    return completion


@pytest.fixture
def make_sse() -> Callable[..., list[bytes]]:
    return sse
