"""What the commands share: where things are, whose key, and errors in one line."""

import getpass
import os
import sys
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Final, ParamSpec

import typer
from rich.console import Console

from audit import keyfile, trust
from audit.errors import AuditError, KeyFileError, StoreError
from audit.note import Signer
from audit.open import PrivateKey
from audit.store.place import Embedded, Place
from audit.store.protocol import Store as Opened
from audit.store.rows import Row
from audit.store.sqlite import DAMAGE

P = ParamSpec("P")

STORE_FILE: Final = "audit.sqlite"
SECRET_FILE: Final = "checkpoint.secret"  # noqa: S105 - a name
SERVERS: Final = ("postgresql://", "postgres://")
HERE: Final = Path(".guard")
OPEN_WAIT_S: Final = 5.0

Directory = Annotated[Path, typer.Option("--dir", envvar="GUARD_DIR", help="Where keys, ring and store are.")]
Store = Annotated[
    str, typer.Option("--store", help="The store: a file, or postgresql://…; by default DIR/audit.sqlite.")
]
Key = Annotated[
    Path | None, typer.Option("--key", help="Key file; by default the only officer-*.key in DIR.")
]
Admin = Annotated[
    list[Path] | None,
    typer.Option("--admin", help="Key file of an admin who signs; by default officer-NAME.key in DIR."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


def clear_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Turn an expected error into one line and exit code 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except AuditError as error:
            typer.echo(f"audit: {error}", err=True)
            raise typer.Exit(1) from None
        except DAMAGE as error:
            typer.echo(f"audit: the store is damaged: run `audit verify`: {type(error).__name__}", err=True)
            raise typer.Exit(1) from None
        except Exception as error:
            if not type(error).__module__.startswith("psycopg"):
                raise
            # Without the server's words, which quote values.
            typer.echo(f"audit: PostgreSQL: {type(error).__name__}", err=True)
            raise typer.Exit(1) from None

    return run


def place_of(directory: Path, store: str, role: str = "gw") -> Place:
    """Return where the log is: a file, or a PostgreSQL server.

    Args:
        directory: where keys and ring are, and the server's secret.
        store: as it was given; empty for the file in the folder.
        role: as whom to append on a server.

    Raises:
        StoreError: the server's secret or client is missing.
    """
    if not store.startswith(SERVERS):
        return Embedded(Path(store) if store else directory / STORE_FILE)
    try:
        from audit.store import server  # noqa: PLC0415 - only fleets install its client
    except ImportError:
        raise StoreError("PostgreSQL: its client is missing: install the extra `postgres`") from None
    return server.Server(store, server.secret(directory / SECRET_FILE), role, folder=directory)


def reading(place: Place, directory: Path) -> Opened:
    """Return the store, open for reading."""
    embedded = isinstance(place, Embedded)  # a file holds every tenant, and is read without a ring
    return place.read("" if embedded else trust.load_ring(directory, time.time()).tenant)


def only_key(directory: Path) -> Path:
    """Return the one key file of a folder.

    Raises:
        KeyFileError: there is none, or several.
    """
    found = sorted(directory.glob("officer-*.key"))
    if not found:
        raise KeyFileError(f"{directory}: no key file here: run `audit keys new --dir {directory}`")
    if len(found) > 1:
        raise KeyFileError(f"{directory}: several key files: choose one with --key")
    return found[0]


def passphrase(prompt: str, *, confirm: bool = False) -> str:
    """Return a passphrase: AUDIT_PASSPHRASE, or what is typed in.

    Raises:
        KeyFileError: what was typed in the second time differs.
    """
    given = os.environ.get("AUDIT_PASSPHRASE")
    if given is not None:
        return given
    first = getpass.getpass(prompt)
    if confirm and getpass.getpass("Again: ") != first:
        raise KeyFileError("the two passphrases differ")
    return first


def console() -> Console:
    """Return the terminal, or a page wide enough for every column where there is none."""
    return Console(width=None if sys.stdout.isatty() else 160)


def unlocked(directory: Path, key: Path | None) -> tuple[keyfile.KeyFile, PrivateKey]:
    """Return an officer's key file and the private key in it.

    Raises:
        KeyFileError: there is no such file, or the passphrase is wrong.
    """
    file = keyfile.load(key or only_key(directory))
    return file, file.unlock(passphrase(f"Passphrase of {file.officer}: "))


def row_of(store: Opened, start: str) -> Row:
    """Return the one record whose id starts so.

    Raises:
        StoreError: there is none, or several.
    """
    rows = store.with_prefix(start, 2)
    if not rows:
        raise StoreError("no record has an id that starts so")
    if len(rows) > 1:
        raise StoreError("several records have ids that start so: give more of it")
    return rows[0]


def admins(directory: Path, files: list[Path] | None) -> list[Signer]:
    """Return the keys of as many pinned admins as have to sign.

    Raises:
        RingError: nobody is pinned.
        KeyFileError: a key file is missing, or its passphrase is wrong.
    """
    pinned = trust.load_admins(directory / trust.ADMINS_FILE)
    paths = files or [directory / f"officer-{key.name}.key" for key in pinned.keys[: pinned.threshold]]
    found = []
    for path in paths:
        file = keyfile.load(path)
        given = os.environ.get("AUDIT_ADMIN_PASSPHRASE")
        private = file.unlock(given or getpass.getpass(f"Passphrase of {file.officer}, admin: "))
        found.append(private.signer(file.officer))
    return found
