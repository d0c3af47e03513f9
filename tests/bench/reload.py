"""A thousand tenants: memory, and how long requests wait while all their policies are read anew.

    python tests/bench/reload.py [--tenants 1000] [--seconds 4]

Tenants extend the shipped pack `default`, each with rules of its own, and record nothing. Requests are screened on
one event loop, as the sidecar does, while another thread reads everything anew.
"""

import argparse
import asyncio
import gc
import statistics
import tempfile
import threading
import time
from pathlib import Path

from guard.forward import HttpUpstream
from guard.metrics import Metrics
from guard.tenancy.credentials import digest
from guard.tenancy.opener import Opener, Shared, yielding
from guard.tenancy.reload import Reloader
from guard.tenancy.sources import many, single
from guard.types import Direction

POLICY = """policy: tenant-{at}
extends: [default]
prompt: {{entities: {{US_SSN: block, PHONE_NUMBER: {{action: redact, operator: {operator}}}}}}}
allow: [{{entity: EMAIL_ADDRESS, regex: '.*@tenant{at}\\.example'}}]
audit: {{record: none}}
"""
TEXT = "Write to jane.doe@example.org or call +1 415 555 0132 about the order of last week, please."


def rss() -> float:
    """Give the resident memory of this process in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def write(place: Path, tenants: int, operator: str) -> Path:
    folder = place / "tenants"
    folder.mkdir(exist_ok=True)
    for at in range(tenants):
        (place / f"p{at}.yaml").write_text(POLICY.format(at=at, operator=operator))
        (folder / f"t{at}.yaml").write_text(f"policy: ../p{at}.yaml\nkeys: ['{digest(str(at))}']\n")
    return folder


async def screened(reloader: Reloader, until: threading.Event, waits: list[float]) -> None:
    at = 0
    while not until.is_set():
        tenant = reloader.callers.roster.tenants[f"t{at % len(reloader.opened.specs)}"]
        began = time.perf_counter()
        await tenant.service.check([TEXT], Direction.PROMPT)
        waits.append(time.perf_counter() - began)
        at += 1
        await asyncio.sleep(0.002)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenants", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        path = write(place, options.tenants, "hash")
        shared = Shared(lambda _: HttpUpstream("http://127.0.0.1:9"), place)
        # Of one tenant: what all share is there then, model and catalogue.
        alone = Opener(shared, Metrics()).open(single(place / "p0.yaml", place / "alone")(set()))
        alone.roster.tenants["default"].service.guard.check(TEXT)
        opener = Opener(shared, Metrics(), yielding())
        gc.collect()
        before, began = rss(), time.perf_counter()
        reloader = Reloader(many(path, place, yielding()), opener, every_s=0)
        opened = time.perf_counter() - began
        for tenant in reloader.callers.roster.tenants.values():
            tenant.service.guard.check(TEXT)
        gc.collect()
        print(
            f"{options.tenants} tenants opened in {opened:.2f} s, {rss() - before:.0f} MB more than one; {rss():.0f} MB in all"
        )
        quiet: list[float] = []
        busy: list[float] = []
        asyncio.run(measured(reloader, options.seconds, quiet, None))
        write(place, options.tenants, "mask")
        took = asyncio.run(measured(reloader, 0, busy, reloader))
        opener.close()
        assert not reloader.standing.problems, reloader.standing.problems[:3]
        median = statistics.median(quiet)
        late = sorted(busy)
        print(f"all read anew in {took:.2f} s, {rss():.0f} MB after it")
        print(
            f"one screening: median {median * 1000:.2f} ms without, {statistics.median(busy) * 1000:.2f} ms meanwhile;"
            f" p99 {late[int(len(late) * 0.99)] * 1000:.2f} ms, longest {late[-1] * 1000:.2f} ms"
            f" ({late[-1] / median:.1f} x the median); {sum(each > 2 * median for each in busy)} of {len(busy)} over 2 x;"
            f" without: longest {max(quiet) * 1000:.2f} ms, {sum(each > 2 * median for each in quiet)} of {len(quiet)}"
        )


async def measured(reloader: Reloader, seconds: float, waits: list[float], again: Reloader | None) -> float:
    until = threading.Event()
    task = asyncio.create_task(screened(reloader, until, waits))
    began = time.perf_counter()
    if again is None:
        await asyncio.sleep(seconds)
    else:
        await asyncio.to_thread(again.look)
    took = time.perf_counter() - began
    until.set()
    await task
    return took


if __name__ == "__main__":
    main()
