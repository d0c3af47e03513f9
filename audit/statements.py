"""Statements: events that officers sign, and whether those whom a ring names did."""

from dataclasses import replace
from typing import Final, TypeVar

from audit.errors import StatementError
from audit.events import Access, Decision, Erasure, Event, Hold, Rotation, Verdict
from audit.note import Signer, Verifier
from audit.ring import Ring

E = TypeVar("E", Access, Verdict, Erasure, Decision)

RETENTION: Final = "retention"
"""Who orders what a retention time erases: nobody, so nobody signs it."""
UNSIGNED: Final = "00" * 64
"""Stands for a signature in an event whose statement is about to be signed."""


def signed_by(event: E, tenant: str, signer: Signer) -> E:
    """Return an event with its officer's signature.

    Raises:
        StatementError: it names another officer.
    """
    if event.officer != signer.name:
        raise StatementError("officer: expected the one who signs")
    return replace(event, sig=signer.sign(event.statement(tenant)).hex())


def refuse_unsigned(event: Event, tenant: str, ring: Ring) -> None:
    """Refuse an event that the officers whom it names did not sign, or who had no say in it.

    Args:
        event: of any kind; those that no officer orders pass.
        tenant: whose log it is for.
        ring: the ring that was in force: its active recipients read and judge, its recipients and approvers
            erase, ask for exceptions and end them, its approvers hold, approve and recover.

    Raises:
        StatementError: not signed so; the message names the member and never the officer.
    """
    if isinstance(event, Access | Verdict):
        reader = ring.reader(event.officer)
        key = None if reader is None else Verifier(reader.officer, reader.sign)
        _check("officer", key, event, tenant, event.sig)
    elif isinstance(event, Erasure):
        if event.officer != RETENTION:
            _check("officer", ring.signer(event.officer), event, tenant, event.sig)
        elif event.scope != "time" or event.sig:
            raise StatementError("officer: a retention time erases by time, and signs nothing")
    elif isinstance(event, Decision):
        officer = ring.approver if event.step == "approved" else ring.signer
        _check("officer", officer(event.officer), event, tenant, event.sig)
    elif isinstance(event, Hold):
        _check("officer", ring.approver(event.officer), event, tenant, event.sig)
        _check("second", ring.approver(event.second), event, tenant, event.sig2)
    elif isinstance(event, Rotation) and event.officer:
        _check("officer", ring.approver(event.officer), event, tenant, event.sig)


def _check(
    name: str,
    key: Verifier | None,
    event: Access | Verdict | Erasure | Hold | Rotation | Decision,
    tenant: str,
    sig: str,
) -> None:
    if key is None:
        raise StatementError(f"{name}: not one whom the ring in force gives a say in this")
    if not sig or not key.verifies(bytes.fromhex(sig), event.statement(tenant)):
        raise StatementError(f"{name}: did not sign this")
