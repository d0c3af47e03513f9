"""Pattern engine against Presidio and detect-secrets, in one run: CPU time, medians, findings compared.

python tests/bench/patterns.py [--sections texts,secrets,worst,start] [--rounds 5] [--long]

Presidio runs as it comes, all its recognisers for all countries in English, on a blank spaCy
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


def group(*, everything: bool) -> PatternGroup:
    countries = tuple(catalogue.countries()) if everything else ()
    entities = (*catalogue.entities(), "*") if everything else ("*",)
    (made,) = catalogue.build(catalogue.Wanted(entities=entities, countries=countries))
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
    return lambda text: engine.analyze(text, "en")


def spent(call: Callable[..., Any], *arguments: Any) -> tuple[float, Any]:
    """CPU seconds of one call, and what it gave."""
    gc.collect()
    started = time.process_time()
    given = call(*arguments)
    return time.process_time() - started, given


def found(group: PatternGroup, text: str) -> list[Any]:
    return list(group.detect(0, Text("", text)))


def spans(results: list[Any]) -> set[tuple[int, int, str]]:
    return {
        (each.span.start, each.span.end, each.label)
        if isinstance(each, Finding)
        else (each.start, each.end, each.entity_type)
        for each in results
        if not isinstance(each, NotRun)
    }


def texts(rounds: int, *, long: bool) -> None:
    pairs = {
        "default": (group(everything=False), presidio_engine(default=True)),
        "all": (group(everything=True), presidio_engine(default=False)),
    }
    print(f"ours: default {len(pairs['default'][0].members)} detectors, all {len(pairs['all'][0].members)}")
    print(
        f"{'text':>14}  {'set':7}  {'ours ms':>8}  {'presidio ms':>11}  {'ratio':>6}  same / only theirs / only ours"
    )
    for kind, make in KINDS.items():
        for size in SIZES:
            for name, (ours, theirs) in pairs.items():
                choose = random.Random(f"{kind}{size}")
                few = {100: 10 * rounds, 1_000: 4 * rounds}.get(size, rounds)
                for _ in range(3):  # both warm
                    found(ours, make(size, choose))
                if size < SIZES[2]:
                    theirs(make(size, choose))
                mine, other, same = [], [], [0, 0, 0]
                for at in range(few):
                    text = make(size, choose)
                    cost, one = spent(found, ours, text)
                    mine.append(cost)
                    if size < WORST or (long and at == 0):
                        cost, two = spent(theirs, text)
                        other.append(cost)
                        known, expected = spans(one), spans(two)
                        both = (len(known & expected), len(expected - known), len(known - expected))
                        same = [sum(each) for each in zip(same, both, strict=True)]
                line = f"{kind:>6} {size / 1000:5g} KB  {name:7}  {1000 * statistics.median(mine):8.3f}"
                if other:
                    ratio = statistics.median(other) / statistics.median(mine)
                    line += f"  {1000 * statistics.median(other):11.2f}  {ratio:6.0f}  {' / '.join(map(str, same))}"
                print(line, flush=True)


def by_lines(lines: list[str]) -> list[Any]:
    from detect_secrets.core.scan import scan_line

    return [list(scan_line(line)) for line in lines]


def secrets(rounds: int) -> None:
    from detect_secrets.settings import default_settings

    mine = PatternGroup(SECRETS)
    choose = random.Random(1)
    for kind in ("clean", "mixed"):
        costs, others = [], []
        found(mine, KINDS[kind](10_000, choose))
        for _ in range(rounds):
            text = KINDS[kind](10_000, choose)
            lines = [text[at : at + 100] for at in range(0, len(text), 100)]
            costs.append(spent(found, mine, "\n".join(lines))[0])
            with default_settings():
                others.append(spent(by_lines, lines)[0])
        cost, other = statistics.median(costs), statistics.median(others)
        print(
            f"secrets, {kind} 10 KB: ours {len(SECRETS)} detectors {1000 * cost:.2f} ms, "
            f"detect-secrets {1000 * other:.1f} ms, ratio {other / cost:.0f}"
        )


def hostile(detector: PatternDetector, choose: random.Random) -> list[str]:
    """Texts made to cost this detector much: its values, its values but one sign, their beginnings, one sign."""
    made = []
    for pattern in detector.patterns:
        value = sample(pattern.source, choose)[:400] or "0"
        units = (value + " ", value, value[:-1] + " ", value[: max(1, len(value) // 2)], value[0])
        made += [(unit * (WORST // len(unit) + 1))[:WORST] for unit in units]
    return made


def worst() -> None:
    everything = group(everything=True)
    members = [each for each in everything.members if isinstance(each, PatternDetector)]
    choose = random.Random(7)
    alone: dict[str, float] = {}
    whole: dict[str, float] = {}
    late: dict[str, int] = {}
    for member in members:
        single = PatternGroup([member])
        costs = {text: spent(found, single, text)[0] for text in hostile(member, choose)}
        text = max(costs, key=lambda each: costs[each])
        alone[member.name] = costs[text]
        whole[member.name], results = spent(found, everything, text)
        late[member.name] = sum(not isinstance(each, Finding) for each in results)
    for title, costs_of in (("each detector alone", alone), ("all detectors together", whole)):
        median = statistics.median(costs_of.values())
        print(
            f"{WORST // 1000} KB of each detector's own worst input, {title}: median {1000 * median:.0f} ms"
        )
        for name in sorted(costs_of, key=lambda each: -costs_of[each])[:5]:
            print(f"  {name}: {1000 * costs_of[name]:.0f} ms, {costs_of[name] / median:.1f} x the median")
    print(f"detectors that did not run to their end: {sum(late.values())}")


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
