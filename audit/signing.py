"""The key that signs a log's checkpoints: on disk for its hour, then replaced and gone.

Each new key is signed into the log by the one before it (`rotate` records), so a verifier who knows the
first one follows them all; whoever takes a key can sign for its own time only, never for earlier hours.
The next key is on disk before the log names it, and takes the place of the old one after that: a crash
in between leaves both, and what the log says tells which of them is in force.
"""

import secrets
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from audit.checkpoint import Checkpoint
from audit.errors import StoreError
from audit.files import write_whole
from audit.merkle import Frontier
from audit.note import Signer, sign

SEED: Final = 32
_STORED: Final = b"guard-audit/signing/v1"
_NONCE: Final = 12
_LOST: Final = (
    "not the key that the log names: it was lost, or store or key are from a backup: put the right ones back, or "
    "let an approver go on with the log: `audit recover`"
)
_NAMED: Final = 16
"""Digits of the tenant's hash in the names of its files."""


def origin(tenant: str) -> str:
    """Return the name of a tenant's log: it shows in checkpoints, so it is a hash of the tenant's."""
    return f"guard-audit/{sha256(tenant.encode()).hexdigest()[:32]}"


def log_id(tenant: str) -> str:
    """Return what stands for a tenant's log in the names of its files."""
    return origin(tenant).rpartition("/")[2][:_NAMED]


def file_names(tenant: str) -> tuple[str, str]:
    """Return the names of a tenant's key files: of the key in force, and of the next one."""
    name = log_id(tenant)
    return f"checkpoint-{name}.key", f"checkpoint-{name}.next"


class Keys(Protocol):
    """The keys of one log, wherever they are kept."""

    def prepare(self) -> Signer:
        """Make the next key and return it; it is kept before it is in the log."""
        ...

    def settle(self, public: bytes) -> Signer:
        """Return the key that the log names, having made it the only one kept."""
        ...

    def lost(self, public: bytes) -> bool:
        """Tell whether the key that the log names is kept nowhere; changes nothing."""
        ...


class FileKeys:
    """The keys of one log on disk: the one in force, and for a moment the next.

    Args:
        directory: where they are; it exists.
        tenant: whose log they sign.
    """

    def __init__(self, directory: Path, tenant: str) -> None:
        self._origin = origin(tenant)
        self._current, self._next = (directory / name for name in file_names(tenant))

    def known(self) -> Sequence[Signer]:
        """Return the keys on disk.

        Raises:
            StoreError: a file is not a key, or cannot be read.
        """
        return [self._read(path) for path in (self._current, self._next) if path.exists()]

    def prepare(self) -> Signer:
        """Make the next key and return it; it is on disk before it is in the log.

        Raises:
            StoreError: the disk refused.
        """
        seed = secrets.token_bytes(SEED)
        try:
            write_whole(self._next, seed, replace=True)
        except OSError as error:
            raise StoreError(f"{self._next}: cannot be written: {error.strerror}") from None
        return Signer(self._origin, seed)

    def settle(self, public: bytes) -> Signer:
        """Return the key that the log names, having made it the only one on disk.

        Args:
            public: its public half.

        Raises:
            StoreError: neither file holds it.
        """
        for path in (self._current, self._next):
            if path.exists() and self._read(path).verifier.public == public:
                signer = self._read(path)
                if path == self._next:
                    self._next.replace(self._current)
                # A next key beside the current one stays: another process may be about to need it.
                return signer
        raise StoreError(f"{self._current}: {_LOST}")

    def lost(self, public: bytes) -> bool:
        """Tell whether neither file holds the key that the log names.

        Raises:
            StoreError: a file is not a key, or cannot be read.
        """
        return all(each.verifier.public != public for each in self.known())

    def _read(self, path: Path) -> Signer:
        try:
            seed = path.read_bytes()
        except OSError as error:
            raise StoreError(f"{path}: cannot be read: {error.strerror}") from None
        if len(seed) != SEED:
            raise StoreError(
                f"{path}: not a checkpoint key: move it away, then see `audit recover --lost-key`"
            )
        return Signer(self._origin, seed)


class KeyRows(Protocol):
    """A store that keeps checkpoint keys."""

    def signing(self) -> list[tuple[bytes, bytes]]:
        """Return public half and sealed private half of every key."""
        ...

    def keep_signing(self, public: bytes, sealed: bytes) -> None:
        """Put a key in the place of all others, within a transaction."""
        ...


class StoredKeys:
    """The key of one log as a row of its store, sealed: it changes in the transaction that names it.

    Args:
        store: keeps it.
        secret: 32 bytes that the store does not know.
        tenant: whose log it signs.
    """

    def __init__(self, store: KeyRows, secret: bytes, tenant: str) -> None:
        self._store = store
        self._cipher = AESGCM(HKDF(SHA256(), SEED, salt=None, info=_STORED).derive(secret))
        self._origin = origin(tenant)

    def prepare(self) -> Signer:
        """Make the next key and return it; it is kept by the transaction that this is part of."""
        signer = Signer(self._origin, secrets.token_bytes(SEED))
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, signer.seed, self._bound(signer.verifier.public))
        self._store.keep_signing(signer.verifier.public, sealed)
        return signer

    def settle(self, public: bytes) -> Signer:
        """Return the key that the log names.

        Raises:
            StoreError: it is not there, or sealed under another secret.
        """
        for kept, sealed in self._store.signing():
            if kept == public:
                try:
                    seed = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], self._bound(public))
                except InvalidTag:
                    raise StoreError("signing: sealed under another secret: take the deployment's") from None
                return Signer(self._origin, seed)
        raise StoreError(f"signing: {_LOST}")

    def lost(self, public: bytes) -> bool:
        """Tell whether no row holds the key that the log names.

        Raises:
            StoreError: one does, sealed under another secret: then it is the secret that is missing here.
        """
        if all(kept != public for kept, _ in self._store.signing()):
            return True
        self.settle(public)
        return False

    def _bound(self, public: bytes) -> bytes:
        return self._origin.encode() + b"\x00" + public


def signed(tree: Frontier, signer: Signer) -> str:
    """Return the signed checkpoint of a tree."""
    return sign(Checkpoint(signer.name, tree.size, tree.root()).encode(), signer)
