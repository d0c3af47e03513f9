"""The ``guard`` command. Exit codes: 0 fine, 1 found or failed, 2 used in a way it cannot be."""

import gc
import ipaddress
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from audit.hardening import leave_no_core
from guard import place, scan
from guard.config import Settings, load
from guard.decide import explain
from guard.decide.schema import PolicyModel
from guard.detect import catalogue, presidio
from guard.detect.remote import listing
from guard.engine import Guard, load_policy
from guard.errors import ConfigError, GuardError
from guard.results import row
from guard.types import Action, Direction, Text, readable

_FOUND = 1
_USAGE = 2
_DEMO_OFFICER = "demo"
_DEMO_PASSPHRASE = "demo-passphrase"  # noqa: S105  # printed at start, opens nothing but the demo's own records

app = typer.Typer(
    name="guard",
    help="Screens what passes between apps and language models.",
    no_args_is_help=True,
    add_completion=False,
)
policies = typer.Typer(help="Read, check and explain policies.", no_args_is_help=True)
app.add_typer(policies, name="policy")
keys = typer.Typer(help="Keys of those who call Guard's own endpoints.", no_args_is_help=True)
app.add_typer(keys, name="key")

_WIDE = None if sys.stdout.isatty() else 200  # a table in a file is not cut to a screen's width
_out = Console(width=_WIDE, soft_wrap=True, highlight=False)
_err = Console(stderr=True, soft_wrap=True, highlight=False)

