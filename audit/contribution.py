"""Contributions: how one officer's part of a record reaches another, where two have to open it together.

A record of several control groups needs a key of each. An officer unwraps the own group's share and wraps
it again for one other officer; whoever else gets it learns nothing, and for another record it is useless.
"""

import base64
import binascii
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Self

import rfc8785

from audit.errors import OpenError, RecordError, RingError
from audit.fields import MAX_INT, OFFICER, RID, integer, match
from audit.open import Unwrapper
from audit.record import KID, Header
from audit.ring import Recipient
from audit.seal import LENGTH, VERSION, fields, sealed_length, wrap_info
from audit.suites import SUITES

FORMAT: Final = "guard-audit/contribution/v1"
LONGEST: Final = 16 * 1024
"""Bytes of a file at most."""
_KEYS: Final = {"format", "rid", "group", "officer", "kid", "wrap"}


@dataclass(frozen=True, slots=True)
class Contribution:
    """The share of one control group of one record, wrapped for one officer.

    Args:
        rid: the record's id.
        group: the control group, from 0.
        officer: whom it is for.
        kid: that officer's key.
        wrap: the share, wrapped.

    Raises:
        RecordError: a field breaks its format.
    """

    rid: str
    group: int
    officer: str
    kid: str
    wrap: bytes = field(repr=False)

    def __post_init__(self) -> None:
        match("rid", self.rid, RID)
        integer("group", self.group, 0, MAX_INT)
        match("officer", self.officer, OFFICER)
        match("kid", self.kid, KID)
        if not self.wrap:
            raise RecordError("wrap: empty")

    def encode(self) -> bytes:
        """Return the file's content."""
        members = {name: getattr(self, name) for name in ("rid", "group", "officer", "kid")}
        wrap = base64.b64encode(self.wrap).decode("ascii")
        return rfc8785.dumps({"format": FORMAT, "wrap": wrap, **members}) + b"\n"

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read what `encode` wrote.

        Raises:
            RecordError: not a contribution; the message starts with the field.
        """
        if len(raw) > LONGEST:
            raise RecordError(f"contribution: longer than {LONGEST} bytes")
        try:
            members = json.loads(raw.decode("ascii"))
        except (ValueError, RecursionError):
            raise RecordError("contribution: not JSON") from None
        if not isinstance(members, dict) or members.keys() != _KEYS:
            raise RecordError(f"contribution: expected the keys {', '.join(sorted(_KEYS))}")
        if members["format"] != FORMAT:
            raise RecordError(f"format: expected {FORMAT}")
        found = cls(
            members["rid"], members["group"], members["officer"], members["kid"], _raw(members["wrap"])
        )
        if found.encode() != raw:  # a member twice, or another spelling of one
            raise RecordError("contribution: not as it is written")
        return found


@dataclass(frozen=True, slots=True)
class Handed:
    """An opened contribution: stands for a key of its control group when this one record is opened.

    Args:
        kid: of the key that it stands for.
        suite: that key's.
        share: the group's share.
    """

    kid: str
    suite: str
    share: bytes = field(repr=False)

    def unwrap(self, wrap: bytes, info: bytes) -> bytes:  # noqa: ARG002 - it is unwrapped already
        """Return the share: see `audit.open.Unwrapper`."""
        return self.share


def contribute(header: Header, sealed: bytes, key: Unwrapper, reader: Recipient) -> Contribution:
    """Wrap the share of a key's control group for an officer of another one.

    Args:
        header: the record's.
        sealed: its sealed body.
        key: of the officer who gives.
        reader: who gets it.

    Raises:
        OpenError: the record is not sealed to the key, or was changed.
        RingError: the other officer is not a reader of another control group of this record.
    """
    if len(sealed) != sealed_length(header):
        raise OpenError("truncated" if len(sealed) < sealed_length(header) else "trailing data")
    group = group_given(header, key.kid, reader.kid)
    suite = SUITES[header.suite]
    start = len(VERSION) + suite.wrap_len * [each for kids in header.kids for each in kids].index(key.kid)
    h, com = sha256(header.unsealed()).digest(), bytes.fromhex(header.com)
    share = key.unwrap(sealed[start : start + suite.wrap_len], wrap_info(group, key.kid, h, com))
    info = _info(header, group, reader.kid)
    wrap = SUITES[reader.suite].wrap(reader.key, share, info)
    return Contribution(header.rid, group, reader.officer, reader.kid, wrap)


def group_given(header: Header, kid: str, reader: str) -> int:
    """Return the control group, from 0, whose share one officer may hand to another.

    Args:
        header: the record's.
        kid: of the key of the officer who gives.
        reader: of the key of the officer who gets it.

    Raises:
        OpenError: the record is not sealed to the first.
        RingError: the second is not a reader of another control group of this record.
    """
    group = _group(header, kid)
    if group is None:
        raise OpenError("wrong key")
    if _group(header, reader) in (None, group):
        raise RingError("officer: expected a reader of another control group of this record")
    return group


def handed(header: Header, contribution: Contribution, keys: Collection[Unwrapper]) -> Handed:
    """Open a contribution.

    Args:
        header: the record's.
        contribution: as it was received; a false one shows when the body is opened, by its commitment.
        keys: of the officers here.

    Raises:
        OpenError: it is for another key, was changed, or is not of this record.
    """
    key = next((each for each in keys if each.kid == contribution.kid), None)
    if key is None or contribution.rid != header.rid or contribution.group >= len(header.kids):
        raise OpenError("wrong key")
    share = key.unwrap(contribution.wrap, _info(header, contribution.group, contribution.kid))
    return Handed(header.kids[contribution.group][0], header.suite, share)


def missing(header: Header, kids: Collection[str], contributions: Collection[Contribution]) -> list[int]:
    """Return the control groups of a record, from 0, of which there is neither key nor contribution."""
    given = {each.group for each in contributions}
    return [
        number
        for number, group in enumerate(header.kids)
        if number not in given and not any(kid in kids for kid in group)
    ]


def _group(header: Header, kid: str) -> int | None:
    return next((number for number, group in enumerate(header.kids) if kid in group), None)


def _info(header: Header, group: int, kid: str) -> bytes:
    """Return what ties a contribution to its record, group, reader and commitment."""
    parts = (bytes.fromhex(header.rid), group.to_bytes(LENGTH, "big"), bytes.fromhex(kid))
    return fields(FORMAT.encode(), *parts, bytes.fromhex(header.com))


def _raw(text: object) -> bytes:
    try:
        return base64.b64decode(text if isinstance(text, str) else "!", validate=True)
    except (binascii.Error, ValueError):
        raise RecordError("wrap: not base64") from None
