"""Signed exceptions: what its approvers let a tenant do beyond its policy, for a while.

    exceptions/ID.json      a signed note: the exception as canonical JSON, an empty line, signatures
    exceptions/ID.revoked   a signed note that ends it

The exception: {"format": "guard-audit/exception/v2", "id", "tenant", "grants", "categories", "labels",
"directions", "apps", "routes", "to", "reason", "ticket", "requester", "since", "until"}. It counts once its
requester and as many approvers of the ring in force as it needs have signed it, within its time. One that does
not count stops nothing: the stricter policy holds.

Python's own exceptions have the name, so here one is a `Waiver`.
"""

import json
import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from audit.errors import NoteError, RecordError, WaiverError
from audit.events import MAX_EXCEPTIONS
from audit.fields import LABEL, MAX_INT, NAME, OFFICER, RID, canonical, choice, integer, match
from audit.note import LONGEST, Signer, sign, text_of, verified
from audit.ring import Ring

FOLDER: Final = "exceptions"
NOTE: Final = ".json"
REVOKED: Final = ".revoked"
FORMAT: Final = "guard-audit/exception/v2"
REVOCATION: Final = "guard-audit/revocation/v1"
ORIGINAL: Final = "original"
ASYNC: Final = "async"
NONE: Final = "none"
RELAX: Final = "relax"
GRANTS: Final = (ORIGINAL, NONE, ASYNC, RELAX)
"""What can be granted: originals in records, no records, records that nothing waits for, weaker rules."""
ACTIONS: Final = ("allow", "annotate", "redact")
"""What a rule can be relaxed to."""
DIRECTIONS: Final = ("completion", "prompt")
NEVER: Final = frozenset({"sexual/minors"})
"""What no exception relaxes."""
DAY_S: Final = 86400
LONGEST_DAYS: Final = 90
APPROVALS: Final = {ORIGINAL: 2, NONE: 2, ASYNC: 2, RELAX: 1}
"""Approvers, other than the requester, that have to sign."""
SKEW_S: Final = 60
"""Seconds by which a clock may be behind what is known to have happened."""
MOST_CATEGORIES: Final = 32
_LISTS: Final = ("categories", "labels", "directions", "apps", "routes")
MOST_FILES: Final = 1024
"""Exceptions of a folder that are read; old ones can be put elsewhere."""
_KEYS: Final = {
    "format",
    "id",
    "tenant",
    "grants",
    *_LISTS,
    "to",
    "reason",
    "ticket",
    "requester",
    "since",
    "until",
}
_SHOWN: Final = 80


class Why(StrEnum):
    """Why an exception does not count."""

    UNREADABLE = "unreadable"
    MALFORMED = "malformed"
    TENANT = "tenant"
    SIGNATURE = "signature"
    REVOKED = "revoked"
    REQUESTER = "requester"
    EXPIRED = "expired"
    APPROVALS = "approvals"
    CLOCK = "clock"
    EARLY = "early"
    SURPLUS = "surplus"


