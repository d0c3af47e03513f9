"""`audit serve`: the release service, for officers whose workstation does not reach the store."""

import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Annotated, Final

import typer

from audit.commands.shared import HERE, OPEN_WAIT_S, Directory, Store, clear_errors, place_of
from audit.errors import StoreError
from audit.log import AuditLog
from audit.release import PER_HOUR, Release
from audit.ringfile import RingFile

_ENDING: Final = (signal.SIGTERM, signal.SIGINT)


@clear_errors
def serve(
    directory: Directory = HERE,
    store: Store = "",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8081,
    per_hour: Annotated[
        int, typer.Option(min=1, help="Records that one officer may open an hour.")
    ] = PER_HOUR,
) -> None:
    """Release records to officers: each access is signed, and on record before anything leaves.

    No private key is needed or read here. Says on standard error what came of each request.
    """
    import uvicorn  # noqa: PLC0415 - only this command needs a server, and it is slow to import

    from audit.release_app import application  # noqa: PLC0415
    from audit.release_client import is_loopback  # noqa: PLC0415

    rings = RingFile(directory)
    place = place_of(directory, store)
    place.read(rings().tenant).close()  # a store that is not there is said now, not to the first officer
    with (
        closing(_listening(host, port)) as listener,
        _ended(),
        closing(AuditLog(place, rings, timeout=OPEN_WAIT_S)) as log,
    ):
        if not is_loopback(host):
            typer.echo("audit: not only this machine can connect: put TLS in front", err=True)
        config = uvicorn.Config(
            application(Release(log, place, rings, per_hour=per_hour), _note),
            access_log=False,
            log_level="warning",
            server_header=False,
            ws="none",
            lifespan="off",
        )
        uvicorn.Server(config).run([listener])


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens, made here so that what is wrong with it is one line."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = (error.strerror or "").partition(" (while")[0]  # the address is said already
        raise StoreError(f"{host}:{port}: cannot listen here: {reason}") from None


@contextmanager
def _ended() -> Iterator[None]:
    """Let a signal end the block with exit code 0 once the server has finished what it was answering.

    The server raises the signal again when it is done, which would otherwise kill the process before the log
    is closed.
    """

    def end(*_: object) -> None:
        raise SystemExit(0)

    before = [signal.signal(number, end) for number in _ENDING]
    try:
        yield
    finally:
        for number, handler in zip(_ENDING, before, strict=True):
            signal.signal(number, handler)


def _note(code: str) -> None:
    typer.echo(f"{int(time.time())} {code}", err=True)
