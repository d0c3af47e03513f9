"""Every source file has its test, every setting and command its line in the README."""

import re
from pathlib import Path

import typer

from audit.cli import main as audit_app
from guard.cli import app as guard_app
from guard.config import Settings
from guard.decide.schema import ActionWord
from guard.types import Operator

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
# Covered by the test of the package around them.
ELSEWHERE = {"audit/__main__.py"}


def test_every_source_has_a_test() -> None:
    missing = []
    for package in ("guard", "audit"):
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if path.name == "__init__.py" or name in ELSEWHERE:
                continue
            test = ROOT / "tests" / path.relative_to(ROOT).with_name(f"test_{path.name}")
            if name.startswith(("guard/detect/pii/", "guard/detect/secret/")) and not test.exists():
                # A detector is data: its vectors are its test.
                place = ROOT / "tests/vectors/detect"
                prefix = (
                    "" if path.parent.name in ("generic", "secret") else f"{path.parent.name.rstrip('_')}_"
                )
                test = place / f"{prefix}{path.stem}.jsonl"
            if not test.exists():
                missing.append(name)
    assert missing == []


def test_every_setting_is_in_the_readme() -> None:
    assert [name for name in Settings.model_fields if f"`{name}`" not in README] == []


def commands(app: typer.Typer, prefix: str) -> list[str]:
    found = [
        f"{prefix} {each.name or (each.callback.__name__ if each.callback else '')}"
        for each in app.registered_commands
    ]
    for group in app.registered_groups:
        if group.typer_instance is not None:
            found += commands(group.typer_instance, f"{prefix} {group.name}")
    return found


def test_every_command_is_in_the_readme() -> None:
    every = commands(guard_app, "guard") + commands(audit_app, "audit")
    assert len(every) > 10
    assert [command for command in every if f"`{command}" not in README] == []


def test_every_action_and_operator_is_in_the_reference() -> None:
    reference = (ROOT / "policies" / "FORMAT.md").read_text(encoding="utf-8")
    words = [*ActionWord.__args__, *Operator]
    assert [word for word in words if f"| `{word}` |" not in reference] == []


def test_no_machine_paths_and_no_registry_hosts() -> None:
    forbidden = re.compile(r"/(?:work|root)/|py" r"pi\.org|python" r"hosted|npm" r"js\.org|deb" r"ian\.org")
    suffixes = {".py", ".md", ".yaml", ".toml", ".txt", ".tsv", ""}
    for folder in ("guard", "audit", "policies", "tests", ".ci"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix in suffixes and "__pycache__" not in path.parts:
                assert not forbidden.search(path.read_text(encoding="utf-8")), path
    for name in ("README.md", "Makefile", "pyproject.toml", "constraints.txt"):
        assert not forbidden.search((ROOT / name).read_text(encoding="utf-8")), name
