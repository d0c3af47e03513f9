"""`guard exception` hands over to the program that may read private keys, with every argument as it was given."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from ran import Ran

Run = Callable[..., Ran]
GIVEN = [
    ("request", "--grants", "relax", "--label", "US_SSN", "--to=redact", "--days", "7", "--key", "a b.key"),
    ("approve", "0f0f", "--dir", "x", "--store", "postgresql://h/d"),
    ("approve", "--dir", "x", "0f0f"),
    ("list", "--json"),
    ("list",),
    ("revoke", "0f0f"),
    ("request", "--help"),
    ("request", "--no-such-option", "-k", "-abc"),
]


@pytest.fixture
def replaced(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """The programs that would have taken this one's place."""
    calls: list[tuple[str, list[str]]] = []

    def execv(path: str, arguments: Sequence[str]) -> None:
        calls.append((path, list(arguments)))

    monkeypatch.setattr(os, "execv", execv)
    return calls


@pytest.mark.parametrize("given", GIVEN)
def test_every_argument_is_handed_over(
    run: Run, replaced: list[tuple[str, list[str]]], given: tuple[str, ...]
) -> None:
    run("exception", *given)
    assert replaced == [(sys.executable, [sys.executable, "-P", "-m", "audit", "exception", *given])]


@pytest.mark.parametrize("given", [(), ("--help",), ("grant",), ("open", "0f0f"), ("--json", "list")])
def test_nothing_else_is(run: Run, replaced: list[tuple[str, list[str]]], given: tuple[str, ...]) -> None:
    run("exception", *given)
    assert replaced == []


def test_the_program_is_there_and_is_not_a_folder_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "audit").mkdir()
    (tmp_path / "audit" / "__init__.py").write_text("raise SystemExit('not this one')\n")
    code = "from guard.cli import run; run()"
    command = [sys.executable, "-P", "-c", code, "exception", "list", "--dir", str(tmp_path)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 1
    assert "no admins are pinned here" in ran.stderr
    assert "not this one" not in ran.stderr
