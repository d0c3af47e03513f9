"""`audit open`: have the access noted, then decrypt one record here."""

import json
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from audit.commands.officers import reader_in
from audit.commands.shared import (
    HERE,
    OPEN_WAIT_S,
    Directory,
    Store,
    clear_errors,
    place_of,
    reading,
    row_of,
    unlocked,
)
from audit.contribution import LONGEST, Contribution, contribute, group_given, handed, missing
from audit.errors import KeyFileError, OpenError, RecordError, ReleaseError, RingError, StoreError
from audit.events import Access
from audit.fields import RID
from audit.files import write_whole
from audit.log import AuditLog
from audit.note import Signer
from audit.open import PrivateKey, open_body
from audit.record import Header, parse_header
from audit.release import Release, Released, refusal, refuse_unfit
from audit.ring import Recipient, Ring
from audit.statements import UNSIGNED, signed_by
from audit.store.place import Place
from audit.store.protocol import Store as Opened
from audit.store.rows import Row, fits
from audit.trust import load_ring

LATEST: Final = "latest"
_SEARCHED: Final = 1000
_SECOND: Final = 1.0

Ask = Callable[[Access], Released]


@dataclass(frozen=True, slots=True)
class _Brought:
    """What there is to open a record with.

    Args:
        keys: of the officers here.
        contributions: of officers elsewhere.
        heir: to whom the one officer here hands on, if that is what is wanted.
    """

    keys: tuple[PrivateKey, ...]
    contributions: tuple[Contribution, ...]
    heir: Recipient | None

    def refuse_unfit(self, header: Header) -> None:
        """Refuse what does not belong to a record, or is not enough to open it.

        Raises:
            OpenError: the record has no body, or is not sealed to a key.
            RecordError: a contribution is of another record, for another officer, or was changed.
            RingError: the heir is not a reader of another control group of it.
            KeyFileError: a control group is not there.
        """
        if not header.blen:
            raise OpenError("no body")
        if not all(any(key.kid in group for group in header.kids) for key in self.keys):
            raise OpenError("wrong key")
        if any(each.rid != header.rid for each in self.contributions):
            raise RecordError("rid: the contribution is of another record")
        try:
            for each in self.contributions:
                handed(header, each, self.keys)
        except OpenError:
            raise RecordError("wrap: the contribution is for another officer, or was changed") from None
        if self.heir is not None:
            group_given(header, self.keys[0].kid, self.heir.kid)
        elif lacking := missing(header, [key.kid for key in self.keys], self.contributions):
            raise KeyFileError(
                f"the record has {len(header.kids)} control groups: give a key of group {lacking[0] + 1} too, or "
                "--with what an officer of it made with --for"
            )

    def body(self, released: Released) -> bytes:
        """Return the record's text.

        Raises:
            OpenError: a part is false.
        """
        header = parse_header(released.hdr)
        parts = [handed(header, each, self.keys) for each in self.contributions]
        return open_body(released.hdr, released.sealed, released.share, *self.keys, *parts)


