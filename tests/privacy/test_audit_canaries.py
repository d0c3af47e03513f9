"""Unique words through every way an exchange can go, also wrong ones: none of them in any file of the sidecar.

The sidecar runs as its operator runs it, as a process of its own, with everything that it could write to in one
folder: store and keys, temporary files, its working directory, its two outputs, its core.
"""

import asyncio
import base64
import contextlib
import gzip
import json
import os
import random  # noqa: TID251 - seeded
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest

from audit.items import Receipt
from audit.log import AuditLog
from audit.record import Record
from audit.store.sqlite import SqliteStore
from audit.trust import load_rings
from audit.verify import verify
from guard.engine import Guard

CANARIES = int(os.environ.get("GUARD_FAULT_CANARIES", "300"))
SEED = int(os.environ.get("GUARD_FAULT_SEED", "20"))
HELD = 4
"""Exchanges that are under way when the sidecar is killed."""
AT_ONCE = 16
PATIENCE_S = 60.0
HARM = "I am going to kill you"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
KEY = 8
"""Bytes of a form by which it is looked for first."""


def canary(chance: random.Random) -> str:
    """A word that nobody writes, with a letter that is escaped wherever anything is."""
    first, rest = ("".join(chance.choices(LETTERS, k=9)) for _ in range(2))
    return f"{first.capitalize()}\N{LATIN SMALL LETTER E WITH ACUTE}{rest}"


def plain(word: str) -> str:
    """The word as an address or a header can hold it."""
    return word.replace("\N{LATIN SMALL LETTER E WITH ACUTE}", "e")


def forms(word: str) -> dict[str, bytes]:
    """What a word looks like in a file."""
    raw = word.encode()
    made = {
        "raw": raw,
        "lower": word.lower().encode(),
        "latin-1": word.encode("latin-1"),
        "hex": raw.hex().encode(),
        "HEX": raw.hex().upper().encode(),
        "utf-16-le": word.encode("utf-16-le"),
        "json": json.dumps(word)[1:-1].encode(),
        "percent": urllib.parse.quote(word).encode(),
    }
    for shift in range(3):  # whatever came before it
        whole = base64.b64encode(bytes(shift) + raw)
        made[f"base64+{shift}"] = whole[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6]
        made[f"base64url+{shift}"] = made[f"base64+{shift}"].translate(bytes.maketrans(b"+/", b"-_"))
    return made


