"""Officers' key files: a private key under a passphrase. A process that writes records never imports this.

Argon2id (RFC 9106) turns the passphrase into a key for AES-256-GCM; everything else in the file is
authenticated with it. Not PKCS#8's own encryption: its default here is PBKDF2 with 2,048 iterations.
"""

import base64
import json
import secrets
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal, Self

import rfc8785
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from audit import indexkeys, trust
from audit.errors import KeyFileError, RingError
from audit.fields import NAME, OFFICER
from audit.files import PRIVATE_DIR, locked, write_whole
from audit.note import Signer
from audit.open import PrivateKey, generate
from audit.record import KID
from audit.ring import Recipient, Ring
from audit.statements import RETENTION
from audit.suites import HYBRID, SUITES
from audit.trust import RING_FILE

FORMAT: Final = "guard-audit/key/v1"
Role = Literal["reviewer", "approver"]
REVIEWER: Final[Role] = "reviewer"
APPROVER: Final[Role] = "approver"
ROLES: Final[tuple[Role, ...]] = (REVIEWER, APPROVER)
SHORTEST_PASSPHRASE: Final = 8
_NONCE: Final = bytes(12)
"""Fixed: the key comes from a fresh salt and encrypts once, so the pair never repeats."""
_SALT: Final = 16
_KEY: Final = 32


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at a passphrase costs.

    Args:
        m: memory, KiB; from 19 MiB (the least that OWASP allows) to 4 GiB.
        t: passes; from 2 to 16.
        p: lanes; from 1 to 16.

    Raises:
        KeyFileError: out of these bounds: too cheap to keep, or so dear that a forged file would
            stall the reader.
    """

    m: int = 256 * 1024
    t: int = 3
    p: int = 4

    def __post_init__(self) -> None:
        for name, low, high in (("m", 19 * 1024, 4 * 1024 * 1024), ("t", 2, 16), ("p", 1, 16)):
            value = getattr(self, name)
            if type(value) is not int or not low <= value <= high:
                raise KeyFileError(f"kdf.{name}: expected an integer from {low} to {high}")


DEFAULT: Final = Cost()
FLOOR: Final = Cost(m=19 * 1024, t=2, p=1)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A key file as it lies on disk, still locked.

    Args:
        suite, kid, officer, tenant: whose key it is.
        cost, salt: how its passphrase becomes a key.
        sealed: the encrypted secret of `audit.open.PrivateKey`, and its tag.
    """

    suite: str
    kid: str
    officer: str
    tenant: str
    cost: Cost
    salt: bytes
    sealed: bytes = b""

    def encode(self) -> bytes:
        """Return the file's content."""
        return rfc8785.dumps(self._header() | {"sealed": _text(self.sealed)}) + b"\n"

    def lock(self, secret: bytes, passphrase: str) -> Self:
        """Return the file with a private key's secret encrypted under a passphrase."""
        sealed = AESGCM(self._key(passphrase)).encrypt(_NONCE, secret, rfc8785.dumps(self._header()))
        return replace(self, sealed=sealed)

    def unlock(self, passphrase: str) -> PrivateKey:
        """Return the private key.

        Raises:
            KeyFileError: the passphrase is wrong or not UTF-8, or the file was changed or holds something else.
        """
        try:
            secret = AESGCM(self._key(passphrase)).decrypt(_NONCE, self.sealed, rfc8785.dumps(self._header()))
        except InvalidTag:
            raise KeyFileError("wrong passphrase, or the file was changed") from None
        try:
            key = PrivateKey(self.suite, secret)
        except ValueError:
            raise KeyFileError(f"sealed: not a private key of suite {self.suite}") from None
        if key.kid != self.kid:
            raise KeyFileError("kid: does not belong to the key")
        return key

    def _header(self) -> dict[str, Any]:
        kdf = {
            "name": "argon2id",
            "m": self.cost.m,
            "t": self.cost.t,
            "p": self.cost.p,
            "salt": _text(self.salt),
        }
        names = {name: getattr(self, name) for name in ("suite", "kid", "officer", "tenant")}
        return {"format": FORMAT, "kdf": kdf, **names}

    def _key(self, passphrase: str) -> bytes:
        cost = self.cost
        kdf = Argon2id(salt=self.salt, length=_KEY, iterations=cost.t, lanes=cost.p, memory_cost=cost.m)
        return kdf.derive(_encoded(passphrase))


