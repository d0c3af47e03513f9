"""Proposals: what two officers order, on its way from the one who signed to the one who is to sign.

    {"format": "guard-audit/proposal/v1", "tenant", "event": {"kind", its members without signatures},
     "sigs": {officer: hex}}

Only a hold needs two officers. The file says nothing that the log does not say once it is signed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, Self

from audit.errors import RecordError, StatementError
from audit.events import Hold, Kind
from audit.fields import NAME, SIGNATURE, canonical, match
from audit.note import Signer
from audit.ring import Ring
from audit.statements import UNSIGNED

FORMAT: Final = "guard-audit/proposal/v1"
LONGEST: Final = 16 * 1024
"""Bytes of a proposal at most; a longer file is refused unread."""
_SIGNATURES: Final = ("sig", "sig2")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A hold that none, one or both of its officers signed.

    Args:
        tenant: whose log it is for.
        event: the hold; its signatures do not count.
        sigs: signatures over its statement, hex, by the officer's name.

    Raises:
        RecordError: not a tenant, a signature out of its format, or one of somebody else.
    """

    tenant: str
    event: Hold
    sigs: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        match("tenant", self.tenant, NAME)
        if not self.sigs.keys() <= {self.event.officer, self.event.second}:
            raise RecordError("sigs: of somebody whom the event does not name")
        for sig in self.sigs.values():
            match("sigs", sig, SIGNATURE)
        object.__setattr__(self, "event", replace(self.event, sig=UNSIGNED, sig2=UNSIGNED))
        object.__setattr__(self, "sigs", MappingProxyType(dict(self.sigs)))

    @property
    def missing(self) -> tuple[str, ...]:
        """The officers who have not signed."""
        return tuple(name for name in (self.event.officer, self.event.second) if name not in self.sigs)

    def signed(self, signer: Signer) -> Self:
        """Return the proposal with one more signature.

        Raises:
            StatementError: it names somebody else, or has this signature.
        """
        if signer.name not in self.missing:
            raise StatementError(f"officer: expected one who has not signed: {', '.join(self.missing)}")
        sig = signer.sign(self.event.statement(self.tenant)).hex()
        return replace(self, sigs={**self.sigs, signer.name: sig})

    def refuse_false(self, ring: Ring) -> None:
        """Refuse a proposal of officers who have no say, or with a signature that is not theirs.

        Args:
            ring: the ring in force; its approvers order holds.

        Raises:
            StatementError: it is of another tenant, names no approver, or holds a false signature.
        """
        if self.tenant != ring.tenant:
            raise StatementError("tenant: not that of the key ring")
        for member in ("officer", "second"):
            name = getattr(self.event, member)
            key = ring.approver(name)
            if key is None:
                raise StatementError(f"{member}: not an approver of the ring in force")
            sig = self.sigs.get(name)
            if sig is not None and not key.verifies(bytes.fromhex(sig), self.event.statement(self.tenant)):
                raise StatementError(f"{member}: did not sign this")

    def ordered(self) -> Hold:
        """Return the hold with both signatures.

        Raises:
            StatementError: one is missing.
        """
        if self.missing:
            raise StatementError(f"sigs: missing: {', '.join(self.missing)}")
        return replace(self.event, sig=self.sigs[self.event.officer], sig2=self.sigs[self.event.second])

    def encode(self) -> bytes:
        """Return the proposal as canonical JSON (RFC 8785) on one line."""
        members = {name: each for name, each in self.event.members().items() if name not in _SIGNATURES}
        event = {"kind": str(self.event.kind), **members}
        return (
            canonical({"format": FORMAT, "tenant": self.tenant, "event": event, "sigs": dict(self.sigs)})
            + b"\n"
        )


def parse(raw: bytes) -> Proposal:
    """Read a proposal.

    Raises:
        RecordError: not one, or not as it is written; the message names the member.
    """
    if len(raw) > LONGEST:
        raise RecordError(f"proposal: longer than {LONGEST} bytes")
    try:
        members = json.loads(raw.decode("ascii"))
    except (ValueError, RecursionError):
        raise RecordError("proposal: not JSON") from None
    _keys("proposal", members, {"format", "tenant", "event", "sigs"})
    if members["format"] != FORMAT:
        raise RecordError(f"format: expected {FORMAT}")
    event, sigs = members["event"], members["sigs"]
    _keys("event", event, {"kind", *Hold.keys()} - {*_SIGNATURES})
    if event["kind"] != Kind.HOLD:
        raise RecordError(f"kind: expected {Kind.HOLD}")
    if not isinstance(sigs, dict):
        raise RecordError("sigs: expected an object")
    proposal = Proposal(members["tenant"], Hold.read(event | dict.fromkeys(_SIGNATURES, UNSIGNED)), sigs)
    if proposal.encode() != raw:
        raise RecordError("proposal: not as it is written")  # a key twice, or another spelling
    return proposal


def _keys(name: str, members: Any, expected: set[str]) -> None:
    if not isinstance(members, dict) or members.keys() != expected:
        raise RecordError(f"{name}: expected the keys {', '.join(sorted(expected))}")
