"""What the sidecar costs beside a hop that does nothing and beside the LiteLLM proxy, on one fake provider.

Everything runs on this machine, in turns, and each part can be asked for by itself; without any, all but the
soak run. Prints tables of medians; nothing is asserted.

python tests/bench/proxy.py [--whole] [--stream] [--many] [--soak SECONDS] [--litellm FOLDER]
                            [--against CHECKOUT] [--policies patterns,default] [--rounds 5] [--seconds 4]

--litellm makes a virtual environment with `litellm[proxy]` in a folder outside the project, or uses the one there.
--against measures another checkout of Guard in the same run: before and after.
"""

import argparse
import asyncio
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Self

import hop_servers
from hop_load import Stream, percentile, streams, whole
from hop_servers import Server

_CALLERS = 16
_PACED, _TOKENS, _EVERY = 20, 200, 20
_MANY, _MANY_TOKENS, _MANY_EVERY = 500, 60, 500
_WARM = 1.0


def compare_whole(servers: Sequence[Server], rounds: int, seconds: float) -> None:
    """Requests a second, CPU and waits for answers in one piece."""
    rates: dict[str, list[float]] = {each.name: [] for each in servers}
    spent: dict[str, list[float]] = {each.name: [] for each in servers}
    waits: dict[str, list[list[float]]] = {each.name: [] for each in servers}
    errors = dict.fromkeys(rates, 0)
    for each in servers:
        whole(each.port, _WARM, _CALLERS)
    for at in range(rounds):
        turn = at % len(servers)
        for each in (*servers[turn:], *servers[:turn]):
            before = each.cpu
            seen = whole(each.port, seconds, _CALLERS)
            rates[each.name].append(len(seen.waits) / seen.seconds)
            spent[each.name].append(1000 * (each.cpu - before) / max(1, len(seen.waits)))
            waits[each.name].append(seen.waits or [0.0])
            errors[each.name] += seen.errors
    base, plain = (median(spent[each.name]) for each in servers[:2])
    slow = next((median(rates[each.name]) for each in servers if each.name == "litellm"), None)
    print(
        f"\nwhole answers, prompt of 200 bytes, {_CALLERS} connections, medians of {rounds} rounds of {seconds:g} s"
    )
    print(
        f"{'':26}{'req/s':>9}{'x litellm':>11}{'CPU ms':>9}{'x bare':>8}{'x plain':>9}{'p50 ms':>9}{'p99 ms':>9}{'errors':>8}"
    )
    for name, measured in rates.items():
        rate, cpu = median(measured), median(spent[name])
        times = "" if slow is None else f"{rate / slow:.1f}"
        p50, p99 = (1000 * median(percentile(each, share) for each in waits[name]) for share in (0.5, 0.99))
        print(
            f"{name:26}{rate:9,.0f}{times:>11}{cpu:9.3f}{cpu / base:8.2f}{cpu / plain:9.2f}"
            f"{p50:9.1f}{p99:9.1f}{errors[name]:8}"
        )


def compare_streams(servers: Sequence[Server], rounds: int) -> None:
    """First release and CPU a token of streams at the pace of a provider."""
    spent: dict[str, list[float]] = {each.name: [] for each in servers}
    first: dict[str, list[float]] = {each.name: [] for each in servers}
    broken = dict.fromkeys(spent, 0)
    for each in servers:
        asyncio.run(streams(each.port, 2, 40, 1))
    for _ in range(rounds):
        for each in servers:
            before = each.cpu
            seen = asyncio.run(streams(each.port, _PACED, _TOKENS, _EVERY))
            spent[each.name].append(1000 * (each.cpu - before) / (_PACED * _TOKENS))
            first[each.name] += [one.first for one in seen]
            broken[each.name] += _broken(seen)
    base = median(first[servers[0].name])
    print(f"\n{_PACED} streams of {_TOKENS} tokens, one each {_EVERY} ms, medians of {rounds} rounds")
    print(
        f"{'':26}{'CPU ms/token':>14}{'first text ms':>15}{'later than bare ms':>20}{'in tokens':>11}{'broken':>8}"
    )
    for name, measured in spent.items():
        later = 1000 * (median(first[name]) - base)
        print(
            f"{name:26}{median(measured):14.3f}{1000 * median(first[name]):15.0f}{later:20.0f}"
            f"{later / _EVERY:11.1f}{broken[name]:8}"
        )


