"""`audit store`: the tables of an audit store in PostgreSQL."""

from typing import Annotated

import typer

from audit.commands.shared import SERVERS, clear_errors
from audit.errors import StoreError


@clear_errors
def store(
    url: Annotated[str, typer.Argument(help="postgresql://…, as somebody who may make schemas and roles.")],
    schema: Annotated[str, typer.Option(help="Name of the schema; its roles begin with it.")] = "guard_audit",
) -> None:
    """Make schema, tables, triggers and roles; grant the roles to your logins afterwards."""
    if not url.startswith(SERVERS):
        raise typer.BadParameter("expected postgresql://…")
    try:
        from audit.store.catalogue import ROLES  # noqa: PLC0415 - only fleets install its client
        from audit.store.postgres import install  # noqa: PLC0415
    except ImportError:
        raise StoreError("PostgreSQL: its client is missing: install the extra `postgres`") from None
    install(url, schema)
    typer.echo(f"{schema}: made, with the roles {', '.join(f'{schema}_{role}' for role in ROLES)}")
