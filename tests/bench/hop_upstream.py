"""A provider that costs as little as it can: one asyncio protocol, chat completions whole and streamed.

A streamed answer is as long and as slow as the model's name says: `tokens-120-every-20` sends 120 tokens, one
each 20 ms. No two answers begin alike, so that whoever remembers texts has to look at each.

python tests/bench/hop_upstream.py PORT
"""

import asyncio
import itertools
import json
import re
import sys

WORDS = (
    "arrow basket candle dinner engine forest garden harbour island jacket kettle ladder meadow needle orange "
    "paper quarry ribbon saddle timber umbrella valley window yellow zebra anchor bridge copper desert feather"
).split()
BODY = (
    "fit on most walls and take about an hour to build. Measure the width of the room first, then mark where "
    "the upper edge should be. Use a level, since old walls are seldom straight, and tighten every "
    "screw by hand at the end."
)
_PACE = re.compile(rb'"model": ?"tokens-(\d+)-every-(\d+)"')
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_CHUNK = b'data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1735689600,"model":"bench","choices":[{"index":0,"delta":%b,"logprobs":null,"finish_reason":%b}]}\n\n'
_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: %b\r\n%b\r\n\r\n"
_ENDING = _CHUNK % (b"{}", b'"stop"') + b"data: [DONE]\n\n"


def opening(number: int) -> str:
    """Four words that stand at the beginning of one text only, out of 810,000."""
    places = (number // 30**power % 30 for power in range(4))
    return " ".join(WORDS[place] for place in places).capitalize()


def tokens(number: int, count: int) -> list[str]:
    """The tokens of a streamed answer, a word each, as a provider cuts them."""
    words = itertools.islice(itertools.cycle(f"{opening(number)} {BODY}".split()), count)
    return [word if at == 0 else f" {word}" for at, word in enumerate(words)]


def whole(number: int) -> bytes:
    """A reply in one piece."""
    message = {"role": "assistant", "content": f"{opening(number)} {BODY}", "refusal": None}
    reply = {
        "id": "chatcmpl-bench",
        "object": "chat.completion",
        "created": 1735689600,
        "model": "bench",
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 40, "completion_tokens": 50, "total_tokens": 90},
    }
    body = json.dumps(reply).encode()
    return _HEAD % (b"application/json", b"content-length: %d" % len(body)) + body


class Provider(asyncio.Protocol):
    """One connection; requests come one after the other."""

    answers = itertools.count()
    replies = tuple(whole(number) for number in range(20_000))

    def __init__(self) -> None:
        self._received = b""
        self._stream: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def connection_lost(self, _error: Exception | None) -> None:
        if self._stream is not None:
            self._stream.cancel()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not found or length is None or len(body) < int(length[1]):
            return
        self._received = b""
        number = next(self.answers)
        pace = _PACE.search(body)
        if pace is None:
            self._transport.write(self.replies[number % len(self.replies)])
        else:
            work = self._send(tokens(number, int(pace[1])), int(pace[2]) / 1000)
            self._stream = asyncio.get_running_loop().create_task(work)

    async def _send(self, pieces: list[str], every: float) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        self._write(_HEAD % (b"text/event-stream", b"transfer-encoding: chunked"))
        self._event(_CHUNK % (b'{"role":"assistant","content":""}', b"null"))
        for piece in pieces:
            due += every
            await asyncio.sleep(due - loop.time())
            self._event(_CHUNK % (json.dumps({"content": piece}).encode(), b"null"))
        self._event(_ENDING)
        self._write(b"0\r\n\r\n")

    def _event(self, data: bytes) -> None:
        self._write(b"%x\r\n%b\r\n" % (len(data), data))

    def _write(self, data: bytes) -> None:
        self._transport.write(data)


async def serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Provider, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
