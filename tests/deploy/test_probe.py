"""What images ask how they are with."""

import os
import subprocess
import sys
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any

import pytest

PROBE = Path(__file__).parents[2] / "deploy/probe.py"


def ask(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-IS", str(PROBE), *words]
    return subprocess.run(command, env=environment, check=False, capture_output=True, text=True)


class Sidecar:
    """Answers each path with a status."""

    def __init__(self, **statuses: int) -> None:
        self.statuses = statuses

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            status = self.statuses[scope["path"][1:]]
            await send({"type": "http.response.start", "status": status, "headers": []})
            await send({"type": "http.response.body", "body": f"said {status}\n".encode()})


@pytest.mark.parametrize(
    ("path", "code"), [("/healthz", 0), ("/readyz", 1)], ids=["well", "store not writable"]
)
def test_it_says_what_was_said(serve: Callable[..., Any], path: str, code: int) -> None:
    port = serve(Sidecar(healthz=200, readyz=503)).url.rpartition(":")[2]
    done = ask(path, GUARD_PORT=port)
    assert (done.returncode, done.stdout) == (code, f"said {503 if code else 200}\n")


@pytest.mark.parametrize("status", [204, 302, 404, 500])
def test_nothing_but_200_is_well(serve: Callable[..., Any], status: int) -> None:
    port = serve(Sidecar(healthz=status)).url.rpartition(":")[2]
    assert ask("/healthz", GUARD_PORT=port).returncode == 1


def test_nobody_there() -> None:
    done = ask("/healthz", GUARD_PORT="9")
    assert (done.returncode, done.stdout) == (1, "no answer: ConnectionRefusedError\n")


def test_proxies_of_the_environment_are_passed_by(serve: Callable[..., Any]) -> None:
    port = serve(Sidecar(healthz=200)).url.rpartition(":")[2]
    proxies = dict.fromkeys(("http_proxy", "HTTP_PROXY", "all_proxy"), "http://127.0.0.1:9")
    assert ask("/healthz", GUARD_PORT=port, **proxies).returncode == 0


@pytest.mark.parametrize("words", [(), ("/metrics",), ("/healthz", "/readyz"), ("http://example.org",)])
def test_other_questions_are_refused(words: tuple[str, ...]) -> None:
    done = ask(*words, PATH=os.environ["PATH"])
    assert done.returncode == 1
    assert "usage" in done.stderr
