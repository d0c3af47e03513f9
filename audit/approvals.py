"""Policies that officers approved: a document for each, which the gateway asks for where it needs one.

    policies/DIGEST.json   a signed note: the approval as canonical JSON, an empty line, signatures
    policies/ID.revoked    a signed note that ends it

The approval: {"format": "guard-audit/approval/v1", "id", "tenant", "policy", "prior", "name", "tests", "reason",
"ticket", "requester", "at"}. `policy` is the digest of the resolved policy, and the file's name. It counts once
its requester and an approver of the ring in force have signed it: two people, by their keys.
"""

import json
import os
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from audit.errors import NoteError, RecordError, WaiverError
from audit.exceptions import REVOKED
from audit.fields import DIGEST, LABEL, MAX_INT, NAME, OFFICER, RID, canonical, integer, match
from audit.note import LONGEST, Signer, sign, text_of, verified
from audit.ring import Ring

FOLDER: Final = "policies"
NOTE: Final = ".json"
FORMAT: Final = "guard-audit/approval/v1"
_KEYS: Final = (
    "id",
    "tenant",
    "policy",
    "prior",
    "name",
    "tests",
    "reason",
    "ticket",
    "requester",
    "at",
)


@dataclass(frozen=True, slots=True)
class Approval:
    """What an officer asks others to approve.

    Args:
        id: random, 32 hex digits.
        tenant: whose policy it is.
        policy: SHA-256 of the resolved policy, hex.
        prior: that of the policy it takes the place of, or empty.
        name: the policy's id, for people.
        tests: how its tests ended, such as `34-passed`, or empty.
        reason: why, a code.
        ticket: where it is explained, or empty.
        requester: the officer who asks.
        at: UTC second at which.

    Raises:
        WaiverError: a field breaks its format; the message starts with the field's name.
    """

    id: str
    tenant: str
    policy: str
    prior: str
    name: str
    tests: str
    reason: str
    ticket: str
    requester: str
    at: int

    def __post_init__(self) -> None:
        try:
            match("id", self.id, RID)
            match("tenant", self.tenant, NAME)
            match("policy", self.policy, DIGEST)
            if self.prior:
                match("prior", self.prior, DIGEST)
            match("name", self.name, NAME)
            match("tests", self.tests, LABEL)
            match("reason", self.reason, NAME)
            match("ticket", self.ticket, LABEL)
            match("requester", self.requester, OFFICER)
            integer("at", self.at, 0, MAX_INT)
        except RecordError as error:
            raise WaiverError(str(error)) from None

    @property
    def digest(self) -> str:
        """SHA-256 of its canonical JSON, hex: under this the log names it."""
        return sha256(self.encode()).hexdigest()

    def encode(self) -> bytes:
        """Return the approval as canonical JSON (RFC 8785)."""
        return canonical({"format": FORMAT} | {name: getattr(self, name) for name in _KEYS})


@dataclass(frozen=True, slots=True)
class Signed:
    """An approval whose signatures hold.

    Args:
        approval: what was signed.
        requested: whether its requester signed it.
        approvers: names of the approvers in force who signed it, the requester not among them.
        note: the file's content.
        revoked: whether it was ended.
    """

    approval: Approval
    requested: bool
    approvers: tuple[str, ...]
    note: str = field(repr=False)
    revoked: bool = False

    @property
    def counts(self) -> bool:
        """Whether two people stand for it."""
        return self.requested and bool(self.approvers) and not self.revoked


def requested(approval: Approval, signer: Signer) -> str:
    """Return the note of an approval that its requester signs.

    Raises:
        WaiverError: somebody else signs.
    """
    if approval.requester != signer.name:
        raise WaiverError("requester: expected the one who signs")
    return sign(f"{approval.encode().decode('ascii')}\n", signer)


def approved(signed: Signed, signer: Signer, ring: Ring) -> str:
    """Return the note with one more approver's signature.

    Raises:
        WaiverError: not an approver, the requester, or one who signed already; or it was revoked.
    """
    if signed.revoked:
        raise WaiverError("its approval was revoked: request it anew")
    if signer.verifier not in ring.approvers:
        raise WaiverError("this officer is not an approver of the ring in force")
    asking = ring.signer(signed.approval.requester)
    if asking is not None and asking.public == signer.verifier.public:
        raise WaiverError("the requester cannot approve: four eyes are needed")
    if signer.name in signed.approvers:
        raise WaiverError("this officer has approved it already")
    text = text_of(signed.note)
    return signed.note + sign(text, signer).removeprefix(f"{text}\n")


def kept(directory: Path, digest: str, ring: Ring) -> Signed:
    """Read the approval of a policy and check who signed it.

    Args:
        directory: the tenant's folder.
        digest: the policy's.
        ring: the ring in force; who has left it signs nothing any more.

    Raises:
        WaiverError: there is none, or it is not one of this policy and tenant.
    """
    path = directory / FOLDER / f"{digest}{NOTE}"
    try:
        with path.open("rb") as file:
            note = file.read(LONGEST + 1).decode("utf-8")
    except FileNotFoundError:
        raise WaiverError("nobody has asked for its approval") from None
    except (OSError, UnicodeDecodeError):
        raise WaiverError("its approval cannot be read") from None
    try:
        approval = _parsed(text_of(note).removesuffix("\n"))
    except NoteError as error:
        raise WaiverError(str(error)) from None
    if (approval.tenant, approval.policy) != (ring.tenant, digest):
        raise WaiverError("its approval is of another tenant or policy")
    asking = ring.signer(approval.requester)
    if asking is None:
        raise WaiverError("who asked for its approval is not in the ring in force")
    try:
        _, signers = verified(note, [asking, *(each for each in ring.approvers if each != asking)])
    except NoteError as error:
        raise WaiverError(str(error)) from None
    # By key: two names are not yet two people.
    others = {each.public: each.name for each in signers if each.public != asking.public}
    # Whoever can put a file here could take the approval away as well: an unsigned one ends it too.
    revoked = os.path.lexists(ended(directory, approval))
    return Signed(approval, asking in signers, tuple(sorted(others.values())), note, revoked=revoked)


def ended(directory: Path, approval: Approval) -> Path:
    """Return where the note lies that ends an approval."""
    return directory / FOLDER / f"{approval.id}{REVOKED}"


def missing(directory: Path, digest: str, ring: Ring) -> str:
    """Say why a policy may not come into force, nothing if two people stand for it.

    Args:
        directory: the tenant's folder.
        digest: the policy's.
        ring: the ring in force.
    """
    try:
        found = kept(directory, digest, ring)
    except WaiverError as error:
        return str(error)
    if found.revoked:
        return "its approval was revoked"
    return "" if found.counts else "it waits for approval by another officer"


def _parsed(raw: str) -> Approval:
    try:
        members = json.loads(raw)
    except (ValueError, RecursionError):
        raise WaiverError("its approval is not JSON") from None
    if not isinstance(members, dict) or members.keys() != {"format", *_KEYS} or members["format"] != FORMAT:
        raise WaiverError(f"its approval: expected {FORMAT} with {', '.join(sorted(_KEYS))}")
    approval = Approval(**{name: members[name] for name in _KEYS})
    # Catches duplicate keys and other spellings of numbers and strings.
    if approval.encode().decode("ascii") != raw:
        raise WaiverError("its approval is not as it is written")
    return approval
