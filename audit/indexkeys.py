"""Keys of the blind index on disk: today's for the gateway, the first of each epoch for the officers.

    index.key      {"format", "tenant", "day", "key" (base64)}: replaced each day, yesterday's is gone
    index.sealed   {"format", "tenant", "epochs": [{"day", "until", "wraps": {kid: base64}}, …]}

An epoch begins with a random key and whenever the ring changes. Its first key is sealed to everybody who
is active in the ring; the gateway has no way back to it. `until` is the last day that an epoch reached,
0 while it is open: days may lie ahead of today's, as clocks go wrong.
"""

import base64
import json
import secrets
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import rfc8785

from audit.errors import StoreError
from audit.files import locked, write_whole
from audit.index import DAY_S, KEY, DayKey
from audit.normalise import normalise
from audit.ring import Ring
from audit.seal import fields
from audit.suites import SUITES

KEY_FILE: Final = "index.key"
SEALED_FILE: Final = "index.sealed"
_KEY_FORMAT: Final = "guard-audit/index-key/v1"
_SEALED_FORMAT: Final = "guard-audit/index-sealed/v1"
_WRAP: Final = b"guard-audit/index-wrap/v1"
_LATEST: Final = 1 << 32


@dataclass(frozen=True, slots=True)
class Epoch:
    """The first key of an epoch, sealed.

    Args:
        day: days since the epoch, UTC, on which it began.
        wraps: the key under each officer's public key, by key id.
        until: the last day that it reached; 0 while it is open.
    """

    day: int
    wraps: Mapping[str, bytes] = field(repr=False)
    until: int = 0


