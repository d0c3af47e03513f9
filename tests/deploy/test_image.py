"""What the Dockerfile says is done here without a container, as far as that goes.

Its own commands make the environment, with paths of this machine put in; what it downloads is taken from
where the tests run, and only what is in its lock. Then the sidecar runs as a user without rights, without a home, with
one folder to write to: what misses in the package or in the lock shows here.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
from dockerfile import Stage, stages
from packaging.requirements import Requirement

from guard.standin import standin

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
BUILDER, RUNTIME = stages(ROOT / "deploy/Dockerfile")
START_S, STOP_S = 60, 10
PASSPHRASE = "correct horse battery"


@dataclass(frozen=True)
class Image:
    """What a container would see, and as whom it runs."""

    root: Path
    user: int | None

    @property
    def python(self) -> str:
        """Our own Python, or one that the image's user can reach: ours may lie in somebody's home."""
        return str(self.root / "usr/bin/python3") if (self.root / "usr").exists() else _base()

    @property
    def lent(self) -> dict[str, str]:
        """Where a Python that was put elsewhere has its library."""
        return {"LD_LIBRARY_PATH": str(self.root / "usr/lib")} if (self.root / "usr").exists() else {}

    def put(self, text: str) -> str:
        """Put paths of this machine in the place of those in the image."""
        for path in ("/opt/guard", "/opt/probe.py", "/src", "/dist"):
            text = text.replace(path, f"{self.root}{path}")
        return text.replace("/opt/build/bin/python", sys.executable)

    @property
    def environment(self) -> dict[str, str]:
        return {name: self.put(value) for name, value in RUNTIME.environment.items()}

    def command(self, command: list[str], more: dict[str, str]) -> dict[str, Any]:
        """Give what a process is started with; nothing of our own environment comes along."""
        environment = {**self.environment, **self.lent, "TMPDIR": str(self.root / "tmp"), **more}
        program = shutil.which(self.put(command[0]), path=environment["PATH"])
        assert program is not None, command[0]
        words = [program, *(self.put(word) for word in command[1:])]
        given: dict[str, Any] = {"args": words, "env": environment, "cwd": "/"}
        return (
            given
            if self.user is None
            else {**given, "user": self.user, "group": self.user, "extra_groups": []}
        )


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    """Does what the builder does, and takes all rights to write away."""
    root = Path(tempfile.mkdtemp(prefix="image"))
    root.chmod(0o755)
    try:
        made = Image(root, int(RUNTIME.one("USER").split(":")[0]) if os.geteuid() == 0 else None)
        if not reaches(made):
            lend(root / "usr")
        assert reaches(made), "no Python that the user of the image can run"
        for path in ("src", "dist", "opt", "tmp"):
            (root / path).mkdir()
        copy(root / "src")
        first, locked, last = BUILDER.all("RUN")
        run(made.put(first.split(" && ")[1].replace("python", made.python, 1)), root)
        assert "-r deploy/requirements.txt" in locked
        link(root / "src/deploy/requirements.txt", root / "opt/guard")
        run(made.put(last), root / "src")
        shutil.copy(ROOT / "deploy/probe.py", root / "opt/probe.py")
        for path in (root / "opt", *(root / "opt").rglob("*")):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o555)
        shutil.rmtree(root / "src")
        own(made, root / "tmp")
        yield made
    finally:
        for path in (root / "opt", *(root / "opt").rglob("*")):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)
        shutil.rmtree(root)


def _base() -> str:
    return str(Path(sys.executable).resolve())


def reaches(image: Image) -> bool:
    """Tell whether the user of the image can run the Python that it gets."""
    words = [image.python, "-c", "import ssl, sqlite3"]
    try:
        return subprocess.run(words, user=image.user, env=image.lent, cwd="/", check=False).returncode == 0
    except PermissionError:
        return False


def lend(folder: Path) -> None:
    """Put our Python there, without what was installed into it."""
    shutil.copytree(
        sys.base_prefix,
        folder,
        symlinks=True,
        copy_function=put_link,
        ignore=shutil.ignore_patterns("site-packages", "test", "share", "include"),
    )


def put_link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def own(image: Image, folder: Path) -> None:
    if image.user is not None:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, image.user, image.user)


def copy(source: Path) -> None:
    """Copy what COPY copies."""
    for line in BUILDER.all("COPY"):
        *names, target = line.split()
        for name in names:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, source / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                folder = source / target
                folder.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, folder)


def run(command: str, folder: Path) -> None:
    done = subprocess.run(["sh", "-ec", command], cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def link(lock: Path, prefix: Path) -> None:
    """Put the locked distributions, and no other, where pip would put them: as installed where tests run."""
    (target,) = prefix.glob("lib/python3*/site-packages")
    for line in lock.read_text(encoding="utf-8").splitlines():
        if "==" not in line:
            continue
        wanted = Requirement(line.removesuffix("\\"))
        if wanted.marker is not None and not wanted.marker.evaluate():
            continue
        for file in distribution(wanted.name).files or ():
            place, source = target / file, Path(str(file.locate()))
            if ".." in file.parts or not source.exists():
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            put_link(str(source), str(place))


@pytest.fixture
def state(image: Image) -> Iterator[Path]:
    """A volume with what an officer hands over: everything but private keys."""
    officer, volume = image.root / "officer", image.root / "state"
    made = image.command(["audit", "keys", "new", "--dir", str(officer), "--officer", "ada"], {})
    made["env"]["AUDIT_PASSPHRASE"] = PASSPHRASE
    officer.mkdir(mode=0o700)
    own(image, officer)
    subprocess.run(**made, check=True, capture_output=True)
    volume.mkdir(mode=0o700)
    for name in ("admins.json", "index.key", "index.sealed", "ring.json"):
        shutil.copy(officer / name, volume)
    own(image, volume)
    yield volume
    shutil.rmtree(officer)
    shutil.rmtree(volume)


@dataclass
class Running:
    """A sidecar that was started as a container would start it."""

    process: subprocess.Popen[bytes]
    url: str
    said: Path

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def ask(self, text: str) -> tuple[int, dict[str, str], Any]:
        body = {"model": "stand-in", "messages": [{"role": "user", "content": text}]}
        headers = {"content-type": "application/json", "authorization": "Bearer sk-none"}
        request = urllib.request.Request(
            f"{self.url}/v1/chat/completions", json.dumps(body).encode(), headers
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, dict(answer.headers), json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, dict(refused.headers), json.load(refused)

    def policy(self) -> str:
        return self.ask("Write to jane@example.org")[1]["x-guard-policy"]


@pytest.fixture
def start(image: Image, state: Path, serve: Callable[..., Any]) -> Iterator[Callable[..., Running]]:
    """Starts what ENTRYPOINT and CMD say."""
    upstream = serve(standin).url
    running: list[Running] = []

    def go(**more: str) -> Running:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
        given = {"GUARD_DIR": str(state), "GUARD_PORT": str(port), "GUARD_UPSTREAM": upstream, **more}
        said = image.root / "said"
        with said.open("wb") as log:
            made = image.command([*RUNTIME.exec("ENTRYPOINT"), *RUNTIME.exec("CMD")], given)
            process = subprocess.Popen(**made, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        running.append(Running(process, f"http://127.0.0.1:{port}", said))
        end = time.monotonic() + START_S
        while probe(image, port, "/readyz").returncode != 0:
            assert process.poll() is None, said.read_text()
            assert time.monotonic() < end, said.read_text()
            time.sleep(0.2)
        return running[-1]

    yield go
    for each in running:
        each.process.kill()
        each.process.wait()


def probe(image: Image, port: int, path: str) -> subprocess.CompletedProcess[bytes]:
    """Ask as HEALTHCHECK does."""
    command = json.loads(RUNTIME.one("HEALTHCHECK").partition(" CMD ")[2])
    assert command[-1] == "/healthz"
    given = image.command([*command[:-1], path], {"GUARD_PORT": str(port)})
    return subprocess.run(**given, check=False, capture_output=True)


def test_image_serves_records_and_stops(image: Image, state: Path, start: Callable[..., Running]) -> None:
    sidecar = start()
    port = int(sidecar.url.rpartition(":")[2])
    assert probe(image, port, "/healthz").stdout == b"ok\n"
    assert sidecar.get("/healthz") == (200, "ok\n")
    assert sidecar.get("/readyz")[1].startswith("ready\n")
    assert "guard_in_flight 0" in sidecar.get("/metrics")[1]
    # Patterns, the model and the packs are there: an address, a name, harm.
    status, headers, reply = sidecar.ask("I am Margaret Hill, write to jane@example.org")
    assert (status, headers["x-guard-action"]) == (200, "redact")
    assert "EMAIL_ADDRESS=1" in headers["x-guard-findings"]
    assert "PERSON=1" in headers["x-guard-findings"]
    assert "Write to" not in reply
    assert "jane@example.org" in reply["choices"][0]["message"]["content"]
    status, headers, _ = sidecar.ask("I know where you live and I am going to kill you")
    assert (status, headers["x-guard-action"]) == (400, "block")
    assert (state / "audit.sqlite").stat().st_size > 0
    began = time.monotonic()
    sidecar.process.send_signal(signal.SIGTERM)
    code = sidecar.process.wait(STOP_S)
    # The server ends by the signal that it was sent; as the first process of a container that is 0.
    assert code in (0, -signal.SIGTERM)
    assert time.monotonic() - began < STOP_S
    # Nothing was written but to the volume, and nothing of the texts was said.
    assert list((image.root / "tmp").iterdir()) == []
    assert not any(word in sidecar.said.read_text() for word in ("jane", "Margaret", "kill"))
    names = {path.name for path in state.iterdir()}
    assert not any(name.startswith("officer-") for name in names)


def test_image_has_what_the_code_needs_and_no_more(image: Image) -> None:
    (packages,) = image.root.glob("opt/guard/lib/python3*/site-packages")
    there = {path.name for path in packages.iterdir()}
    assert {"guard", "audit", "onnxruntime", "psycopg", "opentelemetry"} <= there
    assert there & {"pip", "pytest", "torch", "mypy", "pymerkle", "hypothesis", "tests", "models"} == set()
    script = (
        "import guard.cli, audit.cli, audit.store.server, guard.otel, guard.commands.serve, guard.api.rest"
    )
    given = image.command(["python", "-c", script], {})
    done = subprocess.run(**given, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", ["/opt/guard/bin", "/opt/guard", "/opt/guard/lib"])
def test_image_cannot_be_changed_from_within(image: Image, path: str) -> None:
    script = "import pathlib, sys; pathlib.Path(sys.argv[1], 'new').touch()"
    given = image.command(["python", "-c", script, path], {})
    done = subprocess.run(**given, check=False, capture_output=True, text=True)
    assert "PermissionError" in done.stderr


def test_without_ring_it_does_not_start(image: Image) -> None:
    empty = image.root / "empty"
    empty.mkdir(mode=0o700)
    own(image, empty)
    given = image.command([*RUNTIME.exec("ENTRYPOINT"), *RUNTIME.exec("CMD")], {"GUARD_DIR": str(empty)})
    given["env"]["GUARD_UPSTREAM"] = "http://127.0.0.1:9"
    done = subprocess.run(**given, check=False, capture_output=True, text=True, timeout=START_S)
    shutil.rmtree(empty)
    assert done.returncode == 2
    assert "audit keys new" in done.stderr


def test_policies_in_a_config_map_are_reloaded(image: Image, start: Callable[..., Running]) -> None:
    """A kubelet swaps the link `..data`; the files themselves never change."""
    volume = image.root / "policies"
    volume.mkdir()
    fill(volume, "..first", "block")
    (volume / "..data").symlink_to("..first")
    (volume / "acme.yaml").symlink_to("..data/acme.yaml")
    sidecar = start(GUARD_POLICY=str(volume / "acme.yaml"), GUARD_RELOAD_EVERY="0.1")
    assert sidecar.ask("Write to jane@example.org")[0] == 400
    fill(volume, "..second", "annotate")
    swap(volume, "..second")
    end = time.monotonic() + 30
    while sidecar.ask("Write to jane@example.org")[0] != 200:
        assert time.monotonic() < end, sidecar.said.read_text()
        time.sleep(0.1)
    # A broken one leaves the second in force, and says so.
    before = sidecar.policy()
    fill(volume, "..third", "explode")
    swap(volume, "..third")
    end = time.monotonic() + 30
    while "a newer set is not in force" not in sidecar.get("/readyz")[1]:
        assert time.monotonic() < end, sidecar.get("/readyz")
        time.sleep(0.1)
    assert sidecar.policy() == before
    assert sidecar.get("/readyz")[0] == 200


def fill(volume: Path, name: str, action: str) -> None:
    (volume / name).mkdir()
    text = f"policy: acme\nextends: [base]\nprompt:\n  entities: {{EMAIL_ADDRESS: {action}}}\n"
    (volume / name / "acme.yaml").write_text(text, encoding="utf-8")


def swap(volume: Path, name: str) -> None:
    (volume / "..data_tmp").symlink_to(name)
    (volume / "..data_tmp").rename(volume / "..data")


def test_the_user_of_the_image_needs_no_name() -> None:
    assert isinstance(RUNTIME, Stage)
    user, group = RUNTIME.one("USER").split(":")
    assert int(user) == int(group) > 9999
