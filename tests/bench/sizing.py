"""How big a machine Guard needs: requests, CPU and memory of one and of two processes, on a provider on loopback.

Guard is one process a core; two are two replicas, each with a folder of its own, and half of the callers each. Callers
and provider run on the same machine, so requests a second are less than what the cores could do; CPU time
is that of Guard's processes alone. Prints a table; nothing is asserted.

python tests/bench/sizing.py [--rounds 3] [--seconds 4] [--streams 200]
"""

import argparse
import asyncio
import os
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Self

import hop_servers
from hop_load import percentile, streams, whole
from hop_servers import Server

_CALLERS = 16
_TOKENS, _EVERY = 200, 20
_GB = 1000


@dataclass(frozen=True)
class Load:
    """What some callers saw: requests a second and the median wait in milliseconds."""

    rate: float
    wait: float
    errors: int


def call(port: int, seconds: float, callers: int) -> Load:
    """Ask for whole answers; runs in a process of its own, so that callers of two servers do not wait for each other."""
    seen = whole(port, seconds, callers)
    return Load(len(seen.waits) / seen.seconds, 1000 * percentile(seen.waits or [0.0], 0.5), seen.errors)


def read(port: int, count: int) -> int:
    """Read streams at once; give how many were broken."""
    return sum(not each.whole for each in asyncio.run(streams(port, count, _TOKENS, _EVERY)))


class Peak:
    """The most memory that servers had together while something was done."""

    def __init__(self, servers: Sequence[Server]) -> None:
        self._servers = servers
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.most = 0.0

    def _watch(self) -> None:
        while not self._done.wait(0.1):
            self.most = max(self.most, sum(each.rss for each in self._servers))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()


def measure(servers: Sequence[Server], pool: ProcessPoolExecutor, options: argparse.Namespace) -> str:
    """Measure servers that share the load; give a row of the table."""
    count = len(servers)
    idle = sum(each.rss for each in servers) / count
    ports = [each.port for each in servers]
    half = _CALLERS // count
    list(pool.map(call, ports, [1.0] * count, [half] * count))
    rates, spent, waits, errors = [], [], [], 0
    for _ in range(options.rounds):
        before, began = sum(each.cpu for each in servers), time.perf_counter()
        loads = list(pool.map(call, ports, [options.seconds] * count, [half] * count))
        taken = time.perf_counter() - began
        rate = sum(each.rate for each in loads)
        rates.append(rate)
        waits.append(median(each.wait for each in loads))
        # Answers that came while the last caller was still asking are not counted, nor is much CPU then.
        spent.append(
            1000 * (sum(each.cpu for each in servers) - before) / (rate * min(taken, options.seconds))
        )
        errors += sum(each.errors for each in loads)
    loaded = sum(each.rss for each in servers) / count
    before = sum(each.cpu for each in servers)
    with Peak(servers) as peak:
        broken = sum(pool.map(read, ports, [options.streams // count] * count))
    tokens = options.streams * _TOKENS
    cpu = 1000 * (sum(each.cpu for each in servers) - before) / tokens
    each_stream = max(0.001, (peak.most / count - loaded) / (options.streams / count))
    fit = (_GB - loaded) / each_stream
    name = servers[0].name.removeprefix("guard, ")
    return (
        f"| {name} | {count} | {median(rates):,.0f} | {median(spent):.2f} | {median(waits):.1f} | {idle:.0f} | {loaded:.0f} "
        f"| {1000 * each_stream:.0f} | {fit:,.0f} | {cpu:.3f} | {1000 / (cpu * 1000 / _EVERY):.0f} | {errors + broken} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--streams", type=int, default=200)
    options = parser.parse_args()
    print(
        f"{os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f}; prompt of 200 bytes, {_CALLERS} connections, "
        f"medians of {options.rounds} rounds of {options.seconds:g} s; {options.streams} streams at once, a token "
        f"each {_EVERY} ms\n\n"
        "| policy | processes | req/s | CPU ms a request | p50 ms | MB ready | MB loaded | KB a stream "
        "| streams in 1 GB | CPU ms a token | streams a core | errors |\n|" + "---|" * 12
    )
    with (
        tempfile.TemporaryDirectory() as place,
        ExitStack() as stack,
        ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool,
    ):
        folder = Path(place)
        provider = hop_servers.upstream(folder)
        stack.callback(provider.stop)
        for policy in ("patterns", "default"):
            for count in (1, 2):
                servers = []
                try:
                    for at in range(count):
                        (folder / f"{policy}-{count}-{at}").mkdir()
                        servers.append(
                            hop_servers.guard(folder / f"{policy}-{count}-{at}", provider.port, policy)
                        )
                    # What it starts with has settled.
                    time.sleep(2)
                    print(measure(servers, pool, options), flush=True)
                finally:
                    for each in servers:
                        each.stop()


if __name__ == "__main__":
    main()
