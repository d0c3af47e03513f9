"""Asking a release service over HTTP; the officer's side of `audit.release_app`."""

import asyncio
import base64
import json
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp

from audit.errors import IntegrityError, ReleaseError, StoreError
from audit.events import Access
from audit.receipts import from_json
from audit.release import HOUR_S, REFUSALS, Released, refusal

ROUTE: Final = "/audit/v1/release"
WAIT_S: Final = 30.0
LONGEST: Final = 8 * 1024 * 1024
"""Bytes of an answer at most: the largest body for 500 readers of the suite `hybrid` takes a quarter."""
_KEYS: Final = {"hdr", "leaf", "sealed", "share", "receipt"}


class Remote:
    """A release service.

    Args:
        url: where it is; what it releases is of use to nobody without an officer's key, and who reads
            which record is nobody else's business either: hence TLS, but on this machine.

    Raises:
        StoreError: not a URL that is asked.
    """

    def __init__(self, url: str) -> None:
        self._url = _checked(url).rstrip("/") + ROUTE

    def release(self, asked: Access) -> Released:
        """Ask for a record; what arrives is yet to be checked with `refuse_unfit`.

        Raises:
            ReleaseError: refused, no answer, or not one of a release service.
        """
        try:
            status, wait, raw = asyncio.run(_posted(self._url, json.dumps(asked.members()).encode()))
        except TimeoutError:
            raise refusal("unavailable", detail="no answer in time: the access may be on record") from None
        except (aiohttp.ClientError, OSError) as error:
            raise refusal("unavailable", detail=f"service: {type(error).__name__}") from None
        try:
            members = json.loads(raw)
        except (ValueError, RecursionError):
            raise refusal("bad_answer") from None
        if status != 200:  # noqa: PLR2004 - HTTP's own number
            raise _refused(status, members, wait)
        return _released(members)


def _checked(url: str) -> str:
    expected = "service: expected https://HOST, or http:// on this machine"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise StoreError(expected) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise StoreError(expected)
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise StoreError("service: expected no password, query or fragment in the URL")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise StoreError(f"{expected}: other machines are asked with TLS only")
    return url


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine, by its address or as `localhost`."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _posted(url: str, body: bytes) -> tuple[int, str, bytes]:
    """Return status, Retry-After and body of the answer."""
    timeout = aiohttp.ClientTimeout(total=WAIT_S)
    headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
    async with (
        aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as session,
        session.post(url, data=body, headers=headers, allow_redirects=False) as answer,
    ):
        raw = b""
        async for piece in answer.content.iter_any():
            raw += piece
            if len(raw) > LONGEST:
                raise refusal("bad_answer", detail="too long")
        return answer.status, answer.headers.get("Retry-After", ""), raw


def _refused(status: int, members: object, wait: str) -> ReleaseError:
    """Return the error that an answer names; its words are ours, not the service's."""
    error = members.get("error") if isinstance(members, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    if not isinstance(code, str) or code not in REFUSALS or REFUSALS[code][0] != status:
        return refusal("bad_answer")
    known = wait.isascii() and wait.isdigit() and len(wait) <= len(str(HOUR_S))
    return refusal(code, wait=int(wait) if known else 0)


def _released(members: object) -> Released:
    if not isinstance(members, dict) or members.keys() != _KEYS:
        raise refusal("bad_answer")
    try:
        receipt = from_json(json.dumps(members["receipt"]).encode())
        hdr, leaf = members["hdr"].encode("ascii"), bytes.fromhex(members["leaf"])
        return Released(hdr, leaf, _raw(members, "sealed"), _raw(members, "share"), receipt)
    except (AttributeError, TypeError, ValueError, IntegrityError):
        raise refusal("bad_answer") from None


def _raw(members: Mapping[str, Any], name: str) -> bytes:
    return base64.b64decode(members[name], validate=True)
