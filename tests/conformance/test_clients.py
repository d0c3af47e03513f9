"""Clients of others cannot leave this machine, what they raise is told, and a missing environment is no pass."""

import subprocess
from pathlib import Path

import clients
import pytest

CALLS = """
import socket, sys
from home import stay_home
stay_home()
listening = socket.create_server(("127.0.0.1", 0))
try:
    {}
except PermissionError as refused:
    print(refused)
else:
    print("done")
"""


def ran(call: str) -> str:
    program = CALLS.format(call)
    done = subprocess.run(
        [clients.PYTHON, "-c", program], cwd=clients.SCRIPTS, capture_output=True, text=True, check=True
    )
    assert ("would leave this machine" in done.stderr) is (done.stdout != "done\n")
    return done.stdout.strip()


@pytest.mark.parametrize(
    "call",
    [
        "socket.create_connection(('192.0.2.1', 443), timeout=1)",
        "socket.socket().connect(('192.0.2.1', 443))",
        "socket.socket(socket.AF_INET6).connect(('2001:db8::1', 443))",
        "socket.getaddrinfo('example.org', 443)",
        "socket.gethostbyname('example.org')",
    ],
)
def test_what_would_leave_is_refused(call: str) -> None:
    assert ran(call).endswith(": expected loopback")


@pytest.mark.parametrize(
    "call",
    [
        "socket.create_connection(listening.getsockname())",
        "socket.getaddrinfo('localhost', listening.getsockname()[1])",
        "socket.getaddrinfo(None, 0)",
        "socket.socketpair()",
    ],
)
def test_loopback_is_not(call: str) -> None:
    assert ran(call) == "done"


def test_what_a_client_raises_is_told(tmp_path: Path) -> None:
    with clients.client("litellm_calls", tmp_path) as client:
        with pytest.raises(clients.ClientError) as raised:
            client.do("nothing of that name")
        assert raised.value.types[0] == "KeyError"


def test_a_client_that_tries_to_leave_fails_its_tests(tmp_path: Path) -> None:
    with (
        pytest.raises(RuntimeError, match="would leave this machine"),
        clients.client("litellm_calls", tmp_path) as client,
    ):
        client.do("embedding", url="http://192.0.2.1", api="openai", text="Hi.")


def test_an_environment_that_was_never_made_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "PYTHON", tmp_path / "none" / "bin" / "python")
    with (
        pytest.raises(RuntimeError, match="none is missing: `make clients` makes it"),
        clients.client("litellm_calls", tmp_path),
    ):
        pass
