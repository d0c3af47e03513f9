"""How good and how fast the lexicon is: recall and precision per category, false positives, ms/KB.

Run: python tests/bench/lexicon_quality.py [--data DIR]. Choose phrases on train and dev; test is for the report.
"""

import argparse
import gzip
import json
import statistics
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from guard.detect.lexicon import LexiconDetector
from guard.types import Category, Severity, Text

BENIGN = (
    *("banking77.train", "clinc150.train", "clinc150.dev", "sgd_user.train", "sgd_user.dev"),
    *("self_instruct.train", "nlu_eval_home.train", "gsm8k_train.train"),
)
LEVELS = (Severity.LOW, Severity.MEDIUM)
Row = dict[str, Any]
Worst = dict[str, int]


def rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def worst(detector: LexiconDetector, text: str) -> Worst:
    """Return the highest severity found per category."""
    found: Worst = {}
    for finding in detector.detect(0, Text("", text)):
        found[finding.label] = max(found.get(finding.label, 0), finding.severity)
    return found


def share(part: int, whole: int) -> str:
    """Format a proportion with its counts."""
    return f"{100 * part / whole:6.2f} % ({part}/{whole})" if whole else "     - (0/0)"


def harm(detector: LexiconDetector, data: Path, split: str) -> None:
    """Print precision and recall on the authored rows of one split."""
    labelled = [
        (row["labels"], worst(detector, row["text"]))
        for row in rows(data / f"authored/harm.{split}.jsonl.gz")
    ]
    harmless = [found for truth, found in labelled if not truth]
    print(f"\nauthored harm.{split}: {len(labelled)} rows, {len(harmless)} of them harmless")
    for level in LEVELS:
        print(f"  at >= {level.name.lower()}")
        for name in (*(category.value for category in Category), "any"):
            report(name, labelled, level)
        wrong = sum(peak(found) >= level for found in harmless)
        print(f"    harmless rows flagged: {share(wrong, len(harmless))}")


def peak(severities: Worst) -> int:
    """Return the highest severity of any category."""
    return max(severities.values(), default=0)


def report(name: str, labelled: Iterable[tuple[Worst, Worst]], level: Severity) -> None:
    """Print one line: how much of the harm is found, and how much of what is found is harm."""
    pairs = [(severity(truth, name) >= level, severity(found, name) >= level) for truth, found in labelled]
    both = sum(is_harm and flagged for is_harm, flagged in pairs)
    print(
        f"    {name:14} recall {share(both, sum(is_harm for is_harm, _ in pairs)):24}"
        f" precision {share(both, sum(flagged for _, flagged in pairs))}"
    )


def severity(severities: Worst, name: str) -> int:
    """Return the severity of one category, or the highest of all for ``any``."""
    return peak(severities) if name == "any" else severities.get(name, 0)


def benign(detector: LexiconDetector, data: Path) -> None:
    """Print how many rows of the benign sets are flagged."""
    print("\nbenign sets: rows flagged")
    for name in BENIGN:
        peaks = [peak(worst(detector, row["text"])) for row in rows(data / f"benign/{name}.jsonl.gz")]
        low, medium = (share(sum(top >= level for top in peaks), len(peaks)) for level in LEVELS)
        print(f"    {name:22} >= low {low:24} >= medium {medium}")


def speed(detector: LexiconDetector, data: Path) -> None:
    """Print the median cost per KB of benign and of harmful text, in pieces of 1 and 100 KB."""
    print("\ncost, median ms/KB")
    for title, path in (("benign", "benign/sgd_user.dev"), ("harmful", "authored/harm.dev")):
        text = "\n".join(row["text"] for row in rows(data / f"{path}.jsonl.gz"))
        for size in (1_000, 100_000):
            pieces = [text[at : at + size] for at in range(0, min(len(text) - size, 200 * size), size)]
            pieces = pieces[: max(3, 200_000 // size)]
            for piece in pieces:
                worst(detector, piece)
            costs = [cost(detector, piece) for piece in pieces]
            print(f"    {title:8} {size // 1000:4} KB: {statistics.median(costs):.3f}")


def cost(detector: LexiconDetector, text: str) -> float:
    """Return the milliseconds per KB of one detection."""
    start = time.perf_counter()
    worst(detector, text)
    return (time.perf_counter() - start) * 1e6 / len(text.encode())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    data = parser.parse_args().data
    start = time.perf_counter()
    detector = LexiconDetector()
    print(f"construction: {(time.perf_counter() - start) * 1000:.0f} ms")
    for split in ("dev", "test"):
        harm(detector, data, split)
    benign(detector, data)
    speed(detector, data)


if __name__ == "__main__":
    main()