class Search:
    """Looks for many words in all of their forms at once."""

    def __init__(self, words: Iterable[str]) -> None:
        self._forms: dict[bytes, list[tuple[str, str, bytes]]] = {}
        for word in words:
            for written in (word, plain(word)):
                for name, form in forms(written).items():
                    self._forms.setdefault(form[:KEY], []).append((word, name, form))
        self._keys = np.unique(np.frombuffer(b"".join(self._forms), "<u8"))
        self._first = np.zeros(1 << 24, bool)
        self._first[self._keys & 0xFFFFFF] = True

    def hits(self, data: bytes) -> set[tuple[str, str]]:
        """Words and the forms in which they are in there, also within a gzip member."""
        found = {(word, f"gzip {form}") for part in members(data) for word, form in self.hits(part)}
        for shift in range(min(KEY, len(data) - KEY + 1)):
            windows = np.frombuffer(data, "<u8", count=(len(data) - shift) // KEY, offset=shift)
            near = np.flatnonzero(self._first[windows & 0xFFFFFF])
            for at in near[np.isin(windows[near], self._keys)]:
                begin = int(at) * KEY + shift
                for word, name, form in self._forms[data[begin : begin + KEY]]:
                    if data.startswith(form, begin):
                        found.add((word, name))
        return found


def members(data: bytes) -> Iterator[bytes]:
    """What gzip members hold, also broken ones as far as they go."""
    at = data.find(b"\x1f\x8b\x08")
    while at >= 0:
        with contextlib.suppress(zlib.error):
            inner = zlib.decompressobj(31).decompress(data[at:], 1 << 24)
            if inner:
                yield inner
        at = data.find(b"\x1f\x8b\x08", at + 1)


def leaks(root: Path, words: Iterable[str]) -> list[tuple[str, str, str]]:
    """Files, words and the forms in which they are in there."""
    search = Search(words)
    files = [path for path in root.rglob("*") if path.is_file() and not path.is_symlink()]
    assert files
    return [
        (str(path.relative_to(root)), word, form)
        for path in sorted(files)
        for word, form in sorted(search.hits(path.read_bytes()))
    ]


@dataclass
class Provider:
    """A provider that does what the request's `seed` stands for, and says the word that goes with it."""

    ways: dict[int, tuple[str, str]] = field(default_factory=dict)
    received: Counter[str] = field(default_factory=Counter)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        way, word = self.ways[json.loads(body)["seed"]]
        self.received[way] += 1
        if way in ("timeout", "held"):
            await gone(receive)
        elif way in ("stream", "held stream"):
            await self._stream(receive, send, word)
        elif way == "error":
            said = {"message": f"failed on {word}", "type": word, "param": None, "code": None}
            await answer(send, 500, {"error": said})
        elif way == "harmful completion":
            await answer(send, 200, completion(f"{HARM}, {word}."))
        else:
            await answer(send, 200, completion(f"Ask {word} at {plain(word)}@example.org."))

    async def _stream(self, receive: Any, send: Any, word: str) -> None:
        start = {"type": "http.response.start", "status": 200}
        await send({**start, "headers": [(b"content-type", b"text/event-stream")]})
        for text in ("Well then. ", f"{word} is at {plain(word)}@example.org. ", f"{HARM}, {word}"):
            choices = [{"index": 0, "delta": {"content": text}}]
            chunk = {**ENVELOPE, "object": "chat.completion.chunk", "choices": choices}
            data = f"data: {json.dumps(chunk)}\n\n".encode()
            await send({"type": "http.response.body", "body": data, "more_body": True})
        await gone(receive)


ENVELOPE = {"id": "chatcmpl-1", "created": 1, "model": "test-model"}


def completion(text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return {**ENVELOPE, "object": "chat.completion", "choices": [choice]}


async def answer(send: Any, status: int, reply: Any) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(reply).encode()})


async def gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def request(number: int, way: str, word: str) -> dict[str, Any]:
    text = f"Write to {word} Okafor, {plain(word)}@example.org, of {word}."
    if way == "harmful prompt":
        text = f"{HARM}, {word} Okafor, {plain(word)}@example.org. You know where {word} lives."
    return {
        "model": "test-model",
        "seed": number,
        "stream": "stream" in way,
        "user": word,
        "messages": [{"role": "user", "content": text}],
    }


EXPECTED = {
    "harmful prompt": 400,
    "completion": 200,
    "harmful completion": 200,
    "error": 500,
    "timeout": 504,
    "stream": 200,
}
"""The ways an exchange can go, and the status that shows that it did."""


