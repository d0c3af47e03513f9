"""The upstream client: one pooled session, no cookies, no redirects, no environment."""

import asyncio
import io
import re
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

import aiohttp

from guard.errors import UpstreamError, UpstreamTimeout

Headers = tuple[tuple[str, str], ...]

# No @, and no run of words: a header is not screened, so it may not be a sentence either.
_INERT = re.compile(r"[A-Za-z0-9_.:/,;=+*()\"'-]*(?: [A-Za-z0-9_.:/,;=+*()\"'-]*){0,12}")
_RETURNED = ("content-type", "retry-after", "retry-after-ms", "x-request-id", "x-should-retry", "request-id")
_LOWEST, _HIGHEST = 200, 599
_RETURNED_PREFIXES = ("openai-", "x-ratelimit-", "x-ms-", "anthropic-ratelimit-")
OURS = "x-guard-"
"""How the names of headers begin that are for Guard and go no further."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request to be screened, and then to be sent on; header names are in lower case.

    What is passed on unscreened has its body in ``upload``, as it comes, and none in ``body``.
    """

    method: str
    path: str
    query: str = field(default="", repr=False)
    headers: Headers = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    upload: AsyncIterable[bytes] | None = field(default=None, repr=False)

    def header(self, name: str) -> str:
        """Give the value of a header, or an empty string."""
        return next((value for each, value in self.headers if each == name), "")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: status and headers, and a body that is still arriving; its length where that is known."""

    status: int
    headers: Headers = field(repr=False)
    body: AsyncIterator[bytes] = field(repr=False)
    length: int | None = None

    @property
    def content_type(self) -> str:
        """The media type without parameters."""
        value = next((value for name, value in self.headers if name == "content-type"), "")
        return value.partition(";")[0].strip().lower()


class Upstream(Protocol):
    """Where requests go."""

    def send(self, request: Request) -> AbstractAsyncContextManager[Reply]:
        """Send a request; leaving the context lets go of the connection, whatever is unread.

        Raises:
            UpstreamTimeout: if no answer came in time.
            UpstreamError: if the provider was not reached or broke off.
        """

    async def close(self) -> None:
        """Let go of all connections."""


class HttpUpstream:
    """A provider reached over HTTP.

    Args:
        base_url: its address, with or without ``/v1`` at the end.
        connect_s: seconds to connect.
        read_s: seconds without a byte before the provider counts as gone.
    """

    def __init__(self, base_url: str, *, connect_s: float = 5, read_s: float = 120) -> None:
        self._base = base_url.rstrip("/").removesuffix("/v1")
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=connect_s, sock_read=read_s)
        self._session: aiohttp.ClientSession | None = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=self._timeout,
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=60),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        return self._session

    @asynccontextmanager
    async def send(self, request: Request) -> AsyncIterator[Reply]:
        """Send a request to the provider."""
        url = f"{self._base}{request.path}" + (f"?{request.query}" if request.query else "")
        # What is screened must be readable, and what is passed on is as long as it says.
        passed = (header for header in request.headers if not header[0].startswith(OURS))
        headers = [*passed, ("accept-encoding", "identity")]
        try:
            async with self._open().request(
                request.method,
                url,
                headers=headers,
                data=io.BytesIO(request.body) if request.body else request.upload,
                allow_redirects=False,
            ) as response:
                if not _LOWEST <= response.status <= _HIGHEST:
                    raise UpstreamError("the provider answered with a status that HTTP does not know")
                yield Reply(response.status, _received(response), _body(response), _length(response))
        except TimeoutError:
            raise UpstreamTimeout("the provider did not answer in time") from None
        except (aiohttp.ClientError, OSError):
            raise UpstreamError("the provider could not be reached") from None

    async def close(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None
            await asyncio.sleep(0)  # one turn of the loop, in which the transports close


def _received(response: aiohttp.ClientResponse) -> Headers:
    """Give the headers that say something to the caller; the rest describes the provider's connection."""
    headers = ((name.lower(), value) for name, value in response.headers.items())
    kept = (
        (name, value) for name, value in headers if name in _RETURNED or name.startswith(_RETURNED_PREFIXES)
    )
    return tuple((name, value) for name, value in kept if inert(value))


def _length(response: aiohttp.ClientResponse) -> int | None:
    """Give how long a body is as it is read here: one that came packed is longer than it was said to be."""
    return None if "content-encoding" in response.headers else response.content_length


def inert(value: str) -> bool:
    """Tell whether a header's value is made of words and numbers as a program writes them."""
    return _INERT.fullmatch(value) is not None


async def _body(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    try:
        async for piece in response.content.iter_any():
            yield piece
    except TimeoutError:
        raise UpstreamTimeout("the provider stopped in the middle of its answer") from None
    except (aiohttp.ClientError, OSError):
        raise UpstreamError("the provider broke off in the middle of its answer") from None


async def read_all(reply: Reply, limit: int) -> bytes:
    """Read a whole body.

    Raises:
        UpstreamError: if it is longer than ``limit`` bytes or breaks off.
    """
    pieces: list[bytes] = []
    size = 0
    async for piece in reply.body:
        size += len(piece)
        if size > limit:
            raise UpstreamError(f"the provider's answer is longer than {limit} bytes")
        pieces.append(piece)
    return b"".join(pieces)