@dataclass(frozen=True, slots=True)
class Waiver:
    """An exception as its requester words it.

    Args:
        id: random, 32 hex digits; also the name of its file.
        tenant: whose policy it goes beyond.
        grants: one of `GRANTS`.
        categories: harm categories that it is for, sorted, each once; empty for every one, and to relax.
        labels: to relax, the entities and categories whose rules are relaxed, sorted, each once; else empty.
        directions: to relax, `completion`, `prompt` or both, sorted; else empty.
        apps, routes: to relax, those that it is for, sorted, each once; empty for all.
        to: to relax, the strictest action still taken, one of `ACTIONS`; else empty.
        reason: why, a code.
        ticket: where it is explained, or empty.
        requester: the officer who asks for it.
        since: UTC second from which on it counts.
        until: UTC second from which on it does not; at most 90 days later.

    Raises:
        WaiverError: a field breaks its format; the message starts with the field's name.
    """

    id: str
    tenant: str
    grants: str
    categories: tuple[str, ...]
    reason: str
    ticket: str
    requester: str
    since: int
    until: int
    labels: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    apps: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    to: str = ""

    def __post_init__(self) -> None:
        try:
            match("id", self.id, RID)
            match("tenant", self.tenant, NAME)
            choice("grants", self.grants, *GRANTS)
            for name in _LISTS:
                for each in getattr(self, name):
                    match(name, each, NAME)
            match("reason", self.reason, NAME)
            match("ticket", self.ticket, LABEL)
            match("requester", self.requester, OFFICER)
            integer("since", self.since, 0, MAX_INT)
            integer("until", self.until, 0, MAX_INT)
        except RecordError as error:
            raise WaiverError(str(error)) from None
        if not 0 < self.until - self.since <= LONGEST_DAYS * DAY_S:
            raise WaiverError(f"until: expected after since, by at most {LONGEST_DAYS} days")
        for name in _LISTS:
            listed = getattr(self, name)
            if len(listed) > MOST_CATEGORIES or list(listed) != sorted(set(listed)):
                raise WaiverError(f"{name}: expected at most {MOST_CATEGORIES}, sorted, each once")
        self._refuse_scope()

    def _refuse_scope(self) -> None:
        """Refuse a scope that does not belong to what is granted.

        Raises:
            WaiverError: so it is.
        """
        if self.grants != RELAX:
            if self.labels or self.directions or self.apps or self.routes or self.to:
                raise WaiverError("labels, directions, apps, routes, to: only to relax")
            return
        if self.categories:
            raise WaiverError("categories: to relax, expected labels")
        if not self.labels or not self.directions or not set(self.directions) <= set(DIRECTIONS):
            raise WaiverError("labels, directions: to relax, expected at least one of each")
        if self.to not in ACTIONS:
            raise WaiverError(f"to: expected one of {', '.join(ACTIONS)}")
        if not NEVER.isdisjoint(self.labels):
            raise WaiverError(f"labels: {', '.join(sorted(NEVER))} is never relaxed")

    @property
    def approvals(self) -> int:
        """Approvers, other than the requester, that have to sign."""
        return APPROVALS[self.grants]

    @property
    def digest(self) -> str:
        """SHA-256 of its canonical JSON, hex: under this the log names it."""
        return sha256(self.encode()).hexdigest()

    def encode(self) -> bytes:
        """Return the exception as canonical JSON (RFC 8785)."""
        members = {name: getattr(self, name) for name in _KEYS - {"format", *_LISTS}}
        return canonical(members | {"format": FORMAT} | {name: list(getattr(self, name)) for name in _LISTS})

    def covers(self, grants: str, category: str) -> bool:
        """Tell whether this is granted for a category."""
        return self.grants == grants and (not self.categories or category in self.categories)


def parse(raw: str) -> Waiver:
    """Read an exception from its canonical JSON.

    Raises:
        WaiverError: not an exception; the message names the field.
    """
    members = _members(raw)
    if members.keys() != _KEYS or members["format"] != FORMAT:
        raise WaiverError(f"expected {FORMAT} with {', '.join(sorted(_KEYS))}")
    for name in _LISTS:
        if not isinstance(members[name], list):
            raise WaiverError(f"{name}: expected a list")
    lists = {name: tuple(members[name]) for name in _LISTS}
    values: dict[str, Any] = {name: members[name] for name in _KEYS - {"format", *_LISTS}}
    waiver = Waiver(**values | lists)
    # Catches duplicate keys and other spellings of numbers and strings.
    if waiver.encode().decode("ascii") != raw:
        raise WaiverError("not as it is written")
    return waiver


@dataclass(frozen=True, slots=True)
class Refused:
    """An exception that does not count, and why.

    Args:
        id: as its file is named.
        why: the kind of reason.
        detail: the reason in words, and what to do.
        waiver: what it says, if that could be read.
    """

    id: str
    why: Why
    detail: str
    waiver: Waiver | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """An exception whose signatures hold.

    Args:
        waiver: what was signed.
        requested: whether its requester signed it.
        approvers: names of the approvers in force who signed it, the requester not among them.
        note: the file's content.
    """

    waiver: Waiver
    requested: bool
    approvers: tuple[str, ...]
    note: str = field(repr=False)

    @property
    def id(self) -> str:
        """The exception's id."""
        return self.waiver.id


def requested(waiver: Waiver, signer: Signer) -> str:
    """Return the note of an exception that its requester signs.

    Raises:
        WaiverError: somebody else signs.
    """
    if waiver.requester != signer.name:
        raise WaiverError("requester: expected the one who signs")
    return sign(f"{waiver.encode().decode('ascii')}\n", signer)


