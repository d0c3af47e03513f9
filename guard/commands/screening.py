"""`guard check` and `guard scan`: a text, or a file row by row, by a policy."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from guard import scan
from guard.commands.shared import (
    FOUND,
    AllOption,
    DirectionOption,
    JsonOption,
    PolicyOption,
    err,
    out,
    print_json,
)
from guard.engine import Guard
from guard.results import row
from guard.types import Action, Direction, Text, readable


def check(
    text: Annotated[str, typer.Argument(help="The text, or - for standard input.")],
    policy: PolicyOption = "default",
    direction: DirectionOption = Direction.PROMPT,
    as_json: JsonOption = False,
    everything: AllOption = False,
) -> None:
    """Screen one text: findings, verdict, and the text as it would leave."""
    guard = Guard.load(policy, everything=everything)
    value = sys.stdin.buffer.read().decode("utf-8", "replace") if text == "-" else text
    screening = guard.screen([Text("", readable(value), place="text")], direction)
    result = row(screening, everything=everything)
    if as_json:
        print_json(result)
    else:
        _show(result, screening.policy)
    raise typer.Exit(FOUND if screening.action > Action.ALLOW else 0)


_COLOURS = {"allow": "green", "annotate": "cyan", "redact": "yellow", "block": "red"}


def _show(result: dict[str, Any], policy: str) -> None:
    colour = _COLOURS[result["action"]]
    because = f" by {', '.join(result['rules'])}" if result["rules"] else ""
    out.print(f"[bold {colour}]{result['action']}[/]{escape(because)}  ({escape(policy)})")
    if result["findings"]:
        table = Table(box=None, pad_edge=False)
        for column in ("entity", "from", "to", "score", "detector"):
            table.add_column(column)
        for finding in result["findings"]:
            table.add_row(
                *(escape(str(finding[name])) for name in ("entity", "start", "end", "score", "detector"))
            )
        out.print(table)
    for category, severity in result["severity"].items():
        out.print(f"{category}: severity {severity}, score {result['harm'][category]}")
    for gap in result["not_run"]:
        out.print(f"{gap['detector']} did not run: {gap['reason']}")
    if result["text"] is not None:
        out.print("[dim]as it would leave:[/]")
        out.print(result["text"], markup=False)


def scan_file(
    path: Annotated[Path, typer.Argument(metavar="INPUT", help="A .jsonl, .csv, .parquet or .txt file.")],
    policy: PolicyOption = "default",
    direction: DirectionOption = Direction.PROMPT,
    field: Annotated[str, typer.Option(help="Member or column that holds the text.")] = "text",
    out: Annotated[
        Path | None, typer.Option(help="Where results go, one JSON row each; standard output if unsaid.")
    ] = None,
    everything: AllOption = False,
) -> None:
    """Screen a file row by row: one result row per input row, in order."""
    guard = Guard.load(policy, everything=everything)
    total = scan.size(path)
    counts = dict.fromkeys((*(action.word for action in Action), "error"), 0)
    with _progress() as progress, scan.output(out, sys.stdout) as sink:
        task = progress.add_task(path.name, total=total or 1)
        for each in scan.rows(path, field):
            result = scan.result(guard, each, direction, everything=everything)
            counts[result.get("action", "error")] += 1
            sink.write(json.dumps(result, ensure_ascii=False) + "\n")
            progress.update(task, completed=each.done)
    summary = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
    err.print(f"{sum(counts.values())} rows: {summary or 'none'}")
    raise typer.Exit(FOUND if sum(counts.values()) > counts["allow"] else 0)


def _progress() -> Progress:
    """Give a bar on a terminal, nothing elsewhere."""
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(show_speed=False),
        TimeRemainingColumn(),
        console=err,
        disable=not err.is_terminal,
        refresh_per_second=4,
    )
