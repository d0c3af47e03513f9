"""Whose key a key file is: the name that counts is the one in the ring, and the ring says what it may do."""

from audit.errors import KeyFileError
from audit.keyfile import KeyFile
from audit.note import Signer
from audit.open import PrivateKey
from audit.ring import Recipient, Ring


def signer_in(ring: Ring, file: KeyFile, private: PrivateKey) -> Signer:
    """Return the signing key of an active recipient or an approver, under the name in the ring.

    Raises:
        KeyFileError: the key is neither's, or the file is of another tenant.
    """
    _refuse_other_tenant(ring, file)
    reader = _reader(ring, private)
    return private.signer(reader.officer) if reader is not None else approver_in(ring, file, private)


def reader_in(ring: Ring, file: KeyFile, private: PrivateKey) -> Signer:
    """Return the signing key of an active recipient, under the name in the ring.

    Raises:
        KeyFileError: the key is no recipient's any more, or never was, or the file is of another tenant.
    """
    _refuse_other_tenant(ring, file)
    reader = _reader(ring, private)
    if reader is None:
        raise KeyFileError(f"key {file.kid}: not active in the ring")
    return private.signer(reader.officer)


def approver_in(ring: Ring, file: KeyFile, private: PrivateKey) -> Signer:
    """Return the signing key of an approver, under the name in the ring.

    Raises:
        KeyFileError: the key is not an approver's, or the file is of another tenant.
    """
    _refuse_other_tenant(ring, file)
    for each in ring.approvers:
        signer = private.signer(each.name)
        if signer.verifier == each:
            return signer
    raise KeyFileError(f"key {file.kid}: not active in the ring as an approver")


def _reader(ring: Ring, private: PrivateKey) -> Recipient | None:
    return next((each for group in ring.active for each in group if each.kid == private.kid), None)


def _refuse_other_tenant(ring: Ring, file: KeyFile) -> None:
    if file.tenant != ring.tenant:
        raise KeyFileError(f"key {file.kid}: of another tenant than the ring")
