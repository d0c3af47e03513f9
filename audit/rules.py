"""What each record of a log owes to those before it: keys, rings, signatures, holds, policies.

Both verifiers ask here, that of stores and that of bundles; headers are enough for it. A log's state is
a few keys, rings, holds and digests, however long it is.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from audit.erasure import Held
from audit.errors import StatementError
from audit.events import (
    KIND_CODE,
    Access,
    Decision,
    Erasure,
    Event,
    Gap,
    Hold,
    Kind,
    PolicyChange,
    RingChange,
    Rotation,
    Verdict,
)
from audit.facts import Facts
from audit.merkle import Frontier, leaf_hash, node_hash
from audit.note import Verifier
from audit.ring import Ring
from audit.signing import origin
from audit.statements import RETENTION, refuse_unsigned

Rings = Mapping[str, Ring]
"""Rings by digest."""
NO_RINGS: Final[Rings] = MappingProxyType({})
NOT_AT_HAND: Final = "the ring in force then is not at hand: give --dir of a folder that keeps it"
ACCESS_S: Final = 600
"""Seconds between an officer's request and its record at most."""
VERDICT_S: Final = 86_400
"""Seconds between an officer's verdict and its record at most: a queue may be judged offline."""
DAY_S: Final = 86_400
MOST_DAYS: Final = 3650
"""Days that a retention time has at most."""
_ROTATE: Final = bytes([KIND_CODE[Kind.ROTATE]])
_TTL: Final = re.compile(r"ttl-([1-9][0-9]{0,3})")


class Check(StrEnum):
    """What a problem was found in."""

    FILE = "file"
    SCHEMA = "schema"
    HEADER = "header"
    COPY = "copy"
    SEQUENCE = "sequence"
    SEALED = "sealed"
    LEAF = "leaf"
    SHARE = "share"
    INDEX = "index"
    ERASURE = "erasure"
    HOLD = "hold"
    ROTATION = "rotation"
    RING = "ring"
    POLICY = "policy"
    DECISION = "decision"
    SIGNATURE = "signature"
    CHECKPOINT = "checkpoint"
    HEAD = "head"


Found = Iterator[tuple[Check, str]]
"""Problems of one record, each with one of a fixed set of sentences."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """A checkpoint key that an approver named, as the one before it was lost."""

    officer: str
    seq: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What officers were asked to decide, and whether somebody ended it."""

    about: str
    digest: str
    officer: str
    over: bool = False


@dataclass(slots=True)
class Log:
    """What one tenant's records gave so far.

    Args:
        size: records.
        hashes: roots of the perfect subtrees of their tree, largest first.
        first: the key that the first record names, None if it names none.
        key: the key in force.
        rotations: keys named so far.
        recovered: those among them that approvers named.
        ring, version: digest and version of the ring in force; empty and 0 before the first.
        named: digests of the rings so far.
        ahead: the ring that a rotation names and the next record has to bring into force, or empty.
        before: root of the tree before the last rotation, hex.
        policy: digest of the policy in force, or empty.
        held: holds that were placed and not lifted, by id.
        placed: ids of all holds so far.
        asked: what officers were asked to decide, by its id.
        gaps: `gap` records.
        missing: records that these count.
        erased: records whose erasure is on record.
    """

    size: int = 0
    hashes: list[bytes] = field(default_factory=list)
    first: Verifier | None = None
    key: Verifier | None = None
    rotations: int = 0
    recovered: list[Recovery] = field(default_factory=list)
    ring: str = ""
    version: int = 0
    named: set[str] = field(default_factory=set)
    ahead: str = ""
    before: str = ""
    policy: str = ""
    held: dict[str, Held] = field(default_factory=dict)
    placed: set[str] = field(default_factory=set)
    asked: dict[str, Asked] = field(default_factory=dict)
    gaps: int = 0
    missing: int = 0
    erased: int = 0

    @property
    def tree(self) -> Frontier:
        """The tree of the records."""
        return Frontier(self.size, tuple(self.hashes))

    def grow(self, leaf: bytes) -> None:
        """Add a leaf: as `Frontier.append`, but in place, which a verifier of millions needs."""
        if leaf[1:2] == _ROTATE:
            self.before = self.tree.root().hex()
        node, rest = leaf_hash(leaf), self.size
        while rest & 1:
            node = node_hash(self.hashes.pop(), node)
            rest >>= 1
        self.hashes.append(node)
        self.size += 1

    def holds(self, ts: int) -> list[Held]:
        """Return the holds in force at a UTC second."""
        return [each for each in self.held.values() if each.expires > ts]


def follow(facts: Facts, log: Log, rings: Rings) -> Found:
    """Check a record against what came before it, and take it into account.

    Args:
        facts: what its header says.
        log: of the records before it, but grown by its leaf already.
        rings: those at hand.
    """
    event = facts.event
    if isinstance(event, RingChange):
        yield from _ring(facts, event, log, rings)
    elif facts.ring != log.ring or log.ahead:
        yield from _elsewhere(facts, log, rings)
    if isinstance(event, Rotation):
        yield from _rotation(facts, event, log, rings)
    elif not log.rotations:
        yield Check.ROTATION, "the log does not begin with its key"
    if event is not None:
        yield from _event(facts, event, log, rings)


def retention(event: Erasure) -> int | None:
    """Return the days after which a retention time erases, None if the event names none.

    Args:
        event: ordered by `retention`; its reason is `ttl-` and the days, 1 to 3650.
    """
    named = _TTL.fullmatch(event.reason)
    days = int(named[1]) if named else 0
    return days if 1 <= days <= MOST_DAYS and event.scope == "time" and not event.sig else None


