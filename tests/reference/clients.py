"""Runs clients and gateways of others in the environment that they have to themselves.

What is installed there is in tests/conformance/clients; tests talk to it by lines of JSON, or over HTTP.
"""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "tests" / "conformance" / "clients"
PYTHON = ROOT / os.environ.get("GUARD_CLIENTS", ".venv-clients") / "bin" / "python"
# None of these clients may call home; each has a switch of its own for what it would send.
QUIET = {
    "DO_NOT_TRACK": "1",
    "HF_HUB_OFFLINE": "1",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    "LITELLM_LOCAL_BLOG_POSTS": "True",
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOG": "ERROR",
    "NO_PROXY": "*",
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONWARNINGS": "ignore",
}


def _started(script: str, *arguments: str, folder: Path, **pipes: Any) -> subprocess.Popen[str]:
    """Start one of the scripts.

    Raises:
        RuntimeError: if its environment was never made.
    """
    if not PYTHON.exists():
        raise RuntimeError(f"{PYTHON.parents[1].name} is missing: `make clients` makes it")
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return subprocess.Popen(
        [str(PYTHON), str(SCRIPTS / script), *arguments],
        cwd=folder,
        env={**kept, **QUIET, "HOME": str(folder)},
        text=True,
        **pipes,
    )


class ClientError(Exception):
    """What a client raised.

    Args:
        told: names of its types, HTTP status, code, body and message.
    """

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__(told["message"])
        self.types: list[str] = told["types"]
        self.status: int | None = told["status"]
        self.code: str | None = told["code"]
        self.body: dict[str, Any] | None = told["body"]


class Client:
    """A client that does what it is asked to, one thing after the other."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def do(self, name: str, **given: Any) -> Any:
        """Let it do something.

        Raises:
            ClientError: if the client raised.
        """
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("a client without pipes")
        self._process.stdin.write(json.dumps({"do": name, **given}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the client ended with {self._process.wait(timeout=10)}")
        told = json.loads(line)
        if "error" in told:
            raise ClientError(told["error"])
        return told["value"]


@contextmanager
def client(module: str, folder: Path) -> Iterator[Client]:
    """Start a client, which ends with the block."""
    with (folder / "errors").open("w") as errors:
        process = _started(
            "answering.py",
            module,
            folder=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
    try:
        with process:
            try:
                yield Client(process)
            finally:
                process.kill()
    finally:
        _stayed(folder / "errors")


@contextmanager
def litellm_proxy(config: dict[str, Any], port: int, folder: Path) -> Iterator[str]:
    """Start the LiteLLM proxy and give its address; it ends with the block."""
    path = folder / "config.yaml"
    path.write_text(json.dumps(config))  # JSON is YAML too
    url = f"http://127.0.0.1:{port}"
    arguments = ("--config", str(path), "--host", "127.0.0.1", "--port", str(port), "--telemetry", "False")
    with (folder / "log").open("w") as log:
        process = _started(
            "litellm_proxy.py", *arguments, folder=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        with process:
            try:
                _wait(f"{url}/health/liveliness", process, folder / "log")
                yield url
            finally:
                process.terminate()
                try:
                    process.wait(timeout=10)
                except subprocess.TimeoutExpired:
                    process.kill()
    finally:
        _stayed(folder / "log")


def _stayed(log: Path) -> None:
    """Look whether a client tried to call home, whatever else came of it.

    Raises:
        RuntimeError: if it did.
    """
    left = [line for line in log.read_text().splitlines() if "would leave" in line]
    if left:
        raise RuntimeError(left[0])


def _wait(url: str, process: subprocess.Popen[str], log: Path) -> None:
    """Wait until a server answers.

    Raises:
        RuntimeError: with its log, if it never does.
    """
    deadline = time.monotonic() + 100
    while True:
        try:
            with urlopen(url, timeout=1):
                return
        except (URLError, OSError):
            if time.monotonic() > deadline or process.poll() is not None:
                raise RuntimeError(log.read_text()[-4000:]) from None
            time.sleep(0.1)