def create(
    directory: Path,
    officer: str,
    passphrase: str,
    suite: str = HYBRID,
    tenant: str = "default",
    *,
    cost: Cost = DEFAULT,
    admins: Sequence[Signer] = (),
    roles: Collection[Role] = (REVIEWER,),
    group: int = 1,
) -> Ring:
    """Make an officer's key: write `officer-NAME.key` and add its public half to `ring.json`.

    Where nobody is pinned as admin yet, this officer is, and approver too: the folder is then in `solo` mode.
    A ring that has expired is signed anew, without an end.

    Args:
        directory: made, mode 0700, when absent.
        officer: name; letters, digits, `.`, `_` and `-`.
        passphrase: at least 8 characters.
        suite: `hybrid`, `x25519` or `rsa-oaep-256`; that of the ring when there is one.
        tenant: that of the ring when there is one.
        cost: Argon2id parameters, kept in the file.
        admins: who signs the ring; needed as soon as there is `admins.json`, whether or not there is a ring.
        roles: `reviewer` opens records, `approver` consents to exceptions, holds and recovery.
        group: control group of a reviewer, from 1; one more than there are begins another, and from then on
            one reader of each opens together.

    Raises:
        KeyFileError: a key of that name exists, or the name, passphrase, roles or group are not usable.
        RingError: the ring there is damaged, of another tenant or suite, or too few admins sign.
    """
    path = refuse_taken(directory, officer)
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise KeyFileError(f"passphrase: expected at least {SHORTEST_PASSPHRASE} characters")
    _encoded(passphrase)  # refused before anything is made
    if not roles or not set(roles) <= set(ROLES):
        raise KeyFileError(f"role: expected one of {', '.join(ROLES)}")
    if suite not in SUITES:
        raise KeyFileError(f"suite: expected one of {', '.join(SUITES)}")
    now = time.time()
    try:
        directory.mkdir(mode=PRIVATE_DIR, parents=True, exist_ok=True)
        with locked(directory):
            key = generate(suite)
            ring = _extended(directory, key, officer, tenant, now, roles, group)
            pin = directory / trust.ADMINS_FILE
            if pin.exists() and not admins:
                raise RingError(f"{pin}: admins are pinned here, and have to sign")
            signers = admins or [key.signer(officer)]
            pinned = trust.load_admins(pin) if pin.exists() else _pin(tenant, signers)
            note = trust.endorsed(ring, signers, pinned)
            file = KeyFile(suite, key.kid, officer, tenant, cost, secrets.token_bytes(_SALT))
            # The key first: neither pin nor ring may name a key that nobody holds.
            write_whole(path, file.lock(key.secret, passphrase).encode(), replace=False)
            # The ring last: once it names an officer, there is an epoch that the officer can search.
            indexkeys.begin(directory, ring, now)
            if not pin.exists():
                pinned.save(pin)
            trust.save_ring(directory, ring, note)
    except FileExistsError:
        raise KeyFileError(f"{path}: exists, and is never overwritten") from None
    except OSError as error:
        raise KeyFileError(f"{directory}: cannot be written: {error.strerror}") from None
    return ring


def role(name: str) -> Role:
    """Return the role of a name.

    Raises:
        KeyFileError: there is none of that name.
    """
    for each in ROLES:
        if each == name:
            return each
    raise KeyFileError(f"role: expected one of {', '.join(ROLES)}")


def refuse_taken(directory: Path, officer: str) -> Path:
    """Return where an officer's key goes.

    Raises:
        KeyFileError: the name cannot be part of a file's name, or there is a key already.
    """
    if not OFFICER.fullmatch(officer):
        raise KeyFileError(f"officer: expected {OFFICER.pattern}")
    if officer == RETENTION:
        raise KeyFileError(f"officer: `{RETENTION}` stands for nobody in the log")
    path = directory / f"officer-{officer}.key"
    if path.exists():
        raise KeyFileError(f"{path}: exists, and is never overwritten")
    return path


def retire(directory: Path, officer: str, admins: Sequence[Signer]) -> Ring:
    """Take an officer out of a ring: nothing new is sealed to that key, and its signature counts no more.

    A ring that has expired is signed anew, without an end.

    Raises:
        RingError: no such officer is active, a group would be empty, or too few admins sign.
    """

    def without(ring: Ring) -> Ring:
        names = {reader.officer for group in ring.active for reader in group}
        names |= {each.name for each in ring.approvers}
        if officer not in names:
            raise RingError(f"officer: expected one of {', '.join(sorted(names))}")
        groups = tuple(
            tuple(replace(each, state="retired") if each.officer == officer else each for each in group)
            for group in ring.groups
        )
        return replace(
            ring, groups=groups, approvers=tuple(each for each in ring.approvers if each.name != officer)
        )

    return _change(directory, without, admins)


def renew(directory: Path, expires: int, admins: Sequence[Signer]) -> Ring:
    """Sign a ring anew, until another time.

    Args:
        directory: where it is.
        expires: UTC second after which it is refused; 0 for never.
        admins: who signs it.

    Raises:
        RingError: that time is over, or too few admins sign.
    """
    if expires and expires <= time.time():
        raise RingError("expires: expected a time to come")
    return _change(directory, lambda ring: replace(ring, expires=expires), admins)


def _change(directory: Path, change: Callable[[Ring], Ring], admins: Sequence[Signer]) -> Ring:
    now = time.time()
    try:
        with locked(directory):
            changed = change(_successor(directory, now))
            note = trust.endorsed(changed, admins, trust.load_admins(directory / trust.ADMINS_FILE))
            indexkeys.begin(directory, changed, now)
            trust.save_ring(directory, changed, note)
    except OSError as error:
        raise RingError(f"{directory}: cannot be written: {error.strerror}") from None
    return changed


