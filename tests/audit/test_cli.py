"""The `audit` command as a whole: its commands, their help, and errors in one line."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest
import typer
from typer.testing import CliRunner

from audit import cli
from audit.log import AuditLog
from audit.record import Record
from audit.ring import Ring

MAIN = typer.main.get_command(cli.main)


def commands(group: click.Command, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in getattr(group, "commands", {}).items():
        yield (*path, name), command
        yield from commands(command, *path, name)


def failed(*arguments: str, code: int = 1) -> str:
    result = CliRunner().invoke(cli.main, arguments)
    assert result.exit_code == code, result.output
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    assert code == 2 or result.stderr.count("\n") == 1
    return result.stderr


def test_the_commands_are_there_once():
    names = {" ".join(path) for path, _ in commands(MAIN)}
    assert names >= {"keys new", "keys retire", "ring show", "list", "open", "verify", "search", "erase"}
    assert names >= {"export", "store"}
    assert "keys show" not in names


@pytest.mark.parametrize("path", [path for path, _ in commands(MAIN)], ids=" ".join)
def test_every_command_says_what_it_is_for(path: tuple[str, ...]):
    shown = CliRunner().invoke(cli.main, [*path, "--help"])
    assert shown.exit_code == 0
    assert dict(commands(MAIN))[path].help


@pytest.mark.parametrize("arguments", [("nope",), ("open",), ("keys", "nope"), ("keys", "new"), ("store",)])
def test_what_is_no_command_or_lacks_an_argument_is_a_usage_error(arguments: tuple[str, ...]):
    failed(*arguments, code=2)


def test_a_damaged_store_is_one_line_of_every_command(tmp_path: Path, ring: Ring, record: Record):
    path = tmp_path / "audit.sqlite"
    with closing(AuditLog(path, ring)) as log:
        rid = log.append_sync(record(b"{}")).rid
    raw = path.read_bytes()
    path.write_bytes(raw[:4096] + b"\xff" * (len(raw) - 4096))
    assert "damaged" in failed("list", "--dir", str(tmp_path))
    path.write_bytes(b"text" * 2000)
    for command in (("list",), ("verify",), ("open", rid, "--purpose", "review")):
        assert "not a readable audit store" in failed(*command, "--dir", str(tmp_path))
