"""Key rings: whose public keys a tenant's records are sealed to."""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final, Literal

import rfc8785

from audit.errors import NoteError, RingError
from audit.fields import MAX_INT, NAME, OFFICER
from audit.note import Verifier
from audit.suites import SUITES, PublicKey, public_key

FORMAT: Final = "guard-audit/ring/v1"
SIGN: Final = 32
"""Bytes of an Ed25519 public key."""
_KID: Final = 16
_KEYS: Final = {"format", "version", "tenant", "suite", "groups", "expires", "approvers"}


def kid_of(public: bytes) -> str:
    """Return a key's id: the first 16 hex digits of SHA-256 of its encoded public key."""
    return sha256(public).hexdigest()[:_KID]


@dataclass(frozen=True, slots=True)
class Recipient:
    """One officer's public key.

    Args:
        suite: sealing suite of the key.
        pk: encoded public key; `kid` and `key` are made from it.
        officer: the officer's name.
        sign: the Ed25519 public key with which the officer signs, 32 bytes.
        state: `retired` keys get no new wraps, but still open what they could before.

    Raises:
        RingError: not a valid key, name or state.
    """

    suite: str
    pk: bytes = field(repr=False)
    officer: str
    sign: bytes = field(repr=False)
    state: Literal["active", "retired"] = "active"
    kid: str = field(init=False)
    key: PublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not OFFICER.fullmatch(self.officer):
            raise RingError(f"officer: expected {OFFICER.pattern}")
        if len(self.sign) != SIGN:
            raise RingError(f"sign: expected {SIGN} bytes")
        if self.state not in ("active", "retired"):
            raise RingError("state: expected one of active, retired")
        object.__setattr__(self, "key", public_key(self.suite, self.pk))
        object.__setattr__(self, "kid", kid_of(self.pk))

    def members(self) -> dict[str, str]:
        """Return the JSON members."""
        return {
            "kid": self.kid,
            "suite": self.suite,
            "pk": base64.b64encode(self.pk).decode("ascii"),
            "officer": self.officer,
            "sign": base64.b64encode(self.sign).decode("ascii"),
            "state": self.state,
        }


@dataclass(frozen=True, slots=True)
class Ring:
    """The recipients of one tenant, by control group.

    A reader needs one member of every group: one group means any officer opens, two mean that two
    officers open together.

    Args:
        version: 1 for the first ring, one more for each change.
        tenant: whose ring it is.
        suite: sealing suite of all its keys.
        groups: recipients by control group.
        expires: UTC second after which it is refused; 0 for never.
        approvers: whose word exceptions, holds and recovery need; they may be recipients or not.

    Raises:
        RingError: a group without an active recipient, a key or name twice, or mixed suites.
    """

    version: int
    tenant: str
    suite: str
    groups: tuple[tuple[Recipient, ...], ...]
    expires: int = 0
    approvers: tuple[Verifier, ...] = ()
    active: tuple[tuple[Recipient, ...], ...] = field(init=False, repr=False, compare=False)
    digest: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        if type(self.version) is not int or not 1 <= self.version <= MAX_INT:
            raise RingError("version: expected a positive integer")
        if type(self.expires) is not int or not 0 <= self.expires <= MAX_INT:
            raise RingError("expires: expected UTC seconds, or 0")
        if not isinstance(self.tenant, str) or not NAME.fullmatch(self.tenant):
            raise RingError(f"tenant: expected {NAME.pattern}")
        if self.suite not in tuple(SUITES):  # a tuple, as what was read may not be hashable
            raise RingError(f"suite: expected one of {', '.join(SUITES)}")
        members = [recipient for group in self.groups for recipient in group]
        if len({recipient.kid for recipient in members}) != len(members):
            raise RingError("groups: a key appears twice")
        if any(recipient.suite != self.suite for recipient in members):
            raise RingError("groups: a key of another suite")
        active = tuple(tuple(r for r in group if r.state == "active") for group in self.groups)
        if not active or not all(active):
            raise RingError("groups: every group needs an active recipient")
        _approvers(self.approvers, active)
        object.__setattr__(self, "active", active)
        object.__setattr__(self, "digest", sha256(self.encode()).hexdigest())

    @property
    def solo(self) -> bool:
        """Whether a single recipient holds all: if that key is lost, so is the evidence."""
        return sum(map(len, self.active)) == 1

    def signer(self, officer: str) -> Verifier | None:
        """Return the key of an officer's signature: of an active recipient or an approver, None of anybody else."""
        reader = self.reader(officer)
        return self.approver(officer) if reader is None else Verifier(officer, reader.sign)

    def reader(self, officer: str) -> Recipient | None:
        """Return the active recipient of a name, None if there is none."""
        return next((each for group in self.active for each in group if each.officer == officer), None)

    def approver(self, officer: str) -> Verifier | None:
        """Return the key of an approver, None if nobody of that name is one."""
        return next((each for each in self.approvers if each.name == officer), None)

    def encode(self) -> bytes:
        """Return the ring as canonical JSON (RFC 8785)."""
        return rfc8785.dumps(
            {
                "format": FORMAT,
                "version": self.version,
                "tenant": self.tenant,
                "suite": self.suite,
                "expires": self.expires,
                "groups": [[recipient.members() for recipient in group] for group in self.groups],
                "approvers": [each.encode() for each in self.approvers],
            }
        )


