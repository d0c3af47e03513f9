"""What the commands share: options, where they print, how JSON is written."""

import json
import sys
from typing import Annotated, Any

import typer
from rich.console import Console

from guard.types import Direction

FOUND = 1
"""The exit code of a command that found something, or failed."""
_WIDE = None if sys.stdout.isatty() else 200  # a table in a file is not cut to a screen's width
out = Console(width=_WIDE, soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)

PolicyOption = Annotated[str, typer.Option("--policy", help="Name of a shipped pack, or a path.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
AllOption = Annotated[bool, typer.Option("--all", help="List every finding, before thresholds and merging.")]
DirectionOption = Annotated[Direction, typer.Option("--direction", help="Which half of the policy applies.")]


def print_json(value: Any) -> None:
    """Print a value as one line of JSON."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
