"""The servers that `proxy.py` compares: each a process of its own, with its CPU and memory as the kernel counts them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from scan import patterns_only

_TICK = os.sysconf("SC_CLK_TCK")
_HERE = Path(__file__).parent
_ROOT = _HERE.parent.parent
_LITELLM = """
model_list:
  - model_name: "*"
    litellm_params: {{model: "openai/*", api_base: "http://127.0.0.1:{port}/v1", api_key: sk-none}}
"""


class Server:
    """A process that answers on a port of its own; the word after ``{port}`` of its command."""

    def __init__(
        self,
        name: str,
        command: Iterable[str],
        folder: Path,
        environment: Mapping[str, str] | None = None,
        *,
        patience: float = 30,
    ) -> None:
        self.name = name
        self.port = _free_port()
        self._log = (folder / f"{name.replace(' ', '-')}.log").open("wb")
        self._process = subprocess.Popen(
            [word.format(port=self.port) for word in command],
            env={**os.environ, **(environment or {})},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        end = time.monotonic() + patience
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                self.stop()
                said = Path(self._log.name).read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"{name} did not start:\n{said[-2000:]}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        with socket.socket() as connection:
            return connection.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def _family(self) -> list[int]:
        """This process and those it began: a server may work in children."""
        pids = [self._process.pid]
        for pid in pids:
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                pids += map(int, task.read_text(encoding="ascii").split())
        return pids

    @property
    def cpu(self) -> float:
        """Seconds of CPU so far, user and system."""
        spent = 0
        for pid in self._family():
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            spent += int(fields[11]) + int(fields[12])
        return spent / _TICK

    @property
    def rss(self) -> float:
        """Megabytes of resident memory."""
        pages = sum(
            int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) for pid in self._family()
        )
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def upstream(folder: Path) -> Server:
    return Server("upstream", [sys.executable, str(_HERE / "hop_upstream.py"), "{port}"], folder)


def bare(folder: Path, provider: int, *, plain: bool = False) -> Server:
    command = [sys.executable, str(_HERE / "hop_bare.py"), "{port}", str(provider)]
    return Server(
        "bare, plain uvicorn" if plain else "bare", [*command, "plain"] if plain else command, folder
    )


def guard(folder: Path, provider: int, policy: str, tree: Path = _ROOT, label: str = "guard") -> Server:
    """Start the sidecar of a checkout, with an officer's ring of its own: a policy may record."""
    name = f"{label}, {policy}"
    place = folder / f"place-{name.replace(', ', '-')}"
    given = policy
    if policy == "patterns":
        given = str(folder / "patterns.yaml")
        half = patterns_only().replace("prompt: ", "prompt: &both ")
        Path(given).write_text(f"{half}completion: *both\n", encoding="utf-8")
    environment = {"PYTHONPATH": str(tree), "AUDIT_PASSPHRASE": "bench-passphrase"}
    subprocess.run(
        [sys.executable, "-m", "audit", "keys", "new", "--dir", str(place), "--officer", "bench"],
        env={**os.environ, **environment},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    code = "from guard.cli import run; run()"
    options = ["--upstream", f"http://127.0.0.1:{provider}", "--policy", given, "--port", "{port}"]
    command = [sys.executable, "-c", code, "serve", *options]
    return Server(name, command, folder, {**environment, "GUARD_DIR": str(place)})


def litellm(folder: Path, provider: int, home: Path) -> Server:
    """Start the LiteLLM proxy, in a virtual environment that is made if it is not there yet."""
    program = home / "bin" / "litellm"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        pip = [str(home / "bin" / "pip"), "install", "-q", "litellm[proxy]"]
        subprocess.run(pip, check=True, stderr=subprocess.DEVNULL)
    config = folder / "litellm.yaml"
    config.write_text(_LITELLM.format(port=provider), encoding="utf-8")
    command = [str(program), "--config", str(config), "--host", "127.0.0.1", "--port", "{port}"]
    environment = {
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "LITELLM_LOG": "ERROR",
        # It checks no key, which is the cheapest it can do.
        "LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY": "true",
    }
    return Server("litellm", [*command, "--num_workers", "1"], folder, environment, patience=180)
