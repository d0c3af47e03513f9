"""The README's commands are run, and print what it says they print."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from guard.decide.schema import PolicyModel
from guard.engine import load_policy

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = [(kind, body) for kind, body in BLOCK.findall(README)]


def consoles() -> list[tuple[str, str]]:
    """Every command of a console block and what it should print."""
    found = []
    for kind, body in BLOCKS:
        if kind == "console":
            for part in body.split("$ ")[1:]:
                command, _, output = part.partition("\n")
                found.append((command, output))
    return found


def pattern(expected: str) -> re.Pattern[str]:
    lines = (re.escape(line.rstrip()).replace("…", r"[\s\S]*?") for line in expected.rstrip().splitlines())
    return re.compile(r"\s*" + r"\s*\n".join(lines) + r"\s*")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """What `make run` starts, on a free port."""
    folder = tmp_path_factory.mktemp("demo")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "log").open("w") as log:
        running = subprocess.Popen(
            [str(BIN / "guard"), "serve", "--dev", "--port", str(port)], cwd=folder, stdout=log, stderr=log
        )
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1):
                    break
            except OSError:
                if time.monotonic() > deadline or running.poll() is not None:
                    raise RuntimeError((folder / "log").read_text()) from None
                time.sleep(0.1)
        yield folder, port
    finally:
        running.terminate()
        running.wait(timeout=10)


def test_commands_print_what_the_readme_says(demo: tuple[Path, int]) -> None:
    folder, port = demo
    assert len(consoles()) >= 7
    for command, expected in consoles():
        real = command.replace(":8080", f":{port}").replace(".venv/bin/", f"{BIN}/")
        env = {**os.environ, "NO_COLOR": "1"}
        ran = subprocess.run(
            ["bash", "-c", real], cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False
        )
        assert pattern(expected).fullmatch(ran.stdout.replace("\r", "")), (
            f"{command}\n{ran.stdout}\n{ran.stderr}"
        )


def test_python_examples_run(demo: tuple[Path, int]) -> None:
    folder, port = demo
    examples = [
        (body, following[1] if following[0] == "text" else "")
        for (kind, body), following in zip(BLOCKS, [*BLOCKS[1:], ("", "")], strict=True)
        if kind == "python"
    ]
    assert len(examples) == 5
    for body, expected in examples:
        ran = subprocess.run(
            [sys.executable, "-c", body.replace(":8080", f":{port}")],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        assert pattern(expected.strip()).fullmatch(ran.stdout.strip()), ran.stdout


def test_the_example_policies_load(tmp_path: Path) -> None:
    examples = [body for kind, body in BLOCKS if kind == "yaml"]
    loaded = []
    for at, example in enumerate(examples):
        path = tmp_path / f"acme{at}.yaml"
        path.write_text(example, encoding="utf-8")
        loaded.append(load_policy(path).id)
    assert loaded == ["acme-support", "acme-europe", "ours", "acme-support", "shop"]


def test_every_policy_key_is_in_the_reference() -> None:
    reference = (ROOT / "policies" / "FORMAT.md").read_text(encoding="utf-8")
    assert [name for name in PolicyModel.model_fields if f"`{name}" not in reference] == []


def test_no_figure_is_left_to_fill_in() -> None:
    assert re.findall(r"\b[A-Z]+_[A-Z]+_?(?:SECONDS|RECALL)\b|^FIGURES$", README, re.MULTILINE) == []