def _approvers(approvers: Sequence[Verifier], active: Iterable[Iterable[Recipient]]) -> None:
    """Refuse names that cannot be an officer's, and whoever has two signing keys or two names."""
    if not all(OFFICER.fullmatch(each.name) for each in approvers):
        raise RingError(f"approvers: expected {OFFICER.pattern}")
    if len({each.name for each in approvers}) != len(approvers):
        raise RingError("approvers: a name appears twice")
    readers = [each for group in active for each in group]
    if len({each.officer for each in readers}) != len(readers):
        raise RingError(
            "groups: an officer appears twice"
        )  # in two groups, one person would be both controls
    signs = {(each.officer, each.sign) for each in readers}
    signs |= {(each.name, each.public) for each in approvers}
    if len({name for name, _ in signs}) != len(signs):
        raise RingError("officers: one name with two signing keys")
    if len({sign for _, sign in signs}) != len(signs):
        raise RingError("officers: one signing key under two names")  # one person would count as two


def parse(raw: bytes) -> Ring:
    """Read a ring from its JSON.

    Raises:
        RingError: not a ring; the message names the field.
    """
    try:
        members = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise RingError("not JSON") from None
    _keys("ring", members, _KEYS)
    if members["format"] != FORMAT:
        raise RingError(f"format: expected {FORMAT}")
    groups, approvers = members["groups"], members["approvers"]
    if not isinstance(approvers, list) or not all(isinstance(each, str) for each in approvers):
        raise RingError("approvers: expected a list of keys")
    if not isinstance(groups, list) or not all(isinstance(group, list) for group in groups):
        raise RingError("groups: expected a list of lists")
    return Ring(
        version=members["version"],
        tenant=members["tenant"],
        suite=members["suite"],
        expires=members["expires"],
        groups=tuple(tuple(_recipient(entry) for entry in group) for group in groups),
        approvers=tuple(_approver(each) for each in approvers),
    )


def _approver(written: str) -> Verifier:
    try:
        return Verifier.decode(written)
    except NoteError as error:
        raise RingError(f"approvers: {error}") from None


def _recipient(members: Mapping[str, Any]) -> Recipient:
    _keys("recipient", members, {"kid", "suite", "pk", "officer", "sign", "state"})
    if not all(isinstance(value, str) for value in members.values()):
        raise RingError("recipient: expected strings")
    pk, sign = (_raw(name, members[name]) for name in ("pk", "sign"))
    recipient = Recipient(members["suite"], pk, members["officer"], sign, members["state"])
    if recipient.kid != members["kid"]:
        raise RingError("kid: does not belong to the key")
    return recipient


def _raw(name: str, text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise RingError(f"{name}: not base64") from None


def _keys(name: str, members: object, expected: set[str]) -> None:
    if not isinstance(members, dict) or members.keys() != expected:
        raise RingError(f"{name}: expected the keys {', '.join(sorted(expected))}")
