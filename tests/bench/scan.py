"""Rows a second of `guard scan`, and the time to load and to check 1 KB. Prints medians; nothing is asserted.

python tests/bench/scan.py [--data ../shared/data] [--rows 10000] [--rounds 5]
"""

import argparse
import gzip
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from guard import Guard
from guard.detect import catalogue
from guard.detect.encoder.detector import LABELS
from guard.types import UNREAD


def patterns_only() -> str:
    """Every entity of the default policy that patterns find, so that the encoder is not asked for anything."""
    names = sorted({each.label for each in catalogue.listings() if each.default} - LABELS - UNREAD)
    return "policy: patterns\nprompt: {entities: {" + ", ".join(f"{name}: redact" for name in names) + "}}\n"


def scan(policy: str, rows: Path, out: Path) -> float:
    started = time.perf_counter()
    command = [
        str(Path(sys.executable).parent / "guard"),
        "scan",
        str(rows),
        "--policy",
        policy,
        "--out",
        str(out),
    ]
    subprocess.run(command, check=False, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        rows, out, policy = place / "rows.jsonl", place / "out.jsonl", place / "patterns.yaml"
        policy.write_text(patterns_only(), encoding="utf-8")
        with gzip.open(
            options.data / "benign" / "banking77.train.jsonl.gz", "rt", encoding="utf-8"
        ) as source:
            lines = [line for line, _ in zip(source, range(options.rows), strict=False)]
        rows.write_text("".join(lines), encoding="utf-8")
        (place / "one.jsonl").write_text(lines[0], encoding="utf-8")
        print(
            f"{len(lines)} rows of banking77, {rows.stat().st_size / 1e6:.1f} MB; medians of {options.rounds} rounds"
        )
        for name, which in (("patterns alone", str(policy)), ("default policy", "default")):
            whole, start = [], []
            for _ in range(options.rounds):
                start.append(scan(which, place / "one.jsonl", out))
                whole.append(scan(which, rows, out))
            loading = statistics.median(start)
            total = statistics.median(whole)
            print(
                f"{name}: {total:.2f} s in all, of which {loading:.2f} s loading; "
                f"{len(lines) / total:,.0f} rows/s in all, {len(lines) / (total - loading):,.0f} rows/s once loaded"
            )
    guard = Guard.load("default")
    clean = ("The quarterly report is due on Friday and needs another look at the figures. " * 14)[:1024]
    mixed = (
        clean[:400] + " Call +1 415 555 0132 or mail jane@example.org, card 4111 1111 1111 1111. " + clean
    )[:1024]
    for name, text in (("clean", clean), ("mixed", mixed)):
        spent = []
        for _ in range(200):
            started = time.process_time()
            guard.check(text)
            spent.append(time.process_time() - started)
        print(f"check of 1 KB {name}: {1000 * statistics.median(spent):.2f} ms CPU")


if __name__ == "__main__":
    main()
