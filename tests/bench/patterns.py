"""Pattern engine against Presidio and detect-secrets, in one run: CPU time, medians, findings compared.

python tests/bench/patterns.py [--sections texts,secrets,worst,start] [--rounds 5] [--long]

Both are asked for findings with a score from 0.4, from which policies act. Presidio runs as it comes, all its recognisers for all countries in English, on a blank spaCy
pipeline. Ours runs its default set and everything there is (all countries, all secrets), fresh
texts each round. ``--long`` adds Presidio on 100 KB, which takes minutes.
"""

import argparse
import gc
import random  # noqa: TID251  # seeded
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "reference"))
from corpus import clean, dense, mixed
from sample import sample

from guard.detect import catalogue, presidio
from guard.detect.patterns import PatternDetector, PatternGroup
from guard.detect.secret import SECRETS
from guard.types import Finding, NotRun, Text

SIZES = (100, 1_000, 10_000, 100_000)
KINDS = {"clean": clean, "mixed": mixed, "dense": dense}
WORST = 100_000
_WARM = 40
"""Texts of 10 KB that an engine has seen of each kind before it is measured."""
_TOGETHER = 40
"""Worst inputs that all detectors together are measured on."""


FROM = 0.4
"""The score from which policies act: what is compared are findings that reach it."""


def group(*, everything: bool) -> PatternGroup:
    countries = tuple(catalogue.countries()) if everything else ()
    entities = (*catalogue.entities(), "*") if everything else ("*",)
    (made,) = catalogue.build(catalogue.Wanted(entities=entities, countries=countries, floor=FROM))
    assert isinstance(made, PatternGroup)
    return made


def presidio_engine(*, default: bool) -> Callable[[str], list[Any]]:
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, predefined_recognizers
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class Blank(SpacyNlpEngine):
        def __init__(self) -> None:
            super().__init__(models=[{"lang_code": "en", "model_name": "blank"}])
            self.nlp = {"en": spacy.blank("en")}

    recognisers = []
    for entry in presidio.catalogue():
        if default and not entry.default:
            continue
        made = getattr(predefined_recognizers, entry.name)()
        made.supported_language = "en"
        recognisers.append(made)
    registry = RecognizerRegistry(recognizers=recognisers, supported_languages=["en"])
    engine = AnalyzerEngine(registry, Blank(), supported_languages=["en"])
    return lambda text: engine.analyze(text, "en", score_threshold=FROM)


def spent(call: Callable[..., Any], *arguments: Any) -> tuple[float, Any]:
    """CPU seconds of one call, and what it gave."""
    gc.collect()
    started = time.process_time()
    given = call(*arguments)
    return time.process_time() - started, given


def each_of(call: Callable[[str], Any], batch: list[str]) -> list[Any]:
    return [call(text) for text in batch]


def found(group: PatternGroup, text: str) -> list[Any]:
    return list(group.detect(0, Text("", text)))


def spans(results: list[Any]) -> set[tuple[int, int, str]]:
    return {
        (each.span.start, each.span.end, each.label)
        if isinstance(each, Finding)
        else (each.start, each.end, each.entity_type)
        for each in results
        if not isinstance(each, NotRun) and each.score >= FROM
    }


def texts(rounds: int, *, long: bool) -> None:
    pairs = {
        "default": (group(everything=False), presidio_engine(default=True)),
        "all": (group(everything=True), presidio_engine(default=False)),
    }
    choose = random.Random(0)
    for ours, theirs in pairs.values():  # both warm: automata are built from what they see
        for make in KINDS.values():
            for _ in range(_WARM):
                found(ours, make(10_000, choose))
            theirs(make(1_000, choose))
    print(f"ours: default {len(pairs['default'][0].members)} detectors, all {len(pairs['all'][0].members)}")
    print(
        f"{'text':>14}  {'set':7}  {'ours ms':>8}  {'presidio ms':>11}  {'ratio':>6}  same / only theirs / only ours"
    )
    for kind, make in KINDS.items():
        for size in SIZES:
            for name, (ours, theirs) in pairs.items():
                few = rounds if size < WORST else int(long)
                line = compare(
                    ours, theirs, partial(make, size, random.Random(f"{kind}{size}")), size, rounds, few
                )
                print(f"{kind:>6} {size / 1000:5g} KB  {name:7}  {line}", flush=True)


def compare(
    ours: PatternGroup,
    theirs: Callable[[str], list[Any]],
    make: Callable[[], str],
    size: int,
    rounds: int,
    few: int,
) -> str:
    """Measure both on the same texts, Presidio on the first few of them."""
    together = {100: 50, 1_000: 20}.get(size, 1)  # a clock tick is longer than a short text takes
    mine, other, same = [], [], [0, 0, 0]
    for at in range(rounds):
        batch = [make() for _ in range(together)]
        cost, one = spent(each_of, partial(found, ours), batch)
        mine.append(cost / together)
        if at < few:
            cost, two = spent(each_of, theirs, batch)
            other.append(cost / together)
            for known, expected in zip(map(spans, one), map(spans, two), strict=True):
                both = (len(known & expected), len(expected - known), len(known - expected))
                same = [sum(each) for each in zip(same, both, strict=True)]
    line = f"{1000 * statistics.median(mine):8.3f}"
    if other:
        ratio = statistics.median(other) / statistics.median(mine)
        line += f"  {1000 * statistics.median(other):11.2f}  {ratio:6.0f}  {' / '.join(map(str, same))}"
    return line


