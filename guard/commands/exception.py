"""`guard exception`: the officer's `audit exception`, under the name that stands beside the policy's commands.

It signs with an officer's private key, and `guard` never reads one: another program takes over.
"""

import os
import sys
from collections.abc import Callable
from typing import Final, NoReturn

import typer

exception = typer.Typer(
    no_args_is_help=True,
    help="Signed exceptions from a policy: request, approve, list, revoke; as `audit exception`.",
)
_VERBS: Final = {
    "request": "Ask for an exception: it counts once other officers, approvers, have signed it too.",
    "approve": "Show an exception that another officer asked for, and consent to it.",
    "list": "Show every exception: what it grants, who signed it, and whether it is in force.",
    "revoke": "End an exception: its requester and every approver may.",
}


def _handed_over(verb: str) -> Callable[[typer.Context], NoReturn]:
    def command(context: typer.Context) -> NoReturn:
        # -P: a folder named `audit` where somebody happens to stand is not the program.
        program = [sys.executable, "-P", "-m", "audit", "exception", verb, *context.args]
        os.execv(sys.executable, program)  # noqa: S606 - this very interpreter, its arguments as they were given

    return command


for _verb, _said in _VERBS.items():
    exception.command(
        _verb,
        help=_said,
        add_help_option=False,  # the program that takes over knows the options
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )(_handed_over(_verb))