@clear_errors
def open_record(
    rid: Annotated[str, typer.Argument(help="Id of the record, or the start of it, or `latest`.")],
    purpose: Annotated[str, typer.Option(help="Why: a code, kept with the access, such as `review`.")],
    directory: Directory = HERE,
    store: Store = "",
    key: Annotated[
        list[Path] | None,
        typer.Option("--key", help="Key file, one of each control group; else the only one in DIR."),
    ] = None,
    ticket: Annotated[str, typer.Option(help="Where it is explained: a label, kept with the access.")] = "",
    service: Annotated[str, typer.Option(help="URL of a release service to ask instead of the store.")] = "",
    heir: Annotated[
        str, typer.Option("--for", help="Hand your part to this officer; nothing is shown.")
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", help="File for what --for hands on.")] = None,
    given: Annotated[
        list[Path] | None, typer.Option("--with", help="File that another officer made with --for.")
    ] = None,
) -> None:
    """Open a record: have the access signed and durably noted, then decrypt here and print.

    Passphrases are asked for, or taken from AUDIT_PASSPHRASE. A record of two control groups needs a key of
    each: both with --key, or one officer hands on with --for and --out, and another opens --with that file.
    """
    if service and (store or not RID.fullmatch(rid)):
        raise typer.BadParameter("--service takes the whole id of a record, and no --store")
    if bool(heir) != (out is not None) or (heir and (given or len(key or []) > 1)):
        raise typer.BadParameter("--for goes with --out and one --key, and not with --with")
    if out is not None and out.exists():
        raise StoreError(f"{out}: exists, and is never overwritten")
    if out is not None and not out.parent.is_dir():
        raise StoreError(f"{out}: cannot be written: there is no such folder")
    contributions = tuple(_contribution(path) for path in given or [])
    place = None if service else place_of(directory, store)
    header = None if place is None else _header(place, directory, rid)
    if header is not None and not header.blen:
        raise OpenError("no body")
    paths: list[Path | None] = [*key] if key else [None]
    officers = [unlocked(directory, path) for path in paths]
    ring = load_ring(directory, time.time())
    keys = tuple(private for _, private in officers)
    brought = _Brought(keys, contributions, _heir(ring, heir) if heir else None)
    if header is not None:
        brought.refuse_unfit(header)
    signers = [reader_in(ring, file, private) for file, private in officers]
    subject = rid if header is None else header.rid
    released = _released(place, service, ring, signers, brought, (subject, purpose, ticket))
    if brought.heir is None or out is None:
        typer.echo(_inert(brought.body(released)))
        return
    made = contribute(parse_header(released.hdr), released.sealed, brought.keys[0], brought.heir)
    try:
        write_whole(out, made.encode(), replace=False)
    except OSError as error:
        raise StoreError(f"{out}: cannot be written: {error.strerror}") from None
    typer.echo(f"{out}: for {made.officer}, to open record {subject} with")


def _released(
    place: Place | None,
    service: str,
    ring: Ring,
    signers: list[Signer],
    brought: _Brought,
    wanted: tuple[str, str, str],
) -> Released:
    """Ask for each officer; what is returned is whole, and every access is on record by then."""
    subject, purpose, ticket = wanted
    with _asking(place, service, ring) as ask:
        for signer in signers:
            released = _asked(ask, ring.tenant, signer, subject, purpose, ticket)
            brought.refuse_unfit(refuse_unfit(released, subject, ring.tenant))
    return released


@contextmanager
def _asking(place: Place | None, service: str, ring: Ring) -> Iterator[Ask]:
    """Yield what answers: a service, or the same here on the store."""
    if place is None:
        from audit.release_client import Remote  # noqa: PLC0415 - most never ask over HTTP, and it is slow to import

        yield Remote(service).release
        return
    with closing(AuditLog(place, ring, timeout=OPEN_WAIT_S)) as log:
        yield Release(log, place, lambda: ring).release


def _asked(ask: Ask, tenant: str, signer: Signer, subject: str, purpose: str, ticket: str) -> Released:
    def sign() -> Access:
        unsigned = Access(subject, signer.name, purpose, int(time.time()), UNSIGNED, ticket)
        return signed_by(unsigned, tenant, signer)

    try:
        return ask(sign())
    except ReleaseError as error:
        if error.code != "replayed":
            raise
    # The same request in the same second has the same signature.
    time.sleep(_SECOND)
    return ask(sign())


def _header(place: Place, directory: Path, rid: str) -> Header:
    with closing(reading(place, directory)) as opened:
        row = (
            _latest(opened, load_ring(directory, time.time()).tenant)
            if rid == LATEST
            else row_of(opened, rid)
        )
    header = parse_header(row.hdr)
    if header.rid != row.rid or not fits(row):
        raise refusal("changed")
    return header


def _latest(opened: Opened, tenant: str) -> Row:
    """Return a tenant's newest record with a body; accesses have none."""
    for row in opened.rows(_SEARCHED):
        if row.tenant == tenant and parse_header(row.hdr).blen:
            return row
    raise StoreError(f"none of the newest {_SEARCHED} records has a body")


def _heir(ring: Ring, name: str) -> Recipient:
    reader = ring.reader(name)
    if reader is None:
        readers = ", ".join(sorted(each.officer for group in ring.active for each in group))
        raise RingError(f"officer: expected one of {readers}")
    return reader


def _contribution(path: Path) -> Contribution:
    try:
        with path.open("rb") as file:
            return Contribution.parse(file.read(LONGEST + 1))
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}") from None
    except RecordError as error:
        raise RecordError(f"{path}: {error}") from None


def _inert(body: bytes) -> str:
    """Return a body as readable JSON in which nothing can steer a terminal or turn text around."""
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        text = body.decode("utf-8", "backslashreplace")
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character == "\n" or not unicodedata.category(character).startswith(("C", "Zl", "Zp")):
        return character
    return json.dumps(character)[1:-1] if character != "\x7f" else "\\u007f"
