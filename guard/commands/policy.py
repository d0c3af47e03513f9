"""`guard policy`: read, check and explain policies."""

import json
import sys
from typing import Annotated

import typer
from rich.markup import escape

from guard.commands.shared import DirectionOption, out
from guard.decide import explain
from guard.decide.schema import PolicyModel
from guard.engine import Guard, load_policy
from guard.types import Direction


def policy_check(path: Annotated[str, typer.Argument(help="A policy file or the name of a pack.")]) -> None:
    """Load a policy and say whether it can be used."""
    policy = load_policy(path)
    out.print(f"[green]ok[/] {escape(policy.version)}")
    out.print(f"digest {policy.digest}")


def policy_explain(
    path: Annotated[str, typer.Argument(help="A policy file or the name of a pack.")],
    text: Annotated[
        str | None, typer.Option(help="Say what the policy does with this text, and why.")
    ] = None,
    direction: DirectionOption = Direction.PROMPT,
) -> None:
    """Say what a policy does, rule by rule, or why it does what it does with a text."""
    if text is None:
        lines = explain.policy(load_policy(path))
    else:
        lines = explain.verdict(Guard.load(path).check(text, direction).verdict)
    for line in lines:
        out.print(line, markup=False)


def policy_schema() -> None:
    """Print the JSON Schema of policy files, for editors."""
    sys.stdout.write(json.dumps(PolicyModel.model_json_schema(), indent=2) + "\n")
