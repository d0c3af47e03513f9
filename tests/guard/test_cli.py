"""The guard command: mistakes and exit codes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from ran import Ran

from guard import __version__


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("serve",), "--upstream URL or GUARD_UPSTREAM"),
        (("serve", "--upstream", "http://127.0.0.1:9"), "audit keys new"),
        (("serve", "--upstream", "http://x", "--port", "0"), "--port: expected"),
        (("check", "--policy", "nowhere.yaml", "x"), "nowhere.yaml:1: cannot be read"),
        (("policy", "check", "nowhere.yaml"), "nowhere.yaml:1: cannot be read"),
        (("scan", "nowhere.jsonl"), "nowhere.jsonl: cannot be read"),
        (("scan", "x.docx"), "x.docx"),
    ],
)
def test_mistakes_are_one_line_and_exit_2(
    run: Callable[..., Ran], tmp_path: Path, args: tuple[str, ...], said: str
) -> None:
    ran = run(*args, cwd=tmp_path)
    assert ran.returncode == 2
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1


def test_usage_mistakes_exit_2(run: Callable[..., Ran]) -> None:
    assert run("check").returncode == 2
    assert run("check", "--direction", "sideways", "x").returncode == 2
    assert run("nothing").returncode == 2


def test_setting_at_fault_is_named(run: Callable[..., Ran], tmp_path: Path) -> None:
    config = tmp_path / "guard.yaml"
    config.write_text("upstream: http://127.0.0.1:9\nprot: 8080\n")
    ran = run("serve", "--config", str(config), cwd=tmp_path)
    assert (ran.returncode, "guard.yaml:2: prot: unknown setting" in ran.stderr) == (2, True)
    ran = run("serve", cwd=tmp_path, GUARD_UPSTREAM="http://x", GUARD_MAX_BODY="few")
    assert (ran.returncode, "GUARD_MAX_BODY" in ran.stderr) == (2, True)


def test_version_is_the_packages() -> None:
    assert __version__ == "0.1.0"
