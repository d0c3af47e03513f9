"""`guard check` and `guard scan` as a person runs them."""

import json
import os
import pty
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ran import Ran

GUARD = str(Path(sys.executable).parent / "guard")
MAIL = "jane.doe@example.org"


def test_check_exit_codes_and_json(run: Callable[..., Ran]) -> None:
    clean = run("check", "--json", "hello")
    assert (clean.returncode, json.loads(clean.stdout)["action"]) == (0, "allow")
    found = run("check", "--json", f"mail {MAIL}")
    result = json.loads(found.stdout)
    assert found.returncode == 1
    assert set(result) == {"action", "rules", "findings", "harm", "severity", "not_run", "text"}
    assert set(result["findings"][0]) == {"entity", "start", "end", "score", "detector"}
    assert (result["findings"][0]["start"], result["findings"][0]["end"]) == (5, 25)


def test_check_reads_standard_input_and_blocks(run: Callable[..., Ran]) -> None:
    ran = run("check", "-", "--json", stdin="AKIAABCDEFGHIJKLMNOP\n")
    assert ran.returncode == 1
    assert json.loads(ran.stdout)["text"] is None


def test_check_all_shows_what_is_below_the_threshold(run: Callable[..., Ran]) -> None:
    text = "account 12345678 and A1234567"
    few = json.loads(run("check", "--json", text).stdout)["findings"]
    every = json.loads(run("check", "--json", "--all", text).stdout)["findings"]
    assert len(every) > len(few)


def test_check_markup_in_a_text_is_text(run: Callable[..., Ran]) -> None:
    ran = run("check", "[red]x[/red] [/] \x1b[31m")
    assert "[red]x[/red] [/]" in ran.stdout


def rows(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_scan_gives_a_row_for_a_row_in_order(run: Callable[..., Ran], tmp_path: Path) -> None:
    lines = [
        '{"text": "hi"}',
        f'{{"text": "mail {MAIL}"}}',
        "{broken",
        '{"other": 1}',
        '{"text": "AKIAABCDEFGHIJKLMNOP"}',
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n")
    ran = run("scan", "in.jsonl", "--out", "out.jsonl", cwd=tmp_path)
    found = rows(tmp_path / "out.jsonl")
    assert [each.get("action", "error") for each in found] == ["allow", "redact", "error", "error", "block"]
    assert ran.returncode == 1
    assert "5 rows: allow 1, redact 1, block 1, error 2" in ran.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_scan_to_standard_output_and_clean_exit(run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("one\ntwo\n")
    ran = run("scan", "in.txt", cwd=tmp_path)
    assert ran.returncode == 0
    assert [json.loads(line)["text"] for line in ran.stdout.splitlines()] == ["one", "two"]


def test_scan_shows_a_bar_on_a_terminal_only(run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("hello\n" * 2000)
    assert "━" not in run("scan", "in.txt", "--out", "out", cwd=tmp_path).stderr
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(tmp_path)
        os.environ["TERM"] = "xterm"
        os.execv(GUARD, [GUARD, "scan", "in.txt", "--out", "out"])
    shown = b""
    try:
        while piece := os.read(terminal, 4096):
            shown += piece
    except OSError:
        pass
    assert os.waitpid(pid, 0)[1] == 0
    assert "━".encode() in shown
    assert b"100%" in shown