def approved(signed: Signed, signer: Signer, ring: Ring) -> str:
    """Return the note of an exception with one more approver's signature.

    Raises:
        WaiverError: not an approver, the requester, or one who signed already.
    """
    if signer.verifier not in ring.approvers:
        raise WaiverError("this officer is not an approver of the ring in force")
    asking = ring.signer(signed.waiver.requester)
    if asking is not None and asking.public == signer.verifier.public:
        raise WaiverError("the requester cannot approve: four eyes are needed")
    if signer.name in signed.approvers:
        raise WaiverError("this officer has approved it already")
    text = text_of(signed.note)
    return signed.note + sign(text, signer).removeprefix(f"{text}\n")


def revocation(id_: str, tenant: str, at: int, signer: Signer) -> str:
    """Return the signed note that ends an exception."""
    members = {"format": REVOCATION, "id": id_, "tenant": tenant, "at": at, "officer": signer.name}
    return sign(f"{canonical(members).decode('ascii')}\n", signer)


def read(note: str, id_: str, ring: Ring) -> Signed | Refused:
    """Read an exception and check who signed it.

    Args:
        note: the file's content.
        id_: the file's name: a copy under another name would get around its revocation.
        ring: the ring in force; who has left it signs nothing any more.
    """
    try:
        waiver = parse(text_of(note).removesuffix("\n"))
    except (NoteError, WaiverError) as error:
        return Refused(id_, Why.MALFORMED, str(error))
    if waiver.id != id_:
        return Refused(id_, Why.MALFORMED, "id: not the one in the file's name", waiver)
    if waiver.tenant != ring.tenant:
        return Refused(id_, Why.TENANT, "of another tenant than the ring", waiver)
    asking = ring.signer(waiver.requester)
    if asking is None:
        return Refused(id_, Why.REQUESTER, "its requester is not in the ring in force", waiver)
    try:
        _, signers = verified(note, [asking, *(each for each in ring.approvers if each != asking)])
    except NoteError as error:
        return Refused(id_, Why.SIGNATURE, str(error), waiver)
    # By key: two names are not yet two people.
    others = {each.public: each.name for each in signers if each.public != asking.public}
    return Signed(waiver, asking in signers, tuple(sorted(others.values())), note)


def judged(signed: Signed, now: float, floor: float) -> Refused | None:
    """Return why an exception does not count at a time, None if it does.

    Args:
        signed: as `read` returned it.
        now: UTC seconds.
        floor: UTC seconds of the newest thing known to have happened, such as the log's last record: a clock
            that is behind it could bring an expired exception back.
    """
    waiver = signed.waiver
    missing = waiver.approvals - len(signed.approvers)
    if not signed.requested:
        return Refused(waiver.id, Why.REQUESTER, "its requester has not signed it", waiver)
    if now >= waiver.until:
        return Refused(waiver.id, Why.EXPIRED, "expired: request another", waiver)
    if missing > 0:
        return Refused(waiver.id, Why.APPROVALS, f"waits for approval by {missing} more", waiver)
    if now < floor - SKEW_S:
        return Refused(waiver.id, Why.CLOCK, "the clock is behind the log: set it right", waiver)
    if now < waiver.since:
        return Refused(waiver.id, Why.EARLY, "not yet in force", waiver)
    return None


def kept(directory: Path, ring: Ring) -> list[Signed | Refused]:
    """Read the exceptions of a tenant's folder, by id, and drop those that were revoked.

    Args:
        directory: the tenant's folder.
        ring: the ring in force.
    """
    folder = directory / FOLDER
    try:
        names = sorted(path.name for path in folder.iterdir() if path.name.endswith(NOTE))
    except FileNotFoundError:
        return []
    except OSError as error:
        return [Refused("", Why.UNREADABLE, f"{folder}: cannot be read: {error.strerror}")]
    shown = [name.removesuffix(NOTE) for name in names if not name.startswith(".")]
    found = [kept_one(folder, name, ring) for name in shown[:MOST_FILES]]
    if len(shown) > MOST_FILES:
        detail = f"{folder}: more than {MOST_FILES} exceptions: put old ones elsewhere"
        found.append(Refused("", Why.SURPLUS, detail))
    return found