def _event(facts: Facts, event: Event, log: Log, rings: Rings) -> Found:
    match event:
        case Access() | Verdict():
            yield from _signed(facts, event, rings)
            yield from _at(facts.ts - event.at, ACCESS_S if isinstance(event, Access) else VERDICT_S)
        case Erasure(officer=officer) if officer == RETENTION:
            if retention(event) is None:
                yield Check.ERASURE, "a retention time is `ttl-` and its days, and erases by time"
        case Erasure():
            yield from _signed(facts, event, rings)
        case Hold():
            yield from _signed(facts, event, rings)
            yield from _hold(event, log)
        case Decision():
            yield from _signed(facts, event, rings)
            yield from _at(facts.ts - event.at, ACCESS_S)
            yield from _decision(event, log)
        case PolicyChange():
            if event.prior != log.policy:
                yield Check.POLICY, "not after the policy that was in force"
            log.policy = event.policy
        case Gap():
            log.gaps += 1
            log.missing += event.n
        case _:
            return


def _ring(facts: Facts, event: RingChange, log: Log, rings: Rings) -> Found:
    if log.ahead not in ("", facts.ring):
        yield Check.RING, "the rotation before it names another ring"
    if event.prior != log.ring:
        yield Check.RING, "not after the ring that was in force"
    if event.version <= log.version or facts.ring in log.named:
        yield Check.RING, "not newer than the rings before it"
    ring = rings.get(facts.ring)
    if ring is not None and (ring.tenant, ring.version) != (facts.tenant, event.version):
        yield Check.RING, "not the tenant and version of the ring that it names"
    log.ring, log.version, log.ahead = facts.ring, event.version, ""
    log.named.add(facts.ring)


def _elsewhere(facts: Facts, log: Log, rings: Rings) -> Found:
    """Check a record under another ring than the one in force.

    A flag that waited in a spool keeps the ring of then, and says so if it has a body. If the store was away
    while that ring came and went, the log never named it: then it is known by what admins signed. Of a batch
    that begins with a new key and a new ring, the key comes first.
    """
    if log.ahead:
        yield Check.RING, "the rotation before it names a ring that is not in force"
    log.ahead = ""
    waited = facts.event is None and (facts.spooled or not facts.blen)
    ring = rings.get(facts.ring)
    if waited and ring is not None and ring.tenant == facts.tenant and ring.version < log.version:
        log.named.add(facts.ring)
    if facts.ring == log.ring or (waited and facts.ring in log.named):
        return
    if isinstance(facts.event, Rotation) and facts.ring not in log.named:
        log.ahead = facts.ring
    else:
        yield Check.RING, "not the ring in force"


def _rotation(facts: Facts, event: Rotation, log: Log, rings: Rings) -> Found:
    """Follow the log to its next key, if the key before it or an approver signed that one."""
    if event.number != log.rotations:
        yield Check.ROTATION, "a rotation before this one is missing"
    if not event.number and log.size > 1:
        yield Check.ROTATION, "a first key in the middle of the log"
    if event.number and (event.size, event.root) != (log.size - 1, log.before):
        yield Check.ROTATION, "not of the records before it"
    if event.officer:
        refused = list(_signed(facts, event, rings))
        yield from refused
        if not refused:
            log.recovered.append(Recovery(event.officer, log.size - 1))
    elif event.number and (
        log.key is None or not log.key.verifies(bytes.fromhex(event.sig), event.statement(facts.tenant))
    ):
        yield Check.ROTATION, "not signed by the key before it"
    log.key, log.rotations = Verifier(origin(facts.tenant), bytes.fromhex(event.key)), event.number + 1
    log.first = log.first or log.key


def _signed(facts: Facts, event: Event, rings: Rings) -> Found:
    ring = rings.get(facts.ring)
    if ring is None:
        yield Check.SIGNATURE, NOT_AT_HAND
    elif ring.tenant != facts.tenant:
        yield Check.SIGNATURE, "the ring in force then is of another tenant"
    else:
        try:
            refuse_unsigned(event, facts.tenant, ring)
        except StatementError as error:
            yield Check.SIGNATURE, str(error)


def _decision(event: Decision, log: Log) -> Found:
    asked = log.asked.get(event.subject)
    if event.step == "requested":
        if asked is not None:
            yield Check.DECISION, "requested a second time"
        log.asked.setdefault(event.subject, Asked(event.about, event.digest, event.officer))
    elif asked is None or (asked.about, asked.digest) != (event.about, event.digest):
        yield Check.DECISION, "not what was requested"
    elif asked.over:
        yield Check.DECISION, "revoked before"
    elif event.step == "approved" and asked.officer == event.officer:
        yield Check.DECISION, "approved by its requester"
    elif event.step == "revoked":
        log.asked[event.subject] = replace(asked, over=True)


def _at(apart: int, most: int) -> Found:
    if abs(apart) > most:
        yield Check.SIGNATURE, "signed at another time"


def _hold(event: Hold, log: Log) -> Found:
    if event.state == "lifted":
        held = log.held.pop(event.hold, None)
        if held is None:
            yield Check.HOLD, "lifted, and was not in force"
        elif held != Held(event.hold, event.since, event.until, event.expires):
            yield Check.HOLD, "lifted, and not as it was placed"
    elif event.hold in log.placed:
        yield Check.HOLD, "placed a second time"
    else:
        log.placed.add(event.hold)
        log.held[event.hold] = Held(event.hold, event.since, event.until, event.expires)
