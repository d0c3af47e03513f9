"""What the default policy acts on in benign text, per entity: shares of rows, with examples' places only.

python tests/bench/false_positives.py [--data ../shared/data/benign] [--rows N] [--policy default] [--show]

Harm categories are left out. Some findings are right (a sample address in a prompt); ``--show`` prints
what was found, for a person to judge.
"""

import argparse
import gzip
import json
from collections import Counter
from pathlib import Path

from guard import Guard
from guard.detect.detector import detect
from guard.screen import conclude
from guard.types import Direction, Kind, Text, readable


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("../shared/data/benign"))
    parser.add_argument("--rows", type=int, default=10**9, help="of each set, at most")
    parser.add_argument("--policy", default="default")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    guard = Guard.load(options.policy)
    detectors = [each for each in guard.rules.detectors[Direction.PROMPT] if each.name != "encoder"]
    by_entity: Counter[str] = Counter()
    gaps: Counter[str] = Counter()
    total = flagged = 0
    for path in sorted(options.data.glob("*.jsonl.gz")):
        rows = hit = 0
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line, _ in zip(lines, range(options.rows), strict=False):
                value = readable(json.loads(line)["text"])
                texts = [Text("", value)]
                found = detect(texts, detectors)
                gaps.update(f"{each.detector}: {each.reason}" for each in found.not_run)
                screening = conclude(texts, found.findings, (), guard.rules, Direction.PROMPT)
                acted = {each.label for each in screening.findings if each.kind is Kind.ENTITY}
                by_entity.update(acted)
                rows += 1
                hit += bool(acted)
                for each in screening.findings if options.show else ():
                    print(
                        f"  {each.label} {each.score:.2f} {each.detector}: {value[each.span.start : each.span.end]!r}"
                    )
        total, flagged = total + rows, flagged + hit
        print(
            f"{path.name.removesuffix('.jsonl.gz'):35} {rows:7} rows, {hit:4} acted on, {100 * hit / rows:.3f} %"
        )
    for entity, count in by_entity.most_common():
        print(f"{entity:35} {count:5} rows, {100 * count / total:.4f} %")
    print(
        f"overall: {flagged} of {total} rows, {100 * flagged / total:.3f} %; did not run: {dict(gaps) or 'none'}"
    )


if __name__ == "__main__":
    main()