@contextlib.contextmanager
def core_limit() -> Iterator[None]:
    """Let processes that are started meanwhile leave cores as large as they like, if nothing else forbids it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    except ValueError:  # not ours to raise
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))


class Run:
    """The sidecar as a process of its own, in a folder where all is that it can write."""

    def __init__(self, root: Path, folder: Path, upstream: str) -> None:
        self.root = root
        for name in ("tmp", "work", "home"):
            (root / name).mkdir(exist_ok=True)
        with contextlib.closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        settings = {
            "DIR": folder,
            "UPSTREAM": upstream,
            "PORT": port,
            "READ_TIMEOUT": 1,
            "MODELS": '["test-model"]',
        }
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GUARD_")}
        environment |= {f"GUARD_{name}": str(value) for name, value in settings.items()}
        environment |= {"TMPDIR": str(root / "tmp"), "HOME": str(root / "home")}
        program = "from guard.cli import run; run()"
        with (root / "stdout").open("ab") as out, (root / "stderr").open("ab") as err, core_limit():
            self.process = subprocess.Popen(
                [sys.executable, "-c", program, "serve"],
                cwd=root / "work",
                env=environment,
                stdout=out,
                stderr=err,
            )
        self._ready()

    def _ready(self) -> None:
        end = time.monotonic() + PATIENCE_S
        while not self._says_ready():
            assert self.process.poll() is None, (self.root / "stderr").read_text()[-2000:]
            assert time.monotonic() < end, "the sidecar did not start"
            time.sleep(0.05)

    def _says_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answered:
                return bool(answered.status == 200)
        except OSError:
            return False

    def core_bytes(self) -> str:
        """The soft limit of its core."""
        limits = Path(f"/proc/{self.process.pid}/limits").read_text().splitlines()
        return next(line.split()[4] for line in limits if line.startswith("Max core file size"))

    def end(self, how: signal.Signals) -> None:
        self.process.send_signal(how)
        self.process.wait(PATIENCE_S)

    def cores(self) -> list[Path]:
        return list((self.root / "work").glob("core*"))


@pytest.fixture
def root(folder: Path) -> Path:
    return folder.parent


@pytest.fixture
def upstream(serve: Callable[[Any], Any]) -> tuple[Provider, str]:
    provider = Provider()
    return provider, str(serve(provider).url)


@pytest.fixture
def started(root: Path, folder: Path, upstream: tuple[Provider, str]) -> Iterator[Callable[[], Run]]:
    runs: list[Run] = []

    def start() -> Run:
        runs.append(Run(root, folder, upstream[1]))
        return runs[-1]

    yield start
    for run in runs:
        if run.process.poll() is None:
            run.process.kill()
            run.process.wait()


async def exchange(session: aiohttp.ClientSession, run: Run, number: int, way: str, word: str) -> int:
    headers = {"authorization": f"Bearer {plain(word)}", "user-agent": plain(word), "x-about": plain(word)}
    url = f"{run.url}/v1/chat/completions"
    async with session.post(url, json=request(number, way, word), headers=headers) as response:
        if way == "stream":
            await response.content.readany()
            response.close()  # in the middle of it
        else:
            await response.read()
        return response.status


async def sent(run: Run, provider: Provider, words: list[str]) -> Counter[tuple[str, int]]:
    """Send each word its way; how often each ended with which status."""
    numbers, results, ways = iter(range(len(words))), Counter[tuple[str, int]](), list(EXPECTED)

    async def send_some(session: aiohttp.ClientSession) -> None:
        for number in numbers:
            way = ways[number % len(ways)]
            provider.ways[number] = (way, words[number])
            results[way, await exchange(session, run, number, way, words[number])] += 1

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(send_some(session) for _ in range(AT_ONCE)))
        async with session.get(f"{run.url}/metrics") as metrics:
            (run.root / "metrics").write_bytes(await metrics.read())
    return results


async def killed_while_held(run: Run, provider: Provider, words: list[str], how: signal.Signals) -> None:
    """Kill the sidecar while the provider has a request of each word, or is in the middle of its answer."""
    before = provider.received.total()
    async with aiohttp.ClientSession() as session:
        pending = []
        for number, word in enumerate(words):
            way = ("held", "held stream")[number % 2]
            provider.ways[-1 - number] = (way, word)
            pending.append(asyncio.create_task(exchange(session, run, -1 - number, way, word)))
        end = time.monotonic() + PATIENCE_S
        while provider.received.total() < before + len(words):
            assert time.monotonic() < end
            await asyncio.sleep(0.01)
        await asyncio.to_thread(run.end, how)
        await asyncio.gather(*pending, return_exceptions=True)
    assert run.process.returncode == -how


def made(number: int) -> list[str]:
    chance = random.Random(SEED)
    words = [canary(chance) for _ in range(number)]
    assert len(set(words)) == number
    return words


@pytest.mark.slow
@pytest.mark.timeout(3600)
async def test_no_word_is_in_any_file(
    started: Callable[[], Run],
    upstream: tuple[Provider, str],
    root: Path,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    provider, _ = upstream
    words = made(CANARIES + 2 * HELD)
    through, aborted, killed = words[:CANARIES], words[CANARIES:-HELD], words[-HELD:]
    run = started()
    results = await sent(run, provider, through)
    for way, status in EXPECTED.items():  # a word may look like something else once in a while
        assert results[way, status] > CANARIES / len(EXPECTED) * 0.9, results
    size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    found = leaks(root, words)  # as it runs, with its write-ahead log
    await killed_while_held(run, provider, aborted, signal.SIGABRT)
    again = started()
    await killed_while_held(again, provider, killed, signal.SIGKILL)
    for core in run.cores():
        core.unlink()  # of which another test tells
    found += leaks(root, words)
    with capsys.disabled():
        print(f"\n{len(words)} words, seed {SEED}, {dict(Counter(way for way, _ in results.elements()))},")
        print(f"{HELD} held at SIGABRT and {HELD} at SIGKILL: {len(found)} hits in {size >> 10} KiB of files")
    assert found == [], SEED
    report = verify(folder / "audit.sqlite", load_rings(folder))
    assert report.problems == ()
    assert report.records > CANARIES / 2


async def test_a_sidecar_that_aborts_leaves_no_core(
    started: Callable[[], Run], upstream: tuple[Provider, str], root: Path
) -> None:
    words, run = made(HELD), started()
    limit = run.core_bytes()
    await killed_while_held(run, upstream[0], words, signal.SIGABRT)
    cores = {core.name: core.read_bytes() for core in run.cores()}
    for name in cores:
        (root / "work" / name).unlink()  # too large to be kept with the test's folder
    held = {word for word in words for core in cores.values() if word.encode() in core}
    assert (limit, sorted(cores), held) == ("0", [], set())
    assert leaks(root, words) == []


def image(pid: int) -> bytes:
    """What the memory of a process holds, as a core would: whether the system makes cores or not."""
    regions = []
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            where, mode = line.split(" ")[:2]
            low, high = (int(each, 16) for each in where.split("-"))
            if mode.startswith("rw"):
                with contextlib.suppress(OSError, OverflowError):
                    memory.seek(low)
                    regions.append(memory.read(high - low))
    return b"".join(regions)


def test_the_memory_of_a_process_that_holds_a_word_would_be_found_out(tmp_path: Path) -> None:
    (word,) = made(1)
    program = "import sys; word = sys.stdin.readline(); print('holds it', flush=True); sys.stdin.readline()"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{word}\n".encode())
        process.stdin.flush()
        assert process.stdout.readline() == b"holds it\n"
        (tmp_path / "core").write_bytes(image(process.pid))
        process.stdin.close()
    assert {found for _, found, _ in leaks(tmp_path, [word])} == {word}


@pytest.mark.parametrize("before", range(4))
def test_the_search_finds_each_form(tmp_path: Path, before: int) -> None:
    words = made(50)
    for number, (name, form) in enumerate(forms(words[7]).items()):
        (tmp_path / f"{number}").write_bytes(b"x" * before + b"-" * 1000 * before + form + b"tail")
        assert {word for _, word, _ in leaks(tmp_path, words)} == {words[7]}, name
        (tmp_path / f"{number}").write_bytes(b"x" * before + gzip.compress(b"more " + form) + b"tail")
        assert {word for _, word, _ in leaks(tmp_path, words)} == {words[7]}, name
        (tmp_path / f"{number}").write_bytes(b"x" * before + form[:-1])
        assert leaks(tmp_path, words) == [], name
    for shift in range(3):
        (tmp_path / "base64").write_bytes(
            base64.b64encode(b"y" * (shift + before) + words[9].encode() + b"more")
        )
        assert {word for _, word, _ in leaks(tmp_path, words)} == {words[9]}


async def test_what_is_recorded_unmasked_and_without_a_seal_would_be_found(
    sidecar: Callable[..., Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The body of a record as it is before it is sealed, in a file beside the store, and excerpts as they were."""
    words, append = made(3), AuditLog.append

    async def both(log: AuditLog, record: Record) -> Receipt:
        with (folder / "unsealed").open("ab") as file:
            file.write(record.body)
        return await append(log, record)

    monkeypatch.setattr(AuditLog, "append", both)
    monkeypatch.setattr(Guard, "mask", lambda _, text, low, high, __: text.value[low:high])
    url = f"{sidecar().url}/v1/chat/completions"
    async with aiohttp.ClientSession(headers={"authorization": "Bearer k"}) as session:
        for word in words:
            content = f"{HARM}. Their word is {word}"
            body = {"model": "m", "messages": [{"role": "user", "content": content}]}
            async with session.post(url, json=body) as response:
                assert response.status == 400
    assert {(path, word) for path, word, _ in leaks(folder, words)} == {("unsealed", word) for word in words}
    with contextlib.closing(SqliteStore.read(folder / "audit.sqlite")) as store:
        assert [row.kind for row in store.rows(3)] == ["flag"] * 3
