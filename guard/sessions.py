"""What the tokens in a history that a provider keeps stand for: encrypted, and gone after some hours.

Where a caller sends the whole conversation each time, nothing has to be remembered. Where the provider
keeps it (`previous_response_id`, conversations), a reply may hold tokens of texts that are not in the
request. For these, and only if the policy says so, the tokens are kept under the id of the response.

An entry is sealed by AES-256-GCM with a key of its own, derived from the tenant's key and the id, and is
found by a keyed digest of the id: who has the file alone learns how many entries there are and when they
end. An exchange without tokens leaves nothing.
"""

import hashlib
import hmac
import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from audit.files import PRIVATE_FILE, write_whole
from guard.errors import SessionError
from guard.transform.operators.pseudonym import SHORTEST_KEY

FILE: Final = "sessions.sqlite"
MOST: Final = 100_000
"""Entries at most; the oldest go first."""
LARGEST: Final = 1 << 20
"""Bytes of one entry's tokens and values at most."""
_VERSION: Final = b"\x01"
_NONCE: Final = 12
_PADDED: Final = 256
_HOUR: Final = 3600
_BUSY_S: Final = 5.0
_SCHEMA: Final = (
    """CREATE TABLE IF NOT EXISTS sessions(
  n INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, expires INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT""",
    "CREATE INDEX IF NOT EXISTS ends ON sessions(expires)",
)


class SessionMap:
    """Remembers tokens by the id of what a provider keeps. Safe to share between threads and processes.

    Args:
        key: the tenant's secret, at least 16 bytes.
        folder: the tenant's folder; None to remember in this process only.
        hours: how long an entry is kept.
        most: entries at most.
        clock: gives the time in seconds.

    Raises:
        ValueError: if the key is shorter.
        SessionError: if the file cannot be opened.
    """

    def __init__(
        self,
        key: bytes,
        folder: Path | None,
        *,
        hours: int,
        most: int = MOST,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if len(key) < SHORTEST_KEY:
            raise ValueError(f"expected a key of at least {SHORTEST_KEY} bytes")
        self._secret = _derived(key, b"guard/sessions/entry")
        self._lookup = _derived(key, b"guard/sessions/digest")
        self._seconds = hours * _HOUR
        self._most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        with _told():
            self._db = _opened(folder)
        self.purge()

    def put(self, ident: str, tokens: Mapping[str, str]) -> None:
        """Remember tokens under an id, with those that are there already. Without tokens nothing is written.

        Args:
            ident: the id of a response or conversation, as the provider gave it.
            tokens: what each token that its history may hold stands for.

        Raises:
            SessionError: if they cannot be kept: then what holds them must not be released.
        """
        if not tokens:
            return
        now = int(self._clock())
        digest = self._digest(ident)
        with self._lock, self._written() as db:
            db.execute("DELETE FROM sessions WHERE expires <= ?", (now,))
            every = {**self._found(digest, ident, now), **tokens}
            expires = now + self._seconds
            row = (digest, expires, self._sealed(ident, digest, expires, every))
            db.execute("INSERT OR REPLACE INTO sessions(digest, expires, sealed) VALUES (?, ?, ?)", row)
            db.execute(
                "DELETE FROM sessions WHERE n <= (SELECT MAX(n) FROM sessions) - ?",
                (self._most,),
            )
            self._arm(now)

    def get(self, ident: str) -> dict[str, str]:
        """Give what was remembered under an id: nothing if there were no tokens, or their time is over.

        Raises:
            SessionError: if it is there and cannot be read.
        """
        with self._lock, _told():
            return self._found(self._digest(ident), ident, int(self._clock()))

    def purge(self) -> None:
        """Delete what has expired, also from the write-ahead log.

        Raises:
            SessionError: if it cannot be deleted.
        """
        with self._lock:
            with self._written() as db:
                db.execute("DELETE FROM sessions WHERE expires <= ?", (int(self._clock()),))
            with _told():
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                self._arm(int(self._clock()))

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._db.close()

    def _arm(self, now: int) -> None:
        """See to it that what expires goes then, whether anybody comes by or not."""
        (first,) = self._db.execute("SELECT MIN(expires) FROM sessions").fetchone()
        if self._timer is None and first is not None:
            self._timer = threading.Timer(max(1, first - now), self._expire)
            self._timer.daemon = True
            self._timer.start()

    def _expire(self) -> None:
        self._timer = None
        with suppress(SessionError):  # of a file that is gone nothing is left to delete
            self.purge()

    @contextmanager
    def _written(self) -> Iterator[sqlite3.Connection]:
        """Run statements as one transaction."""
        with _told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _found(self, digest: bytes, ident: str, now: int) -> dict[str, str]:
        row = self._db.execute(
            "SELECT expires, sealed FROM sessions WHERE digest = ? AND expires > ?", (digest, now)
        ).fetchone()
        if row is None:
            return {}
        expires, sealed = row
        if sealed[:1] != _VERSION:
            raise SessionError("a remembered session: expected version 1")
        nonce, box = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        plain = self._cipher(ident).decrypt(nonce, box, _bound(digest, expires))
        found: dict[str, str] = json.loads(plain)
        return found

    def _sealed(self, ident: str, digest: bytes, expires: int, tokens: Mapping[str, str]) -> bytes:
        plain = json.dumps(dict(tokens)).encode()
        if len(plain) > LARGEST:
            raise SessionError(
                f"a session to remember: expected at most {LARGEST} bytes of tokens and values"
            )
        plain += b" " * (-len(plain) % _PADDED)  # so that lengths tell less
        nonce = secrets.token_bytes(_NONCE)
        return _VERSION + nonce + self._cipher(ident).encrypt(nonce, plain, _bound(digest, expires))

    def _cipher(self, ident: str) -> AESGCM:
        return AESGCM(_derived(self._secret, b"id\0" + _bytes(ident)))

    def _digest(self, ident: str) -> bytes:
        return hmac.digest(self._lookup, _bytes(ident), hashlib.sha256)


def _derived(key: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(key)


def _bytes(ident: str) -> bytes:
    return ident.encode("utf-8", "surrogatepass")


def _bound(digest: bytes, expires: int) -> bytes:
    """Give what a seal is bound to: an entry moved to another id, or made to last, does not open."""
    return digest + expires.to_bytes(8, "big")


@contextmanager
def _told() -> Iterator[None]:
    """Say of what went wrong only that it did."""
    try:
        yield
    except sqlite3.Error as error:
        raise SessionError(f"remembered sessions: {type(error).__name__}") from None
    except OSError as error:
        raise SessionError(f"remembered sessions: {type(error).__name__}") from None
    except (InvalidTag, ValueError):
        raise SessionError("a remembered session: expected one sealed with this tenant's key") from None


def _opened(folder: Path | None) -> sqlite3.Connection:
    path = folder / FILE if folder is not None else None
    if path is not None:
        if not path.exists():
            with suppress(FileExistsError):
                write_whole(path, b"", replace=False)
        path.chmod(PRIVATE_FILE)
    db = sqlite3.connect(path or ":memory:", timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON", "trusted_schema=OFF"):
            db.execute(f"PRAGMA {pragma}")
        for statement in _SCHEMA:
            db.execute(statement)
    except BaseException:
        db.close()
        raise
    return db
