"""What is recorded: the caller's `Record` and the plaintext `Header` made of it.

A header holds ids, counts, digests and labels of closed charsets. Text has one place only, the
`body`, which is sealed before it reaches a store and is left out of every repr.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from audit.errors import RecordError
from audit.events import CLASSES, Event, Flag, Kind
from audit.fields import DIGEST, MAX_INT, NAME, RID, canonical, choice, integer, match
from audit.suites import SUITES

VERSION: Final = 1
MAX_BODY: Final = 256 * 1024
"""Bytes of a body before padding; callers record excerpts, not documents."""
MAX_TOKENS: Final = 4096
TOKEN: Final = 10
"""Bytes of a token of the blind index."""
KID: Final = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Record:
    """One event as its caller hands it in; `AuditLog` gives it a place and an id.

    Args:
        tenant: whose log it belongs to.
        event: what happened.
        body: canonical JSON to be sealed; empty for a header-only record. Only a flag has one.
        tokens: tokens of the blind index, 10 bytes each; only a flag has any.

    Raises:
        RecordError: a field breaks its format; the message starts with the field's name.
    """

    tenant: str
    event: Event
    body: bytes = field(default=b"", repr=False)
    tokens: tuple[bytes, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        match("tenant", self.tenant, NAME)
        if len(self.body) > MAX_BODY:
            raise RecordError(f"body: longer than {MAX_BODY} bytes")
        if len(self.tokens) > MAX_TOKENS or not all(
            isinstance(token, bytes) and len(token) == TOKEN for token in self.tokens
        ):
            raise RecordError(f"tokens: expected at most {MAX_TOKENS} of {TOKEN} bytes")
        if len(set(self.tokens)) != len(self.tokens):
            raise RecordError("tokens: one appears twice")
        if isinstance(self.event, Flag):
            if self.event.level == "none" and (self.body or self.tokens):
                raise RecordError("body: present at level `none`")
        elif self.body or self.tokens:
            raise RecordError(f"body: not part of a record of kind `{self.event.kind}`")


@dataclass(frozen=True, slots=True)
class Header:
    """The plaintext header of a record: what happened, where it stands, how its body is sealed.

    Args:
        tenant: whose log it stands in.
        event: what happened.
        seq: position in the tenant's log, from 0.
        rid: random 128-bit id, hex; never derived from content.
        ts: UTC seconds.
        ring: SHA-256 of the ring in force, hex.
        suite: sealing suite; empty without a body.
        kids: recipients by control group; empty without a body.
        blen: bytes of the padded body; 0 without a body.
        share: digest of the erasure share, hex; empty without a body.
        com: key commitment, hex; empty until sealed and without a body.
        idx: tokens of the blind index.
        spooled: whether it was sealed before it had a position, which the seal then does not bind.

    Raises:
        RecordError: a field breaks its format.
    """

    tenant: str
    event: Event
    seq: int
    rid: str
    ts: int
    ring: str
    suite: str = ""
    kids: tuple[tuple[str, ...], ...] = ()
    blen: int = 0
    share: str = ""
    com: str = ""
    idx: int = 0
    spooled: bool = False

    def __post_init__(self) -> None:
        match("tenant", self.tenant, NAME)
        integer("seq", self.seq, 0, MAX_INT)
        match("rid", self.rid, RID)
        integer("ts", self.ts, 0, MAX_INT)
        match("ring", self.ring, DIGEST)
        integer("blen", self.blen, 0, MAX_INT)
        integer("idx", self.idx, 0, MAX_TOKENS)
        for group in self.kids:
            if not group:
                raise RecordError("kids: empty group")
            for kid in group:
                match("kids", kid, KID)
        if not all(isinstance(each, str) for each in (self.suite, self.share, self.com)):
            raise RecordError("suite, share, com: expected strings")
        if self.blen:
            choice("suite", self.suite, *SUITES)
            match("share", self.share, DIGEST)
        if len({bool(self.kids), bool(self.blen), bool(self.share), bool(self.suite)}) > 1:
            raise RecordError("kids: present without a body, or the other way round")
        if self.spooled and not self.blen:
            raise RecordError("spooled: present without a body")
        if (self.blen or self.idx) and self.kind is not Kind.FLAG:
            raise RecordError(f"blen: no body in a record of kind `{self.kind}`")

    @property
    def kind(self) -> Kind:
        """Why the record was written."""
        return self.event.kind

    def unsealed(self) -> bytes:
        """Return the canonical header without `com`: what the sealing keys are bound to.

        Without `seq` too if it was not known then; id, tenant and ring are bound in any case.
        """
        members = self._members()
        if self.spooled:
            del members["seq"]
        return canonical(members)

    def encode(self, com: str = "") -> bytes:
        """Return the canonical header (RFC 8785), with a commitment made since if one is given."""
        members = self._members()
        if self.kind is Kind.FLAG:
            members["com"] = com or self.com
        return canonical(members)

    def _members(self) -> dict[str, Any]:
        members: dict[str, Any] = {
            "v": VERSION,
            "kind": str(self.kind),
            **{name: getattr(self, name) for name in _PLACE},
            **self.event.members(),
        }
        if self.kind is Kind.FLAG:
            members |= {name: getattr(self, name) for name in _SEALING if name != "com"}
        if self.spooled:
            members["spooled"] = 1
        return members


_PLACE: Final = ("tenant", "seq", "rid", "ts", "ring")
_SEALING: Final = ("suite", "kids", "blen", "share", "com", "idx")


_KEYS: Final = MappingProxyType(
    {
        str(kind): each.keys() | {"v", "kind", *_PLACE, *(_SEALING if kind is Kind.FLAG else ())}
        for kind, each in CLASSES.items()
    }
)
"""The keys of a header of each kind."""


def placed(header: bytes, seq: int) -> bytes:
    """Return a header that was sealed without a position under the one that it got.

    Args:
        header: as `seal` made it.
        seq: its position in the log, from 0.

    Raises:
        RecordError: not a header.
    """
    return replace(parse_header(header), seq=seq).encode()


def parse_header(raw: bytes) -> Header:
    """Read a header back; what it accepts encodes to the same bytes again.

    Raises:
        RecordError: not canonical JSON, a key unknown or missing, or a value out of its format.
    """
    try:
        members = json.loads(raw.decode("ascii"))
    except (ValueError, RecursionError):
        raise RecordError("header: not JSON") from None
    if not isinstance(members, dict):
        raise RecordError("header: not an object")
    kind = members.get("kind")
    if not isinstance(kind, str) or kind not in _KEYS:
        raise RecordError("kind: unknown")
    spooled = kind == Kind.FLAG and "spooled" in members
    optional = CLASSES[Kind(kind)].optional | ({"spooled"} if spooled else set())
    if members.keys() - optional != _KEYS[kind]:
        raise RecordError("header: unknown or missing key")
    if spooled:
        integer("spooled", members["spooled"], 1, 1)
    integer("v", members["v"], VERSION, VERSION)
    header = _from_members(Kind(kind), members)
    # Every member is now known to be one that a header holds as it is, so these are the header's bytes.
    # Catches duplicate keys and other spellings of numbers and strings.
    if canonical(members) != raw:
        raise RecordError("header: not canonical")
    return header


def _from_members(kind: Kind, members: Mapping[str, Any]) -> Header:
    kids = members.get("kids", [])
    if not isinstance(kids, list) or not all(isinstance(group, list) for group in kids):
        raise RecordError("kids: expected a list of lists")
    sealing = {name: members[name] for name in _SEALING if name in members and name != "kids"}
    try:
        header = Header(
            event=CLASSES[kind].read(members),
            kids=tuple(tuple(group) for group in kids),
            **{name: members[name] for name in _PLACE},
            **sealing,
            spooled="spooled" in members,
        )
    except TypeError:
        raise RecordError("header: a member is of the wrong type") from None
    if header.blen:
        match("com", header.com, DIGEST)
    elif header.com:
        raise RecordError("com: present without a body")
    return header