def by_hundreds(text: str) -> list[str]:
    return [text[at : at + 100] for at in range(0, len(text), 100)]


def by_lines(lines: list[str]) -> list[Any]:
    from detect_secrets.core.scan import scan_line

    return [list(scan_line(line)) for line in lines]


def secrets(rounds: int) -> None:
    from detect_secrets.settings import default_settings

    mine = PatternGroup(SECRETS)
    choose = random.Random(1)
    for kind in ("clean", "mixed"):
        costs, others = [], []
        for _ in range(_WARM):
            lines = by_hundreds(KINDS[kind](10_000, choose))
            found(mine, "\n".join(lines))
        for _ in range(rounds):
            lines = by_hundreds(KINDS[kind](10_000, choose))
            costs.append(spent(found, mine, "\n".join(lines))[0])
            with default_settings():
                others.append(spent(by_lines, lines)[0])
        cost, other = statistics.median(costs), statistics.median(others)
        print(
            f"secrets, {kind} 10 KB: ours {len(SECRETS)} detectors {1000 * cost:.2f} ms, "
            f"detect-secrets {1000 * other:.1f} ms, ratio {other / cost:.0f}"
        )


def hostile(detector: PatternDetector, size: int, choose: random.Random) -> dict[str, str]:
    """Texts made to cost this detector much: its values, its values but one sign, their beginnings, one sign."""
    made = {}
    for pattern in detector.patterns:
        value = sample(pattern.source, choose)[:400] or "0"
        units = (value + " ", value, value[:-1] + " ", value[: max(1, len(value) // 2)], value[0])
        made |= {unit: repeated(unit, size) for unit in units}
    return made


def repeated(unit: str, size: int) -> str:
    return (unit * (size // len(unit) + 1))[:size]


def worst() -> None:
    everything = group(everything=True)
    gc.freeze()  # thousands of measurements: the collector need not look at all detectors each time
    choose = random.Random(7)
    alone: dict[str, tuple[float, str]] = {}
    late: list[str] = []
    for member in everything.members:
        if isinstance(member, PatternDetector):
            single = PatternGroup([member])
            small = hostile(member, WORST // 10, choose)
            costs = {unit: spent(found, single, text)[0] for unit, text in small.items()}
            unit = max(costs, key=lambda each: costs[each])
            cost, results = spent(found, single, repeated(unit, WORST))
            alone[member.name] = cost, unit
            late += [member.name for each in results if isinstance(each, NotRun)]
    tell("each detector alone", {name: cost for name, (cost, _) in alone.items()})
    hardest = sorted(alone, key=lambda each: -alone[each][0])[:_TOGETHER]
    together = {}
    for name in hardest:
        together[name], results = spent(found, everything, repeated(alone[name][1], WORST))
        late += [each.detector for each in results if isinstance(each, NotRun)]
    tell(f"all detectors together, on the {_TOGETHER} hardest of these", together)
    print(f"did not run to their end: {sorted(set(late)) or 'none'}")


def tell(title: str, costs: dict[str, float]) -> None:
    median = statistics.median(costs.values())
    print(f"{WORST // 1000} KB of each detector's own worst input, {title}: median {1000 * median:.0f} ms")
    for name in sorted(costs, key=lambda each: -costs[each])[:8]:
        print(f"  {name}: {1000 * costs[name]:.0f} ms, {costs[name] / median:.1f} x the median")


_START = """
import time, resource
a = time.perf_counter()
from guard.detect import catalogue
b = time.perf_counter()
rows = catalogue.listings()
c = time.perf_counter()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
made = catalogue.build(catalogue.Wanted(entities={entities}, countries={countries}))
d = time.perf_counter()
made[0].detect
list(made[0].detect(0, __import__("guard.types").types.Text("", "call +1 415 555 0132 now " * 40)))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(b - a, c - b, d - c, (after - before) / 1024, len(made[0].members))
"""


def start(rounds: int) -> None:
    for name, entities, countries in (
        ("default", ("*",), ()),
        ("all", (*sorted(catalogue.entities()), "*"), tuple(sorted(catalogue.countries()))),
    ):
        code = _START.format(entities=entities, countries=countries)
        rows = []
        for _ in range(rounds):
            done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
            rows.append([float(each) for each in done.stdout.split()])
        imports, listing, build, memory, members = (
            statistics.median(each) for each in zip(*rows, strict=True)
        )
        print(
            f"start, {name} ({members:.0f} detectors): imports {1000 * imports:.0f} ms, "
            f"catalogue {1000 * listing:.0f} ms, engine {1000 * build:.0f} ms; "
            f"memory of engine and first text {memory:.1f} MB, {100 * memory / members:.1f} MB per 100 detectors"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sections", default="start,texts,secrets,worst")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    sections = options.sections.split(",")
    if "start" in sections:
        start(options.rounds)
    if "texts" in sections:
        texts(options.rounds, long=options.long)
    if "secrets" in sections:
        secrets(options.rounds)
    if "worst" in sections:
        worst()
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