def _broken(seen: Sequence[Stream]) -> int:
    """How many streams did not come whole, or with less text than the longest: no two differ by a lot."""
    longest = max(each.text for each in seen)
    return sum(not each.whole or each.text < longest / 2 for each in seen)


class Peak:
    """The most memory a server had while something was done."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look)
        self.most = 0.0

    def _look(self) -> None:
        while not self._over.wait(0.2):
            self.most = max(self.most, self._server.rss)

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()


def many_streams(servers: Sequence[Server]) -> None:
    """Memory of many streams at once, above what the server had after a few."""
    print(f"\n{_MANY} streams at once, {_MANY_TOKENS} tokens, one each {_MANY_EVERY} ms")
    print(f"{'':26}{'idle MB':>9}{'peak MB':>9}{'above idle':>12}{'CPU ms/token':>14}{'broken':>8}")
    for each in servers:
        asyncio.run(streams(each.port, _CALLERS, 40, 1))
        idle, before = each.rss, each.cpu
        with Peak(each) as peak:
            seen = asyncio.run(streams(each.port, _MANY, _MANY_TOKENS, _MANY_EVERY))
        spent = 1000 * (each.cpu - before) / (_MANY * _MANY_TOKENS)
        print(
            f"{each.name:26}{idle:9.0f}{peak.most:9.0f}{peak.most - idle:12.0f}{spent:14.3f}{_broken(seen):8}"
        )


def soak(server: Server, seconds: float) -> None:
    """Answers whole and streamed for a long time: what memory does, and what goes wrong."""
    end = time.monotonic() + seconds
    # Until the memory of verdicts is full: 30,000 messages.
    settled = time.monotonic() + max(min(60, seconds / 2), seconds / 10)
    memory: list[float] = []
    asked = errors = streamed = broken = 0
    while time.monotonic() < end:
        seen = whole(server.port, 2, _CALLERS)
        asked += len(seen.waits)
        errors += seen.errors
        more = asyncio.run(streams(server.port, _CALLERS, 60, 5))
        streamed += len(more)
        broken += _broken(more)
        if time.monotonic() > settled:
            memory.append(server.rss)
    part = max(1, len(memory) // 10)
    begin, finish = median(memory[:part]), median(memory[-part:])
    print(f"\n{server.name}: {seconds:g} s of answers, whole and streamed in turns")
    print(
        f"{asked:,} requests, {errors} errors; {streamed:,} streams, {broken} broken; "
        f"RSS {begin:.1f} MB after warming up, {finish:.1f} MB at the end: {finish - begin:+.1f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--whole", action="store_true", help="answers in one piece")
    parser.add_argument("--stream", action="store_true", help="first release and CPU a token")
    parser.add_argument("--many", action="store_true", help="memory of many streams at once")
    parser.add_argument("--soak", type=float, default=0, metavar="SECONDS")
    parser.add_argument("--litellm", type=Path, metavar="FOLDER")
    parser.add_argument("--against", type=Path, metavar="CHECKOUT")
    parser.add_argument("--policies", default="patterns,default")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args()
    everything = not (options.whole or options.stream or options.many or options.soak)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)

        def begun(server: Server) -> Server:
            stack.callback(server.stop)
            return server

        provider = begun(hop_servers.upstream(folder)).port
        servers = [begun(hop_servers.bare(folder, provider, plain=plain)) for plain in (False, True)]
        for policy in options.policies.split(","):
            if options.against:
                before = hop_servers.guard(folder, provider, policy, options.against.resolve(), "before")
                servers.append(begun(before))
            servers.append(begun(hop_servers.guard(folder, provider, policy)))
        streaming = [servers[0], *servers[2:]]
        if options.litellm:
            try:
                servers.append(begun(hop_servers.litellm(folder, provider, options.litellm.resolve())))
            except Exception as failed:  # noqa: BLE001  # the rest is worth measuring without it
                print(f"!!! NO LITELLM PROXY IN THIS RUN: {failed}", file=sys.stderr)
        if options.whole or everything:
            compare_whole(servers, options.rounds, options.seconds)
        if options.stream or everything:
            compare_streams(streaming, min(3, options.rounds))
        if options.many or everything:
            many_streams(streaming)
        if options.soak:
            soak(streaming[-1], options.soak)


if __name__ == "__main__":
    main()
