"""Whether rows of our own repeat a benchmark: `python tests/bench/contamination.py [WORDS]`.

Lists every run of WORDS words (10 unless told) that a row shares with a benchmark of ../shared/data.
"""

import gzip
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared/data"
OTHERS = ("pii/uner_en_ewt.dev", "pii/wnut17.dev")
"""Files that are benchmarks by the name of no test; a part of the first is learnt from as it is."""


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())


def ours() -> Iterator[tuple[str, int, str]]:
    for path in sorted((ROOT / "models/data").rglob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            row = json.loads(line)
            yield path.name, number, row.get("text") or row["goal"]
    for path in sorted((ROOT / "models/data/pii").glob("*.txt")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            yield path.name, number, re.sub(r"\[\[\w+\||\]\]", "", line)


def benchmarks() -> Iterator[tuple[str, str]]:
    for path in sorted(DATA.rglob("*.jsonl.gz")):
        name = path.relative_to(DATA).as_posix().removesuffix(".jsonl.gz")
        if name.endswith(".test") or name in OTHERS:
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                yield from ((name, json.loads(line)["text"]) for line in lines)


def main() -> None:
    length = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    runs: dict[tuple[str, ...], list[tuple[str, int]]] = {}
    rows = 0
    for name, number, text in ours():
        rows += 1
        found = words(text)
        for at in range(len(found) - length + 1):
            runs.setdefault(tuple(found[at : at + length]), []).append((name, number))
    shared = set()
    for name, text in benchmarks():
        found = words(text)
        for at in range(len(found) - length + 1):
            run = tuple(found[at : at + length])
            for where in runs.get(run, ()):
                if (*where, name) not in shared:
                    shared.add((*where, name))
                    print(f"{where[0]}:{where[1]} shares with {name}: {' '.join(run)}")
    print(f"{rows} rows, {len(shared)} that share {length} words in a row with a benchmark")


if __name__ == "__main__":
    main()
