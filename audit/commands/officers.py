"""Whose key a key file is: the name that counts is the one in the ring, and the ring says what it may do."""

from audit.errors import KeyFileError
from audit.keyfile import KeyFile
from audit.note import Signer
from audit.open import PrivateKey
from audit.ring import Ring


def signer_in(ring: Ring, file: KeyFile, private: PrivateKey) -> Signer:
    """Return the signing key of an active recipient or an approver, under the name in the ring.

    Raises:
        KeyFileError: the key is neither's, or the file is of another tenant.
    """
    _refuse_other_tenant(ring, file)
    for reader in (each for group in ring.active for each in group):
        if reader.kid == private.kid:
            return private.signer(reader.officer)
    return approver_in(ring, file, private)


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


def _refuse_other_tenant(ring: Ring, file: KeyFile) -> None:
    if file.tenant != ring.tenant:
        raise KeyFileError(f"key {file.kid}: of another tenant than the ring")
