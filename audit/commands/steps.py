"""Steps of what several officers decide, put on record before the document changes."""

import os
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Literal

from audit.commands.shared import OPEN_WAIT_S, place_of
from audit.errors import KeyFileError, WaiverError
from audit.events import Decision
from audit.files import PRIVATE_DIR, write_whole
from audit.keyfile import KeyFile
from audit.log import AuditLog
from audit.note import Signer
from audit.open import PrivateKey
from audit.record import Record
from audit.ring import Ring
from audit.statements import UNSIGNED, signed_by

About = Literal["exception", "policy"]
Step = Literal["requested", "approved", "revoked"]


def put(
    directory: Path,
    store: str,
    ring: Ring,
    signer: Signer,
    about: About,
    subject: str,
    digest: str,
    step: Step,
) -> str:
    """Put a step on record, signed; return the id of its record.

    Args:
        directory: the tenant's folder.
        store: the store, empty for the one in the folder.
        ring: the ring in force.
        signer: the officer who takes the step.
        about: what is decided.
        subject: the id of its document.
        digest: SHA-256 of the document, hex.
        step: which one.

    Raises:
        AuditError: it cannot be put on record: then the step is not taken.
    """
    event = Decision(about, subject, digest, step, signer.name, int(time.time()), UNSIGNED)
    with closing(AuditLog(place_of(directory, store), ring, timeout=OPEN_WAIT_S)) as log:
        return log.append_sync(Record(ring.tenant, signed_by(event, ring.tenant, signer))).rid


def officer(ring: Ring, file: KeyFile, private: PrivateKey, *, approver: bool = False) -> Signer:
    """Return the officer of the ring that a key belongs to, ready to sign.

    Args:
        ring: the ring in force; the name is the one that its admins signed.
        file: the officer's key file.
        private: the key in it.
        approver: whether only an approver will do.

    Raises:
        KeyFileError: the ring gives this key no say, or the file is of another tenant.
    """
    if file.tenant != ring.tenant:
        raise KeyFileError(f"key {file.kid}: of another tenant than the ring")
    public = private.signer(file.officer).verifier.public
    names = [each.name for each in ring.approvers if each.public == public]
    if not approver:
        names += [each.officer for group in ring.active for each in group if each.sign == public]
    if not names:
        raise KeyFileError(f"key {file.kid}: not {'an approver' if approver else 'an officer'} of the ring")
    return private.signer(names[0])


def made(directory: Path, name: str) -> Path:
    """Return a folder of documents, made when absent; it belongs to whom the tenant's folder does.

    Raises:
        WaiverError: it cannot be made.
    """
    folder = directory / name
    try:
        folder.mkdir(mode=PRIVATE_DIR)
    except FileExistsError:
        return folder
    except OSError as error:
        raise WaiverError(f"{folder}: cannot be made: {error.strerror}") from None
    owner = directory.stat()
    if owner.st_uid != os.geteuid():
        with suppress(OSError):  # without privileges it stays as it is
            os.chown(folder, owner.st_uid, owner.st_gid)
    return folder


def write(path: Path, note: str, *, replace: bool) -> None:
    """Write a document.

    Raises:
        WaiverError: it cannot be written, or exists already.
    """
    try:
        write_whole(path, note.encode(), replace=replace)
    except FileExistsError:
        raise WaiverError(f"{path}: exists already") from None
    except OSError as error:
        raise WaiverError(f"{path}: cannot be written: {error.strerror}") from None
