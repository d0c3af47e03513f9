"""A hop that does nothing: raw ASGI and an aiohttp client.

On the parts that `guard serve` has, or with `plain` on those that uvicorn has by itself (h11, asyncio's loop).

python tests/bench/hop_bare.py PORT UPSTREAM_PORT [plain]
"""

import sys
from typing import Any

import aiohttp
import uvicorn

_KEPT = ("content-type", "authorization")


class PassThrough:
    def __init__(self, upstream: str) -> None:
        self._upstream = upstream
        self._session: aiohttp.ClientSession | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_read=120),
            )
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        sent = [(name.decode(), value.decode()) for name, value in scope["headers"] if name.decode() in _KEPT]
        async with self._session.post(self._upstream + scope["path"], headers=sent, data=body) as reply:
            kept = [(b"content-type", reply.headers["content-type"].encode())]
            if "content-length" in reply.headers:
                data = await reply.read()
                kept.append((b"content-length", str(len(data)).encode()))
                await send({"type": "http.response.start", "status": reply.status, "headers": kept})
                await send({"type": "http.response.body", "body": data})
                return
            await send({"type": "http.response.start", "status": reply.status, "headers": kept})
            async for piece in reply.content.iter_any():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})


if __name__ == "__main__":
    plain = sys.argv[3:] == ["plain"]
    uvicorn.run(
        PassThrough(f"http://127.0.0.1:{sys.argv[2]}"),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        access_log=False,
        log_level="warning",
        server_header=False,
        ws="none",
        lifespan="off",
        http="h11" if plain else "auto",
        loop="asyncio" if plain else "auto",
    )
