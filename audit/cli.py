"""The `audit` command, for officers and auditors; it reads private keys, `guard` never does."""

import typer

from audit.commands.erase import erase, search
from audit.commands.exception import exception
from audit.commands.export import export
from audit.commands.hold import hold
from audit.commands.keys import keys, ring
from audit.commands.list import list_records
from audit.commands.open import open_record
from audit.commands.policy import policy
from audit.commands.prove import prove
from audit.commands.recover import recover
from audit.commands.retain import retain
from audit.commands.serve import serve
from audit.commands.store import store
from audit.commands.tiles import tiles
from audit.commands.verdict import verdict
from audit.commands.verify import verify
from audit.hardening import leave_no_core

main = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
main.add_typer(keys, name="keys")
main.add_typer(ring, name="ring")
main.add_typer(exception, name="exception")
main.add_typer(hold, name="hold")
main.add_typer(policy, name="policy")
main.command("list")(list_records)
main.command("open")(open_record)
for command in (verify, prove, tiles, search, erase, export, recover, store, serve, verdict, retain):
    main.command()(command)


@main.callback()
def _root() -> None:
    """Read, open and verify the record of flagged exchanges."""


def run() -> None:
    """Run the command in a process of its own."""
    leave_no_core()
    main()