def kept_one(folder: Path, id_: str, ring: Ring) -> Signed | Refused:
    """Read one exception, unless it was revoked.

    Args:
        folder: the folder of exceptions.
        id_: as its file is named.
        ring: the ring in force.
    """
    if not RID.fullmatch(id_):
        return Refused(ascii(id_)[:_SHOWN], Why.MALFORMED, "expected a file named by 32 hex digits")
    try:
        found = read(_text(folder / f"{id_}{NOTE}"), id_, ring)
    except WaiverError as error:
        found = Refused(id_, Why.UNREADABLE, str(error))
    ended = folder / f"{id_}{REVOKED}"
    # Whoever can put a file here could take the exception away as well: an unsigned one ends it too.
    if not os.path.lexists(ended):
        return found
    waiver = found.waiver
    return Refused(id_, Why.REVOKED, _revoked(ended, id_, waiver, ring), waiver)


def load(
    directory: Path, ring: Ring, now: float, floor: float
) -> tuple[tuple[Waiver, ...], tuple[Refused, ...]]:
    """Read the exceptions of a tenant's folder: those that count now, and why the others do not.

    Args:
        directory: the tenant's folder.
        ring: the ring in force.
        now: UTC seconds.
        floor: UTC seconds of the newest thing known to have happened; see `judged`.
    """
    return sorted_out(kept(directory, ring), now, floor)


def sorted_out(
    found: Iterable[Signed | Refused], now: float, floor: float
) -> tuple[tuple[Waiver, ...], tuple[Refused, ...]]:
    """Tell exceptions that count now from others; see `load`."""
    counting: list[Waiver] = []
    refused: list[Refused] = []
    for each in found:
        why = each if isinstance(each, Refused) else judged(each, now, floor)
        if why is not None:
            refused.append(why)
        elif isinstance(each, Signed) and len(counting) == MAX_EXCEPTIONS:
            detail = f"more than {MAX_EXCEPTIONS} are in force: revoke some"
            refused.append(Refused(each.id, Why.SURPLUS, detail, each.waiver))
        elif isinstance(each, Signed):
            counting.append(each.waiver)
    return tuple(counting), tuple(refused)


def covering(waivers: Sequence[Waiver], grants: str, categories: Collection[str]) -> tuple[Waiver, ...]:
    """Return the exceptions by which something is granted for all of some categories; none if it is not.

    Args:
        waivers: those that count.
        grants: what is asked for.
        categories: for which; for no category nothing is granted.
    """
    found: dict[str, Waiver] = {}
    for category in categories:
        waiver = next((each for each in waivers if each.covers(grants, category)), None)
        if waiver is None:
            return ()
        found[waiver.id] = waiver
    return tuple(found.values())


def _revoked(path: Path, id_: str, waiver: Waiver | None, ring: Ring) -> str:
    """Return in words who revoked an exception."""
    asking = None if waiver is None else ring.signer(waiver.requester)
    keys = [*ring.approvers, *([asking] if asking is not None and asking not in ring.approvers else [])]
    try:
        text, signers = verified(_text(path), keys)
        members = _members(text.removesuffix("\n"))
    except (NoteError, WaiverError):
        return "revoked, by nobody who signed"
    named = {name: members.get(name) for name in ("format", "id", "tenant")}
    officer = next((each.name for each in signers if each.name == members.get("officer")), "")
    if named != {"format": REVOCATION, "id": id_, "tenant": ring.tenant} or not officer:
        return "revoked, by nobody who signed"
    return f"revoked by {officer}"


def _text(path: Path) -> str:
    """Read a small file; what is not a file is not waited for.

    Raises:
        WaiverError: it cannot be read.
    """
    try:
        if not path.is_file():
            raise WaiverError("not a file")
        with path.open("rb") as file:
            return file.read(LONGEST + 1).decode("utf-8")
    except OSError as error:
        raise WaiverError(f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise WaiverError("expected UTF-8") from None


def _members(raw: str) -> dict[str, Any]:
    try:
        members = json.loads(raw)
    except (ValueError, RecursionError):
        raise WaiverError("not JSON") from None
    if not isinstance(members, dict):
        raise WaiverError("not an object")
    return members
