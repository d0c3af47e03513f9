"""The ``guard`` command. Exit codes: 0 fine, 1 found or failed, 2 used in a way it cannot be."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.markup import escape

from audit.hardening import leave_no_core
from guard.commands.detectors import detectors
from guard.commands.exception import exception
from guard.commands.key import key_new
from guard.commands.policy import policy_check, policy_diff, policy_explain, policy_schema
from guard.commands.screening import check, scan_file
from guard.commands.serve import serve
from guard.commands.shared import FOUND, err
from guard.errors import GuardError

_USAGE = 2

app = typer.Typer(
    name="guard",
    help="Screens what passes between apps and language models.",
    no_args_is_help=True,
    add_completion=False,
)
policies = typer.Typer(help="Read, check and explain policies.", no_args_is_help=True)
keys = typer.Typer(help="Keys of those who call Guard.", no_args_is_help=True)
app.add_typer(policies, name="policy")
app.add_typer(keys, name="key")
app.add_typer(exception, name="exception")

app.command()(serve)
app.command()(check)
app.command(name="scan")(scan_file)
app.command()(detectors)
policies.command(name="check")(policy_check)
policies.command(name="diff")(policy_diff)
policies.command(name="explain")(policy_explain)
policies.command(name="schema")(policy_schema)
keys.command(name="new")(key_new)


def main() -> None:
    """Run the command line; mistakes become one line on standard error."""
    with _mistakes():
        app()


def run() -> None:
    """Run the command line in a process of its own."""
    leave_no_core()
    main()


@contextmanager
def _mistakes() -> Iterator[None]:
    try:
        yield
    except GuardError as bad:
        _fail(str(bad))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FOUND)


def _fail(message: str) -> NoReturn:
    err.print(f"[red]guard:[/] {escape(message)}")
    sys.exit(_USAGE)
