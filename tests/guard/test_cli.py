"""The guard command as a person runs it."""

import hashlib
import io
import json
import os
import pty
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from guard import __version__
from guard.cli import main

GUARD = str(Path(sys.executable).parent / "guard")
MAIL = "jane.doe@example.org"


@dataclass
class Ran:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs the command in this process: loading what it needs takes seconds, once."""

    def call(*args: str, cwd: Path | None = None, stdin: str = "", **env: str) -> Ran:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["guard", *args])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
            for name, value in env.items():
                patch.setenv(name, value)
            if cwd is not None:
                patch.chdir(cwd)
            with pytest.raises(SystemExit) as ended:
                main()
        out, err = capsys.readouterr()
        return Ran(int(ended.value.code or 0), out, err)

    return call


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


def test_policy_commands(run: Callable[..., Ran]) -> None:
    assert run("policy", "check", "default").stdout.startswith("ok default@")
    assert "secret/*: block from score 0.4" in run("policy", "explain", "default").stdout
    why = run("policy", "explain", "default", "--text", f"mail {MAIL}").stdout
    assert "prompt.entities.EMAIL_ADDRESS" in why
    assert MAIL not in why
    schema = json.loads(run("policy", "schema").stdout)
    assert schema["additionalProperties"] is False
    assert "prompt" in schema["properties"]


def test_detectors_lists_everything(run: Callable[..., Ran]) -> None:
    listed = json.loads(run("detectors", "--json").stdout)
    by_label = {each["label"]: each for each in listed}
    assert by_label["EMAIL_ADDRESS"]["default"] is True
    assert (by_label["DE_TAX_ID"]["default"], by_label["DE_TAX_ID"]["countries"]) == (False, "de")
    assert by_label["hate"]["detector"] == "encoder"
    assert by_label["CH_AHV"]["checks"]
    assert by_label["CH_AHV"]["source"].startswith("https://")
    assert "US_SSN" in run("detectors").stdout


def test_detectors_of_one_country(run: Callable[..., Ran]) -> None:
    listed = json.loads(run("detectors", "--country", "GB", "--json").stdout)
    assert {each["countries"] for each in listed} == {"uk"}
    assert {"UK_NHS", "UK_UTR"} <= {each["label"] for each in listed}
    wrong = run("detectors", "--country", "xx")
    assert wrong.returncode == 2
    assert "no detectors of country `xx`: expected one of ae, " in wrong.stderr


def test_detectors_of_a_policys_own(run: Callable[..., Ran], tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(
        "policy: p\nprompt: {entities: {A: block}}\ndetectors:\n"
        " - {name: ours, kind: http, url: 'http://127.0.0.1:9/?sig=canary', labels: [A], breaker: {failures: 1}}\n"
    )
    (row,) = json.loads(run("detectors", "--policy", str(path), "--json").stdout)
    assert (row["name"], row["place"], row["state"]) == ("ours", "127.0.0.1:9", "closed")
    assert "answers" not in row
    tried = run("detectors", "--policy", str(path), "--try")
    assert (tried.returncode, "error" in tried.stdout, "open" in tried.stdout) == (0, True, True)
    assert "canary" not in tried.stdout
    assert "0 further detectors" in run("detectors", "--policy", "default").stdout


def test_version_is_the_packages() -> None:
    assert __version__ == "0.1.0"


def test_a_new_key_is_shown_once_with_its_digest(run: Callable[..., Ran]) -> None:
    made = json.loads(run("key", "new", "--json").stdout)
    assert made["digest"] == hashlib.sha256(made["key"].encode()).hexdigest()
    shown = run("key", "new")
    (_, key), (_, digest) = (line.split() for line in shown.stdout.splitlines())
    assert digest == hashlib.sha256(key.encode()).hexdigest()
    assert key != made["key"]
    assert shown.returncode == 0


@pytest.mark.parametrize("host", ["0.0.0.0", "example.org", "192.0.2.1", "::"])
def test_other_systems_endpoints_are_not_open_to_the_outside(run: Callable[..., Ran], host: str) -> None:
    ran = run("serve", "--upstream", "http://127.0.0.1:9", "--host", host, GUARD_DROP_IN='["presidio"]')
    assert ran.returncode == 2
    assert ran.stderr.startswith("guard: drop_in: expected caller_keys")
