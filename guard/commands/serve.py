"""`guard serve`: the sidecar, with everything embedded for a first try."""

import gc
import ipaddress
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from guard import place
from guard.commands.shared import err
from guard.config import Settings, load
from guard.errors import ConfigError

if TYPE_CHECKING:
    from guard.tenancy.tenants import Tenants

_DEMO_OFFICER = "demo"
_DEMO_PASSPHRASE = "demo-passphrase"  # noqa: S105  # printed at start, opens nothing but the demo's own records


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
    _refuse_both(settings, policy)
    if (
        settings.drop_in
        and settings.tenants is None
        and not settings.caller_keys
        and not dev
        and not _loopback(settings.host)
    ):
        raise ConfigError(
            "drop_in: expected caller_keys (see `guard key new`), or a loopback address as host"
        )
    _serve(settings, dev=dev)


def _refuse_both(settings: Settings, policy: str | None) -> None:
    """Refuse settings of one tenant beside a tenants file, where they would be passed over."""
    if settings.tenants is None:
        return
    said = [name for name in ("caller_keys",) if getattr(settings, name)]
    said += ["policy"] if policy is not None or "policy" in settings.model_fields_set else []
    if said:
        raise ConfigError(
            f"{', '.join(said)}: has no effect beside `tenants`: expected it in the tenants file"
        )


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _serve(settings: Settings, *, dev: bool) -> None:
    import uvicorn  # noqa: PLC0415  # the server and its parts are slow to import, and only this command needs them

    from guard.api.dropin import mount  # noqa: PLC0415
    from guard.api.rest import application  # noqa: PLC0415
    from guard.proxy import Gate, Sidecar  # noqa: PLC0415

    tenants = _tenants(settings)
    gate = Gate(settings.key_needed and not dev, settings.forward_headers)
    api = application(tenants.callers, mount.routers(settings.drop_in, tenants.callers))
    sidecar = Sidecar(tenants, api, gate, dropins=mount.paths(settings.drop_in))
    if dev:
        err.print(_what_to_try(settings))
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
        # The address of a caller is where its connection comes from: a header that says otherwise is anybody's.
        proxy_headers=False,
    )


def _tenants(settings: Settings) -> "Tenants":
    """Open the tenants that the settings name."""
    from guard.exchange import Limits  # noqa: PLC0415
    from guard.forward import HttpUpstream, Upstream  # noqa: PLC0415
    from guard.metrics import Metrics  # noqa: PLC0415
    from guard.middleware import LocalUpstream  # noqa: PLC0415
    from guard.standin import standin  # noqa: PLC0415
    from guard.tenancy import sources  # noqa: PLC0415
    from guard.tenancy.opener import Opener, Shared, yielding  # noqa: PLC0415
    from guard.tenancy.reload import Reloader  # noqa: PLC0415
    from guard.tenancy.tenants import Tenants  # noqa: PLC0415
    from guard.tracing import opened  # noqa: PLC0415

    def upstream(url: str) -> Upstream:
        address = url or settings.upstream
        if address is None:
            return LocalUpstream(standin)
        return HttpUpstream(address, connect_s=settings.connect_timeout, read_s=settings.read_timeout)

    shared = Shared(
        upstream,
        settings.dir,
        store=settings.store,
        models=frozenset(settings.models),
        limits=Limits(settings.max_reply, settings.screen_timeout),
        body=settings.max_body,
        memory=settings.memory,
        approvals=settings.approvals,
        tracing=opened(asked=settings.tracing, environment=os.environ),
    )
    if settings.tenants is None:
        source = sources.single(
            settings.policy,
            settings.dir,
            tenant=settings.tenant,
            digests=settings.caller_keys or None,
        )
    else:
        source = sources.many(settings.tenants, settings.dir, yielding())
    opener = Opener(shared, Metrics(), yielding())
    return Tenants(opener, Reloader(source, opener, every_s=settings.reload_every))


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