class IndexKeys:
    """The gateway's key, moved forward as the days go by.

    Args:
        directory: where `index.key` is.
        tenant: whose index it is.

    Raises:
        StoreError: the file is damaged, or of another tenant. Without a file there is no index.
    """

    def __init__(self, directory: Path, tenant: str) -> None:
        self._path = directory / KEY_FILE
        self._tenant = tenant
        self._lock = threading.Lock()
        self._key = _load(self._path, tenant)

    def tokens(self, found: Iterable[tuple[str, str]], now: float) -> tuple[bytes, ...]:
        """Return the tokens of values, without doubles; none if there is no index.

        Args:
            found: kind and value of each, as written.
            now: UTC seconds.

        Raises:
            StoreError: today's key could not be put in the place of yesterday's.
        """
        with self._lock:
            if self._key is not None and int(now) // DAY_S > self._key.day:
                self._key = self._moved(int(now) // DAY_S)
            if self._key is None:
                return ()
            key = self._key  # after a clock that went back this is a later day's: keys only go forward
        return tuple(dict.fromkeys(key.token(*normalise(kind, value)) for kind, value in found))

    def _moved(self, today: int) -> DayKey | None:
        """Return today's key, from what is on disk: another process may be ahead, or an epoch may have begun."""
        try:
            with locked(self._path.parent):
                kept = _load(self._path, self._tenant)
                if kept is None or kept.day >= today:
                    return kept
                key = kept.on(today)
                _save(self._path, self._tenant, key)
                return key
        except OSError as error:
            raise StoreError(f"{self._path}: cannot be written: {error.strerror}") from None


def begin(directory: Path, ring: Ring, now: float) -> None:
    """Begin an epoch: a new key for the gateway, sealed to everybody active in the ring.

    Raises:
        StoreError: the files are damaged, of another tenant, or cannot be written.
    """
    key = DayKey(int(now) // DAY_S, secrets.token_bytes(KEY))
    info = wrap_info(ring.tenant, key.day)
    suite = SUITES[ring.suite]
    wraps = {reader.kid: suite.wrap(reader.key, key.key, info) for group in ring.active for reader in group}
    known = epochs(directory, ring.tenant)
    if known:
        reached = max(latest_day(directory, ring.tenant), key.day, known[-1].day)
        known[-1] = replace(known[-1], until=reached)
    written = [_written(each) for each in (*known, Epoch(key.day, wraps))]
    _write(directory / SEALED_FILE, {"format": _SEALED_FORMAT, "tenant": ring.tenant, "epochs": written})
    _save(directory / KEY_FILE, ring.tenant, key)


def latest_day(directory: Path, tenant: str) -> int:
    """Return the day of the gateway's key, 0 without one: tokens may be of a day ahead of today's.

    Raises:
        StoreError: the file is damaged, or of another tenant.
    """
    key = _load(directory / KEY_FILE, tenant)
    return key.day if key is not None else 0


def epochs(directory: Path, tenant: str) -> list[Epoch]:
    """Return the epochs of an index, oldest first; none if there is no index.

    Raises:
        StoreError: the file is damaged, or of another tenant.
    """
    path = directory / SEALED_FILE
    members = _read(path, {"format", "tenant", "epochs"}, _SEALED_FORMAT, tenant)
    if members is None:
        return []
    try:
        return [
            Epoch(
                _day(each["day"]),
                {kid: _raw(wrap) for kid, wrap in each["wraps"].items()},
                _day(each.get("until", 0)),
            )
            for each in members["epochs"]
        ]
    except (TypeError, KeyError, AttributeError, ValueError):
        raise StoreError(f"{path}: not as it is written") from None


def spans(directory: Path, tenant: str, now: float) -> list[tuple[Epoch, int]]:
    """Return each epoch, oldest first, and the day to search it to.

    Args:
        directory: where the files are.
        tenant: whose index it is.
        now: UTC seconds; an open epoch is searched to tomorrow, or to where the gateway is if that is later.

    Raises:
        StoreError: a file is damaged, or of another tenant.
    """
    latest = max(int(now) // DAY_S + 1, latest_day(directory, tenant))
    return [(each, max(each.until or latest, each.day)) for each in epochs(directory, tenant)]


def wrap_info(tenant: str, day: int) -> bytes:
    """Return the `info` that ties a sealed key to its tenant and day."""
    return fields(_WRAP, tenant.encode(), day.to_bytes(8, "big"))


def searched(first: DayKey, until: int, kind: str, value: str) -> Iterator[bytes]:
    """Yield the tokens of a value on each day of an epoch, to `until`."""
    yield from first.tokens(*normalise(kind, value), until)


def _load(path: Path, tenant: str) -> DayKey | None:
    members = _read(path, {"format", "tenant", "day", "key"}, _KEY_FORMAT, tenant)
    if members is None:
        return None
    try:
        return DayKey(_day(members["day"]), _raw(members["key"]))
    except (TypeError, ValueError):
        raise StoreError(f"{path}: not as it is written") from None


def _day(value: object) -> int:
    if type(value) is not int or not 0 <= value < _LATEST:
        raise ValueError("day: expected a number of days")
    return value


def _raw(value: object) -> bytes:
    return base64.b64decode(str(value).encode("ascii"), validate=True)


def _save(path: Path, tenant: str, key: DayKey) -> None:
    encoded = base64.b64encode(key.key).decode("ascii")
    _write(path, {"format": _KEY_FORMAT, "tenant": tenant, "day": key.day, "key": encoded})


def _written(epoch: Epoch) -> dict[str, Any]:
    wraps = {kid: base64.b64encode(wrap).decode("ascii") for kid, wrap in epoch.wraps.items()}
    return {"day": epoch.day, "until": epoch.until, "wraps": wraps}


def _write(path: Path, members: Mapping[str, Any]) -> None:
    try:
        write_whole(path, rfc8785.dumps(dict(members)) + b"\n", replace=True)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from None


def _read(path: Path, keys: set[str], expected: str, tenant: str) -> dict[str, Any] | None:
    try:
        members = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise StoreError(f"{path}: not JSON") from None
    if not isinstance(members, dict) or members.keys() != keys or members["format"] != expected:
        raise StoreError(f"{path}: expected {expected}")
    if members["tenant"] != tenant:
        raise StoreError(f"{path}: of another tenant")
    return members