PolicyOption = Annotated[str, typer.Option("--policy", help="Name of a shipped pack, or a path.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
AllOption = Annotated[bool, typer.Option("--all", help="List every finding, before thresholds and merging.")]
DirectionOption = Annotated[Direction, typer.Option("--direction", help="Which half of the policy applies.")]


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
        sys.exit(_FOUND)


def _fail(message: str) -> NoReturn:
    _err.print(f"[red]guard:[/] {escape(message)}")
    sys.exit(_USAGE)


@app.command()
def serve(
    config: Annotated[
        Path | None, typer.Option(help="YAML file of settings; GUARD_* variables win over it.")
    ] = None,
    policy: Annotated[str | None, typer.Option(help="Name of a shipped pack, or a path.")] = None,
    upstream: Annotated[str | None, typer.Option(help="Address of the provider.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    dev: Annotated[
        bool,
        typer.Option(
            "--dev", help="Everything under ./.guard: demo officer, no caller key, stand-in provider."
        ),
    ] = False,
) -> None:
    """Run the sidecar."""
    settings = load(config, policy=policy, upstream=upstream, host=host, port=port)
    if dev:
        _provision(settings)
    elif settings.upstream is None:
        raise ConfigError("no provider: expected --upstream URL or GUARD_UPSTREAM (or --dev for a stand-in)")
    if settings.drop_in and not settings.caller_keys and not dev and not _loopback(settings.host):
        raise ConfigError(
            "drop_in: expected caller_keys (see `guard key new`), or a loopback address as host"
        )
    _serve(settings, dev=dev)


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _serve(settings: Settings, *, dev: bool) -> None:
    import uvicorn  # noqa: PLC0415  # the server and its parts are slow to import, and only this command needs them

    from guard.api.dropin import mount  # noqa: PLC0415
    from guard.api.rest import application  # noqa: PLC0415
    from guard.callers import Callers  # noqa: PLC0415
    from guard.exchange import Limits  # noqa: PLC0415
    from guard.forward import HttpUpstream, Upstream  # noqa: PLC0415
    from guard.middleware import LocalUpstream  # noqa: PLC0415
    from guard.proxy import Gate, Sidecar  # noqa: PLC0415
    from guard.standin import standin  # noqa: PLC0415

    limits = Limits(settings.max_reply, settings.screen_timeout)
    service = place.open_service(
        settings.policy,
        settings.dir,
        tenant=settings.tenant,
        store=settings.store,
        models=settings.models,
        limits=limits,
        memory=settings.memory,
    )
    upstream: Upstream = LocalUpstream(standin)
    if settings.upstream is not None:
        upstream = HttpUpstream(
            settings.upstream, connect_s=settings.connect_timeout, read_s=settings.read_timeout
        )
    gate = Gate(settings.key_needed and not dev, settings.max_body, settings.forward_headers)
    callers = Callers(service, settings.caller_keys or None)
    sidecar = Sidecar(
        service,
        upstream,
        application(service, mount.routers(settings.drop_in, callers, settings.max_body)),
        gate,
        callers=callers if settings.caller_keys else None,
        dropins=mount.paths(settings.drop_in),
    )
    if dev:
        _err.print(_what_to_try(settings))
    # What is there now stays: the collector need not go through catalogue and models again and again.
    gc.collect()
    gc.freeze()
    uvicorn.run(
        sidecar,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        ws="none",
    )


def _provision(settings: Settings) -> None:
    """Make the demo officer's key in a process of its own: this one never holds a private key."""
    if (settings.dir / place.RING).exists():
        return
    made = subprocess.run(
        [
            sys.executable,
            "-m",
            "audit",
            "keys",
            "new",
            "--dir",
            str(settings.dir),
            "--officer",
            _DEMO_OFFICER,
            "--tenant",
            settings.tenant,
        ],
        env={**os.environ, "AUDIT_PASSPHRASE": _DEMO_PASSPHRASE},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if made.returncode != 0:
        raise ConfigError(f"the demo officer's key could not be made in {settings.dir}")


def _what_to_try(settings: Settings) -> str:
    address = f"http://{settings.host}:{settings.port}"
    chat = f"curl -s {address}/v1/chat/completions -H 'content-type: application/json' -d"
    harmless = '{"model": "stand-in", "messages": [{"role": "user", "content": "Write to jane@example.org"}]}'
    harmful = '{"model": "stand-in", "messages": [{"role": "user", "content": "I am going to kill you"}]}'
    provider = settings.upstream or "a stand-in that quotes what it received"
    audit = (
        os.path.relpath(Path(sys.argv[0]).with_name("audit")) if shutil.which("audit") is None else "audit"
    )
    return f"""
[bold]guard[/] listens on [bold]{address}[/] with policy {escape(settings.policy)}; the provider is {escape(provider)}.

Personal data leaves redacted and comes back restored:
  {escape(chat)} '{escape(harmless)}'
A harmful prompt is refused:
  {escape(chat)} '{escape(harmful)}'
What was recorded, and the last record opened with the demo officer's key (passphrase: {_DEMO_PASSPHRASE}):
  {escape(audit)} list --dir {escape(str(settings.dir))}
  {escape(audit)} open latest --dir {escape(str(settings.dir))}
Endpoints: {address}/guard/docs   Metrics: {address}/metrics   Stop: Ctrl-C
"""


@app.command()
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
        _print_json(result)
    else:
        _show(result, screening.policy)
    raise typer.Exit(_FOUND if screening.action > Action.ALLOW else 0)


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


_COLOURS = {"allow": "green", "annotate": "cyan", "redact": "yellow", "block": "red"}


def _show(result: dict[str, Any], policy: str) -> None:
    colour = _COLOURS[result["action"]]
    because = f" by {', '.join(result['rules'])}" if result["rules"] else ""
    _out.print(f"[bold {colour}]{result['action']}[/]{escape(because)}  ({escape(policy)})")
    if result["findings"]:
        table = Table(box=None, pad_edge=False)
        for column in ("entity", "from", "to", "score", "detector"):
            table.add_column(column)
        for finding in result["findings"]:
            table.add_row(
                *(escape(str(finding[name])) for name in ("entity", "start", "end", "score", "detector"))
            )
        _out.print(table)
    for category, severity in result["severity"].items():
        _out.print(f"{category}: severity {severity}, score {result['harm'][category]}")
    for gap in result["not_run"]:
        _out.print(f"{gap['detector']} did not run: {gap['reason']}")
    if result["text"] is not None:
        _out.print("[dim]as it would leave:[/]")
        _out.print(result["text"], markup=False)


@app.command(name="scan")
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
    _err.print(f"{sum(counts.values())} rows: {summary or 'none'}")
    raise typer.Exit(_FOUND if sum(counts.values()) > counts["allow"] else 0)


def _progress() -> Progress:
    """Give a bar on a terminal, nothing elsewhere."""
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(show_speed=False),
        TimeRemainingColumn(),
        console=_err,
        disable=not _err.is_terminal,
        refresh_per_second=4,
    )


@app.command()
def detectors(
    country: Annotated[str, typer.Option(help="Only what belongs to this country, by its ISO code.")] = "",
    policy: Annotated[str, typer.Option(help="List the further detectors of this policy instead.")] = "",
    trial: Annotated[bool, typer.Option("--try", help="Ask each of them about a harmless text.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List what can be found, by which detector, what it checks, and whether it is on by default."""
    if policy:
        _further(listing.rows(Guard.load(policy).lines.values(), trial=trial), as_json=as_json)
        return
    wanted = presidio.country(country)
    if wanted and wanted not in catalogue.countries():
        raise ConfigError(
            f"no detectors of country `{country}`: expected one of {', '.join(sorted(catalogue.countries()))}"
        )
    listings = [each for each in catalogue.listings() if wanted in ("", each.countries)]
    if as_json:
        _print_json(
            [
                {
                    "label": each.label,
                    "detector": each.detector,
                    "countries": each.countries,
                    "languages": each.languages,
                    "default": each.default,
                    "checks": each.checks,
                    "source": each.source,
                }
                for each in listings
            ]
        )
        return
    table = Table(box=None, pad_edge=False)
    for column in ("label", "country", "default", "checks", "detector", "source"):
        table.add_column(column, overflow="fold")
    for each in listings:
        on = "on" if each.default else "off"
        table.add_row(each.label, each.countries, on, each.checks, each.detector, each.source)
    _out.print(table)
    _out.print(f"{len(listings)} detectors, {sum(each.default for each in listings)} of them on by default")


def _further(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        _print_json(rows)
        return
    table = Table(box=None, pad_edge=False)
    for column in rows[0] if rows else ():
        table.add_column(column, overflow="fold")
    for each in rows:
        table.add_row(
            *(escape(", ".join(value) if isinstance(value, list) else str(value)) for value in each.values())
        )
    _out.print(table)
    _out.print(f"{len(rows)} further detectors")


@policies.command(name="check")
def policy_check(path: Annotated[str, typer.Argument(help="A policy file or the name of a pack.")]) -> None:
    """Load a policy and say whether it can be used."""
    policy = load_policy(path)
    _out.print(f"[green]ok[/] {escape(policy.version)}")


@policies.command(name="explain")
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
        _out.print(line, markup=False)


@policies.command(name="schema")
def policy_schema() -> None:
    """Print the JSON Schema of policy files, for editors."""
    sys.stdout.write(json.dumps(PolicyModel.model_json_schema(), indent=2) + "\n")


@keys.command(name="new")
def key_new(as_json: JsonOption = False) -> None:
    """Make a random key and print it once, with the digest that goes into ``caller_keys``."""
    from guard.callers import digest, new_key  # noqa: PLC0415  # the service behind it is slow to import

    key = new_key()
    if as_json:
        _print_json({"key": key, "digest": digest(key)})
        return
    _out.print(f"key     {key}", markup=False)
    _out.print(f"digest  {digest(key)}", markup=False)
