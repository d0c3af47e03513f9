"""A service on the loopback interface that answers as it is told, for tests of detectors that ask one."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

JSON = {"content-type": "application/json"}


@dataclass(frozen=True)
class Seen:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Reply:
    """What comes back: a JSON value, or bytes as they are."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: dict(JSON))
    chunked: bool = False
    http10: bool = False

    @property
    def data(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass
class Service:
    """A service, and what it was asked."""

    url: str
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0


Respond = Callable[[Seen], Reply]


def handler(service: Service, respond: Respond) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self) -> None:
            service.connections += 1
            super().setup()

        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["content-length"]))
            seen = Seen(self.path, {k.lower(): v for k, v in self.headers.items()}, json.loads(data))
            service.seen.append(seen)
            reply = respond(seen)
            if reply.http10:
                self.protocol_version = "HTTP/1.0"
                self.close_connection = True
            self.send_response(reply.status)
            sized = {"transfer-encoding": "chunked"} if reply.chunked else {}
            if not sized and not reply.http10:
                sized = {"content-length": str(len(reply.data))}
            for name, value in {**sized, **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            data = reply.data
            if reply.chunked:
                data = f"{len(data):x}\r\n".encode() + data + b"\r\n0\r\n\r\n"
            try:
                self.wfile.write(data)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def serving(respond: Respond, context: Any = None) -> Iterator[Service]:
    """Run a service that answers each request as a function says; ``context`` makes it speak TLS."""
    service = Service("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(service, respond))
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that hangs up is no news
    server.daemon_threads = True
    server.block_on_close = False
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    service.url = f"http{'s' if context else ''}://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