def _pin(tenant: str, signers: Sequence[Signer]) -> trust.Admins:
    return trust.Admins(tenant, len(signers), tuple(signer.verifier for signer in signers))


def _extended(
    directory: Path,
    key: PrivateKey,
    officer: str,
    tenant: str,
    now: float,
    roles: Collection[Role],
    group: int,
) -> Ring:
    sign = key.signer(officer).verifier
    recipient = Recipient(key.suite, key.public, officer, sign.public)
    if not (directory / RING_FILE).exists():
        if trust.kept_versions(directory):
            trust.load_ring(directory, 0)  # says what to do
        if REVIEWER not in roles or group != 1:
            raise KeyFileError("role: the first officer of a folder is a reviewer of group 1")
        return Ring(1, tenant, key.suite, ((recipient,),), approvers=(sign,))
    ring = _successor(directory, now)
    if ring.tenant != tenant:
        raise RingError(f"{directory / RING_FILE}: tenant: the ring is of another tenant")
    if ring.suite != key.suite:
        raise RingError(f"{directory / RING_FILE}: suite: the ring is of suite {ring.suite}")
    if APPROVER in roles:
        ring = replace(ring, approvers=(*ring.approvers, sign))
    if REVIEWER not in roles:
        return ring
    if not 1 <= group <= len(ring.groups) + 1:
        raise KeyFileError(f"group: expected from 1 to {len(ring.groups) + 1}")
    groups = [*ring.groups, ()]
    groups[group - 1] = (*groups[group - 1], recipient)
    return replace(ring, groups=tuple(each for each in groups if each))


def _successor(directory: Path, now: float) -> Ring:
    """Return a folder's ring under the next version, without its end if it has expired.

    Raises:
        RingError: a later one is kept: who has left since would be back, and the later one be overwritten.
    """
    ring = trust.load_ring(directory, 0)
    newest = max(trust.kept_versions(directory), default=0)
    if newest > ring.version:
        raise RingError(
            f"{directory / RING_FILE}: older than ring-{newest}.json, which is kept: put that in its place"
        )
    return replace(ring, version=ring.version + 1, expires=0 if now > ring.expires else ring.expires)


def load(path: Path) -> KeyFile:
    """Read a key file without unlocking it.

    Raises:
        KeyFileError: missing or damaged; the message names the file and the field.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise KeyFileError(f"{path}: no key file here: run `audit keys new --dir {path.parent}`") from None
    except OSError as error:
        raise KeyFileError(f"{path}: cannot be read: {error.strerror}") from None
    try:
        return _parse(raw)
    except KeyFileError as error:
        raise KeyFileError(f"{path}: {error}") from None


def unlock(path: Path, passphrase: str) -> PrivateKey:
    """Read a key file and return its private key.

    Raises:
        KeyFileError: missing, damaged, or locked by another passphrase.
    """
    file = load(path)
    try:
        return file.unlock(passphrase)
    except KeyFileError as error:
        raise KeyFileError(f"{path}: {error}") from None


def _parse(raw: bytes) -> KeyFile:
    try:
        members = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise KeyFileError("not JSON") from None
    _keys("key file", members, {"format", "suite", "kid", "officer", "tenant", "kdf", "sealed"})
    kdf = members["kdf"]
    _keys("kdf", kdf, {"name", "m", "t", "p", "salt"})
    if members["format"] != FORMAT or kdf["name"] != "argon2id":
        raise KeyFileError(f"format: expected {FORMAT} with argon2id")
    names = {name: members[name] for name in ("suite", "kid", "officer", "tenant")}
    if not all(isinstance(name, str) for name in names.values()) or names["suite"] not in SUITES:
        raise KeyFileError("suite: unknown, or a name is not a string")
    # They are shown before the passphrase proves them.
    for name, pattern in (("officer", OFFICER), ("tenant", NAME), ("kid", KID)):
        if not pattern.fullmatch(names[name]):
            raise KeyFileError(f"{name}: expected {pattern.pattern}")
    salt, sealed = _raw("kdf.salt", kdf["salt"]), _raw("sealed", members["sealed"])
    if len(salt) != _SALT:
        raise KeyFileError(f"kdf.salt: expected {_SALT} bytes")
    return KeyFile(**names, cost=Cost(kdf["m"], kdf["t"], kdf["p"]), salt=salt, sealed=sealed)


def _keys(name: str, members: Mapping[str, Any] | object, expected: set[str]) -> None:
    if not isinstance(members, dict) or members.keys() != expected:
        raise KeyFileError(f"{name}: expected the keys {', '.join(sorted(expected))}")


def _encoded(passphrase: str) -> bytes:
    try:
        return passphrase.encode("utf-8")
    except UnicodeEncodeError:  # which holds the passphrase, so it goes no further
        raise KeyFileError("passphrase: expected UTF-8") from None


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _raw(name: str, text: object) -> bytes:
    try:
        return base64.b64decode(text if isinstance(text, str) else "!", validate=True)
    except ValueError:
        raise KeyFileError(f"{name}: not base64") from None
