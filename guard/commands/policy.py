"""`guard policy`: read, check, explain and compare policies."""

import json
import sys
from dataclasses import asdict
from typing import Annotated, Literal

import typer
from rich.markup import escape

from guard.commands.shared import FOUND, DirectionOption, JsonOption, out, print_json
from guard.decide import explain, placed
from guard.decide.changes import Change
from guard.decide.diff import diff
from guard.decide.layers import Layer, chain
from guard.decide.schema import PolicyModel
from guard.decide.when import Context
from guard.detect import catalogue
from guard.engine import Guard, load_policy, packs, policy_path
from guard.types import Direction

_PATH = "A policy file or the name of a pack."
PolicyPath = Annotated[str, typer.Argument(help=_PATH)]


def policy_check(path: PolicyPath) -> None:
    """Load a policy and say whether it can be used."""
    policy = load_policy(path)
    out.print(f"[green]ok[/] {escape(policy.version)}")
    out.print(f"digest {policy.digest}")


def policy_explain(
    path: PolicyPath,
    text: Annotated[
        str | None, typer.Option(help="Say what the policy does with this text, and why.")
    ] = None,
    direction: DirectionOption = Direction.PROMPT,
    rule: Annotated[
        str, typer.Option(help="Say what this rule does, where it stands, and what counts before it.")
    ] = "",
    label: Annotated[str, typer.Option(help="Say which rule decides about this entity or category.")] = "",
    app: Annotated[str, typer.Option(help="With --text or --label: for requests of this app.")] = "",
    model: Annotated[str, typer.Option(help="With --text or --label: for requests to this model.")] = "",
    route: Annotated[str, typer.Option(help="With --text or --label: for requests at this route.")] = "",
) -> None:
    """Say what a policy does, rule by rule, or why it does what it does with a text."""
    if sum((text is not None, bool(rule), bool(label))) > 1:
        raise typer.BadParameter("expected one of --text, --rule and --label")
    context = Context(route, model, app)
    layers = chain(policy_path(path), packs()).layers
    if rule:
        lines = list(placed.rule(load_policy(path), layers, rule, _names()))
    elif label:
        policy = load_policy(path)
        # Without anything said of the request, what holds for some only is told beside.
        lines = list(
            placed.label(policy.under(context) if context != Context() else policy, layers, label, _names())
        )
    elif text is None:
        lines = list(explain.policy(load_policy(path)))
    else:
        verdict = Guard.load(path).under(context).check(text, direction).verdict
        lines = [*explain.verdict(verdict), *_stand(layers, verdict.rules)]
    for line in lines:
        out.print(line, markup=False)


def policy_schema() -> None:
    """Print the JSON Schema of policy files, for editors."""
    sys.stdout.write(json.dumps(PolicyModel.model_json_schema(), indent=2) + "\n")


def policy_diff(
    before: Annotated[str, typer.Argument(metavar="A", help=_PATH)],
    after: Annotated[str, typer.Argument(metavar="B", help="The one that it is compared with.")],
    as_json: JsonOption = False,
    fail_on: Annotated[
        Literal["any", "weaker"],
        typer.Option("--fail-on", help="What exits with 1: any difference, or only what becomes weaker."),
    ] = "any",
) -> None:
    """Say what becomes stricter and what weaker from one policy to another."""
    old, new = load_policy(before), load_policy(after)
    found = diff(old, new, rare())
    sections = {"stricter": found.stricter, "weaker": found.weaker, "different": found.different}
    if as_json:
        told = {name: [asdict(change) for change in changes] for name, changes in sections.items()}
        print_json({"before": old.version, "after": new.version, **told})
    else:
        _show(f"{old.version} -> {new.version}", sections)
    if found.weaker or (found and fail_on == "any"):
        raise typer.Exit(FOUND)


def rare() -> dict[str, frozenset[str]]:
    """Give the entities that ``*`` does not stand for of itself, each with the countries that make it do so."""
    listings = catalogue.listings()
    usual = {each.label for each in listings if each.default}
    countries: dict[str, set[str]] = {each.label: set() for each in listings if each.label not in usual}
    for each in listings:
        if each.label in countries and each.countries:
            countries[each.label].add(each.countries)
    return {name: frozenset(codes) for name, codes in countries.items()}


def _show(heading: str, sections: dict[str, tuple[Change, ...]]) -> None:
    out.print(heading, markup=False)
    for name, changes in sections.items():
        if changes:
            out.print(f"[bold]{name}[/]")
        for change in changes:
            out.print(f"  {change}", markup=False)
    if not any(sections.values()):
        out.print("no difference")


def _names() -> placed.Names:
    detectors: dict[str, list[str]] = {}
    for each in catalogue.listings():
        detectors.setdefault(each.label, []).append(each.detector)
    return placed.Names(catalogue.groups(), detectors)


def _stand(layers: list[Layer], rules: tuple[str, ...]) -> list[str]:
    """Say where each of some rules stands."""
    return [f"{rule} stands at {place}" for rule in rules for place in placed.places(layers, rule)[-1:]]
