"""Keeps a client on this machine: one that calls home raises, and its test fails."""

import sys
from typing import Any

_LOOPBACK = frozenset(("127.0.0.1", "::1", "localhost", "0.0.0.0"))  # compared with, not bound


def stay_home() -> None:
    """Refuse every connection and every look-up of a name that leaves this machine."""

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.connect":
            address = arguments[1]
            host = address[0] if isinstance(address, tuple) else ""
        elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
            host = arguments[0] or ""
        else:
            return
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name and name not in _LOOPBACK:
            sys.stderr.write(f"{event} would leave this machine\n")
            raise PermissionError(f"{event}: expected loopback")

    sys.addaudithook(refuse)
