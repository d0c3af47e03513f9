"""What calls the servers that `proxy.py` compares: raw sockets for whole answers, asyncio for streams."""

import asyncio
import itertools
import json
import re
import selectors
import socket
import time
from dataclasses import dataclass, field

from hop_upstream import opening

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_SENTENCE = (
    " need a place in my hall. Which kind of wood would you take for a shelf that has to carry books and a "
    "lamp, and how far apart should the brackets be if the wall is made of brick and not quite straight?"
)
_DELTA = re.compile(rb'"content": ?"((?:[^"\\]|\\.)*)"')
_END = b"data: [DONE]"
_SENT = itertools.count()


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def request(model: str = "bench", *, stream: bool = False) -> bytes:
    """A request whose prompt has 200 bytes, and was never sent before."""
    prompt = f"{opening(next(_SENT))}{_SENTENCE}"[:199] + "?"
    body = {
        "model": model,
        "messages": [{"role": "user", "content": prompt}],
        **({"stream": True} if stream else {}),
    }
    data = json.dumps(body).encode()
    head = (
        "POST /v1/chat/completions HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer sk-none\r\n"
        f"content-type: application/json\r\ncontent-length: {len(data)}\r\n\r\n"
    )
    return head.encode() + data


@dataclass(slots=True)
class Caller:
    """One connection that asks again as soon as it was answered."""

    connection: socket.socket
    began: float = 0
    received: bytes = b""

    def ask(self) -> None:
        data = request()
        self.began = time.perf_counter()
        self.received = b""
        self.connection.sendall(data)

    def answered(self) -> bool:
        """Read what is there; tell whether the answer is whole."""
        data = self.connection.recv(1 << 16)
        if not data:
            raise ConnectionError("the server closed a connection")
        self.received += data
        head, found, body = self.received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        return bool(found) and length is not None and len(body) >= int(length[1])


@dataclass(frozen=True, slots=True)
class Whole:
    """What came of a round of whole answers."""

    seconds: float
    waits: list[float] = field(repr=False)
    errors: int


def whole(port: int, seconds: float, connections: int) -> Whole:
    """Ask for whole answers on some connections for some seconds."""
    waits: list[float] = []
    errors = 0
    with selectors.DefaultSelector() as ready:
        callers = [Caller(socket.create_connection(("127.0.0.1", port))) for _ in range(connections)]
        for each in callers:
            each.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ready.register(each.connection, selectors.EVENT_READ, each)
            each.ask()
        began = time.perf_counter()
        while (now := time.perf_counter()) < began + seconds:
            for key, _ in ready.select(1):
                caller: Caller = key.data
                if caller.answered():
                    now = time.perf_counter()
                    waits.append(now - caller.began)
                    errors += not (
                        caller.received.startswith(b"HTTP/1.1 200") and b"straight" in caller.received
                    )
                    caller.ask()
        taken = now - began
        for each in callers:
            each.connection.close()
    return Whole(taken, waits, errors)


@dataclass(slots=True)
class Stream:
    """What came of one stream: seconds to the first text, characters of text, whether it was whole."""

    first: float = 0
    text: int = 0
    whole: bool = False


async def stream(port: int, tokens: int, every: int) -> Stream:
    """Read one streamed answer."""
    seen, rest = Stream(), b""
    began = time.perf_counter()
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request(f"tokens-{tokens}-every-{every}", stream=True))
        while data := await reader.read(1 << 16):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                said = _DELTA.search(line)
                if said is not None and said[1]:
                    seen.first = seen.first or time.perf_counter() - began
                    seen.text += len(said[1])
                elif line.startswith(_END):
                    seen.whole = True
            if seen.whole:
                break
        writer.close()
    except OSError:
        seen.whole = False
    return seen


async def streams(port: int, count: int, tokens: int, every: int) -> list[Stream]:
    """Read some streams at once, begun over the time of one token each so that they do not march in step."""

    async def one(at: int) -> Stream:
        await asyncio.sleep(at * max(every, 1) / count / 1000)
        return await stream(port, tokens, every)

    return await asyncio.gather(*(one(at) for at in range(count)))
