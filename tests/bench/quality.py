"""How good the encoder is, on the development benchmarks of ../shared/data and on held-out rows of our own.

    python tests/bench/quality.py [names|harm|bias|cost ...] [--rows N] [--data DIR] [--model DIR]

Entities count when label and span are exact (F1), or, on the PII sets, overlap (F2, recall first).
Harm is judged as users get it: the score of a text is its highest category's, and a text is flagged
when any category reaches low at the shipped thresholds.
"""

import argparse
import gzip
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from guard.detect.detector import detect  # noqa: E402
from guard.detect.encoder.detector import EncoderDetector  # noqa: E402
from guard.detect.encoder.labels import CATEGORIES, ENTITIES  # noqa: E402
from guard.detect.encoder.model import Model, folder  # noqa: E402
from guard.types import Finding, Kind, Text  # noqa: E402
from models.data import augment, shared  # noqa: E402
from models.data.everything import everything  # noqa: E402
from models.data.rows import Row  # noqa: E402

NAMES = ("PERSON", "LOCATION", "ORGANIZATION")
MEDIUM = 4
FILLED = ("templates", "more", "letters")
OURS = (
    ("requests in frames", "asked"),
    ("requests in full", "requests"),
    ("functional tests of hate", "functional"),
    ("harm beside personal data", "named"),
    ("chat", "chat"),
)
Found = tuple[int, int, str]


def load(data: Path, name: str, most: int) -> list[dict]:
    """Read a set, or an even sample of it."""
    with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    step = max(1, len(rows) // most)
    return rows[::step][:most]


class Reader:
    """The detector as it ships; a text is read once."""

    def __init__(self, model: Path) -> None:
        begun = time.monotonic()
        self.detector = EncoderDetector(Model(model), everything=True)
        self.loaded = time.monotonic() - begun

    def findings(self, text: str) -> list[Finding]:
        """Give everything found in a text."""
        return list(detect([Text("", text)], [self.detector]).findings)

    def names(self, text: str) -> set[Found]:
        """Give entities."""
        return {
            (each.span.start, each.span.end, each.label)
            for each in self.findings(text)
            if each.kind is Kind.ENTITY
        }

    def harm(self, text: str) -> tuple[dict[str, float], dict[str, int]]:
        """Give score and severity of each category."""
        scores = dict.fromkeys(CATEGORIES, 0.0)
        severities = dict.fromkeys(CATEGORIES, 0)
        for each in self.findings(text):
            if each.label in scores:
                scores[each.label] = max(scores[each.label], each.score)
                severities[each.label] = max(severities[each.label], int(each.severity))
        return scores, severities


def average_precision(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """Give the area under precision and recall; ties count at their average place."""
    order = np.argsort(-np.array(scores), kind="stable")
    hits = np.array(truth, dtype=float)[order]
    if not hits.sum():
        return float("nan")
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1) * hits).sum() / hits.sum())


def f_score(hits: int, found: int, there: int, beta: float) -> float:
    """Give F-beta."""
    weight = beta * beta
    below = weight * there + found
    return (1 + weight) * hits / below if below else 1.0


def gold(raw: dict, labels: Iterable[str]) -> set[Found]:
    """Give the entities a row marks, under our labels."""
    wanted = set(labels)
    return {
        (start, end, shared.ENTITY[label])
        for start, end, label in raw["spans"]
        if shared.ENTITY.get(label) in wanted and raw["text"][start] != "@"
    }


def exact(reader: Reader, rows: list[dict], change: Callable[[str], str] = str) -> tuple[float, float, float]:
    """Give precision, recall and F1 of exact spans of persons, places and organisations."""
    hits = found = there = 0
    for raw in rows:
        given = {
            each
            for each in reader.names(change(raw["text"]))
            if each[2] in NAMES and raw["text"][each[0]] != "@"
        }
        known = gold(raw, NAMES)
        hits += len(given & known)
        found += len(given)
        there += len(known)
    return hits / max(found, 1), hits / max(there, 1), f_score(hits, found, there, 1)


def overlap(
    reader: Reader, rows: list[dict], label: str, change: Callable[[str], str] = str
) -> tuple[float, float, float, int]:
    """Give precision, recall and F2 of one entity, where touching is enough."""
    hit_found = found = hit_there = there = 0
    for raw in rows:
        given = [each for each in reader.names(change(raw["text"])) if each[2] == label]
        known = [(start, end) for start, end, name in raw["spans"] if shared.ENTITY.get(name) == label]
        hit_found += sum(any(s < e2 and s2 < e for s2, e2 in known) for s, e, _ in given)
        hit_there += sum(any(s < e2 and s2 < e for s2, e2, _ in given) for s, e in known)
        found += len(given)
        there += len(known)
    precision, recall = hit_found / max(found, 1), hit_there / max(there, 1)
    f2 = 5 * precision * recall / (4 * precision + recall) if precision + recall else 0.0
    return precision, recall, f2, there


def lower(text: str) -> str:
    """Lower the case where that keeps every place."""
    small = text.lower()
    return small if len(small) == len(text) else text


def table(title: str, head: str, lines: Iterable[str]) -> None:
    """Print a table as the card holds it."""
    print(f"\n### {title}\n\n{head}\n|{'---|' * (head.count('|') - 1)}")
    for line in lines:
        print(line, flush=True)


def names(reader: Reader, data: Path, most: int) -> None:
    """Names, exact spans; PII, overlapping spans."""
    ewt = [raw for raw in load(data, "pii/uner_en_ewt.dev", 10**6) if shared.held(raw["text"])]
    sets = [("web text (EWT, held out)", ewt)] + [
        (title, load(data, f"pii/{name}", most))
        for title, name in (
            ("hard social text (WNUT17 dev)", "wnut17.dev"),
            ("tweets (BTC test)", "btc.test"),
            ("news and wiki (PUD en)", "uner_en_pud.test"),
            ("German (GermEval test)", "germeval2014.test"),
            ("German (PUD de)", "uner_de_pud.test"),
            ("Portuguese (Bosque test)", "uner_pt_bosque.test"),
            ("Danish (DDT test)", "uner_da_ddt.test"),
        )
    ]

    def line(title: str, rows: list[dict]) -> str:
        one, two = exact(reader, rows), exact(reader, rows, lower)
        return f"| {title} | {len(rows)} | {one[0]:.2f} | {one[1]:.2f} | {one[2]:.3f} | {two[2]:.3f} |"

    table(
        "Persons, places, organisations: exact spans",
        "| set | rows | precision | recall | F1 | F1 lower-cased |",
        (line(*each) for each in sets),
    )
    rows = load(data, "authored/pii.test", 10**6)
    of = [row for row in held_out(data) if row.source in FILLED and row.lang == "en"]
    generated = [{"text": row.text, "spans": row.spans} for row in of[:: max(1, len(of) // most)][:most]]

    def pii(title: str, of: list[dict], label: str) -> str:
        one, two = overlap(reader, of, label), overlap(reader, of, label, lower)
        return f"| {title} | {label} | {one[3]} | {one[0]:.2f} | {one[1]:.2f} | {one[2]:.3f} | {two[2]:.3f} |"

    table(
        "Personal data: overlapping spans",
        "| set | entity | spans | precision | recall | F2 | F2 lower-cased |",
        [
            pii(title, of, label)
            for title, of in (("authored test", rows), ("held-out templates", generated))
            for label in ENTITIES
            if any(shared.ENTITY.get(name) == label for raw in of for _, _, name in raw["spans"])
        ],
    )


@cache
def held_out(data: Path) -> tuple[Row, ...]:
    """Give the rows of our own that were not trained on."""
    return everything(data).chosen


def harm(reader: Reader, data: Path, most: int) -> None:
    """Harm: ranking, and what is flagged."""
    rows = load(data, "authored/harm.test", 10**6)
    judged = [reader.harm(raw["text"]) for raw in rows]
    truth = [bool(raw["labels"]) for raw in rows]
    worst = [max(scores.values()) for scores, _ in judged]
    lines = [f"| any | {np.mean(truth):.2f} | {average_precision(worst, truth):.3f} | | |"]
    for category in CATEGORIES:
        is_it = [category in raw["labels"] for raw in rows]
        reached = [severities[category] > 0 for _, severities in judged]
        right = sum(a and b for a, b in zip(reached, is_it, strict=True))
        lines.append(
            f"| {category} | {np.mean(is_it):.2f} | "
            f"{average_precision([scores[category] for scores, _ in judged], is_it):.3f} | "
            f"{right / max(sum(reached), 1):.2f} | {right / max(sum(is_it), 1):.2f} |"
        )
    table(
        "Authored test: average precision (a guess reaches the prevalence), precision and recall at low",
        "| category | prevalence | AUPRC | precision | recall |",
        lines,
    )
    changes(reader, rows)
    reliability(worst, truth)
    ranked = [
        ("surge toxicity test", "moderation/surge_toxicity.test", "toxic"),
        ("wiki toxicity test", "moderation/wiki_toxicity_testset.test", "toxic"),
        ("DICES replies", "moderation/dices_350.test", "unsafe_response"),
        ("hatemoji test", "moderation/hatemoji_build.test", "hateful"),
        ("hateXplain test (hate)", "moderation/hatexplain_magpie.test", "hatespeech"),
        ("sexism test", "moderation/edos.test", "sexist"),
        ("Stormfront test", "moderation/stormfront.test", "hate"),
    ]

    def rank(title: str, name: str, label: str) -> str:
        of = load(data, name, most)
        is_it = [raw["labels"].get(label, 0) > 0.5 for raw in of]
        scores = [max(reader.harm(raw["text"])[0].values()) for raw in of]
        return f"| {title} | {len(of)} | {np.mean(is_it):.2f} | {average_precision(scores, is_it):.3f} |"

    table(
        "Sets of others: average precision of the highest category",
        "| set | rows | prevalence | AUPRC |",
        (rank(*each) for each in ranked),
    )
    jailbreak = load(data, "moderation/jailbreakbench.test", 10**6)
    flagged_sets: list[tuple[str, str, list[str]]] = [
        ("authored test, harmless", "low", [raw["text"] for raw in rows if not raw["labels"]]),
        (
            "JailbreakBench, harmless twins",
            "low",
            [r["text"] for r in jailbreak if not r["labels"]["harmful"]],
        ),
        *(
            (title, "low", [raw["text"] for raw in load(data, name, most)])
            for title, name in (
                ("banking questions", "benign/banking77.test"),
                ("everyday requests", "benign/clinc150.test"),
                ("dialogue turns", "benign/sgd_user.test"),
                ("MT-bench and Vicuna questions", "benign/mtbench_vicuna.test"),
                ("programming tasks", "benign/humaneval.test"),
                ("code instructions", "benign/cyberseceval_code_instruct.test"),
                ("borderline security prompts", "benign/cyberseceval_frr.test"),
            )
        ),
        ("authored test, harmful", "high", [raw["text"] for raw in rows if raw["labels"]]),
        ("JailbreakBench, harmful", "high", [r["text"] for r in jailbreak if r["labels"]["harmful"]]),
        ("HarmBench", "high", [raw["text"] for raw in load(data, "moderation/harmbench_prompts.test", most)]),
        ("StrongREJECT", "high", [raw["text"] for raw in load(data, "moderation/strongreject.test", most)]),
        (
            "CatQA and DangerousQA (en)",
            "high",
            [
                raw["text"]
                for raw in load(data, "moderation/red_instruct.test", 10**6)
                if raw["meta"].get("lang", "english") == "english"
            ][:most],
        ),
        (
            "jailbreaks (self-reminder)",
            "high",
            [r["text"] for r in load(data, "injection/self_reminder_jailbreaks.test", most)],
        ),
        *(each for title, source in OURS for each in ours(data, title, source, most)),
    ]

    def flagged(title: str, wanted: str, texts: list[str]) -> str:
        severities = [max(reader.harm(text)[1].values()) for text in texts]
        low, medium = (
            np.mean([each > 0 for each in severities]),
            np.mean([each >= MEDIUM for each in severities]),
        )
        return f"| {title} | {wanted} | {len(texts)} | {low:.1%} | {medium:.1%} |"

    table(
        "Flagged at the shipped thresholds",
        "| set | should be | rows | low or more | medium or more |",
        (flagged(*each) for each in flagged_sets),
    )
    attack = [raw for raw in rows if raw["form"] != "completion"]
    is_it = ["prompt_attack" in raw["labels"] for raw in attack]
    said = [reader.harm(raw["text"])[1]["prompt_attack"] > 0 for raw in attack]
    hits = sum(a and b for a, b in zip(said, is_it, strict=True))
    print(
        f"\nPrompt attacks, authored test: F1 {f_score(hits, sum(said), sum(is_it), 1):.3f} "
        f"({hits} of {sum(is_it)} found, {sum(said) - hits} false)"
    )
    hate = load(data, "moderation/multilingual_hatecheck.test", 10**6)

    def by_language(lang: str) -> str:
        of = [raw for raw in hate if raw["meta"]["lang"] == lang]
        of = of[:: max(1, len(of) // most)]
        is_it = [raw["labels"]["hateful"] > 0 for raw in of]
        judged = [reader.harm(raw["text"]) for raw in of]
        scores = [scores["hate"] for scores, _ in judged]
        right = np.mean(
            [(severities["hate"] > 0) == truth for (_, severities), truth in zip(judged, is_it, strict=True)]
        )
        return f"| {lang} | {np.mean(is_it):.2f} | {average_precision(scores, is_it):.3f} | {right:.2f} |"

    table(
        "Functional tests of hate in other languages (MHC)",
        "| language | prevalence | AUPRC of hate | right at low |",
        (by_language(lang) for lang in sorted({raw["meta"]["lang"] for raw in hate})),
    )


def ours(data: Path, title: str, source: str, most: int) -> list[tuple[str, str, list[str]]]:
    """Give harmless and harmful rows of our own, held out with all their group."""
    rows = [row for row in held_out(data) if row.source == source and row.harm]
    sets = []
    for name, wanted in (("harmless", "low"), ("harmful", "high")):
        texts = [row.text for row in rows if any(low for low, _ in row.harm.values()) == (name == "harmful")]
        sets.append((f"{title}, {name} (held out)", wanted, texts[:: max(1, len(texts) // most)][:most]))
    return sets


def changes(reader: Reader, rows: list[dict]) -> None:
    """What is left of it when texts are written otherwise, and by length."""
    random = np.random.default_rng(1)
    ways: list[tuple[str, Callable[[str], str]]] = [
        ("as written", str),
        ("lower case", str.lower),
        ("capitals", str.upper),
        ("typing errors", lambda text: augment.mistyped(text, random)),
        ("words disguised", lambda text: augment.disguised(text, random)),
        ("digits for letters", lambda text: text.translate(augment.LEET)),
        ("accents", lambda text: "".join(f"{sign}\u0301" if sign in "aeiou" else sign for sign in text)),
        ("letters apart", lambda text: "  ".join(" ".join(word) for word in text.split())),
    ]
    some = rows[::3]

    def line(title: str, change: Callable[[str], str], of: list[dict]) -> str:
        judged = [max(reader.harm(change(raw["text"]))[1].values()) > 0 for raw in of]
        bad = [said for said, raw in zip(judged, of, strict=True) if raw["labels"]]
        good = [said for said, raw in zip(judged, of, strict=True) if not raw["labels"]]
        return f"| {title} | {len(of)} | {np.mean(bad):.0%} | {np.mean(good):.1%} |"

    lengths = [(0, 60), (60, 120), (120, 240), (240, 2000)]
    table(
        "Authored test, written otherwise: flagged at low",
        "| text | rows | of harmful | of harmless |",
        [line(title, change, some) for title, change in ways]
        + [
            line(f"{low} to {high} characters", str, [r for r in rows if low <= len(r["text"]) < high])
            for low, high in lengths
        ],
    )


def reliability(scores: Sequence[float], truth: Sequence[bool]) -> None:
    """How often a text is harmful at each score of its highest category."""
    places = np.minimum((np.array(scores) * 5).astype(int), 4)
    known = np.array(truth)
    table(
        "Authored test: what a score means",
        "| score of the highest category | rows | harmful |",
        [
            f"| {at / 5:.1f} to {(at + 1) / 5:.1f} | {(places == at).sum()} | {known[places == at].mean():.0%} |"
            for at in range(5)
            if (places == at).any()
        ],
    )


def bias(reader: Reader, data: Path, most: int) -> None:
    """False alarms on the same harmless comments with and without other people's identities in them."""
    plain = load(data, "moderation/wiki_toxicity_testset.test", most)
    fuzzed = load(data, "moderation/wiki_toxicity_testset.fuzzed", most)

    def alarms(rows: list[dict]) -> float:
        return float(
            np.mean(
                [max(reader.harm(raw["text"])[1].values()) > 0 for raw in rows if not raw["labels"]["toxic"]]
            )
        )

    table(
        "False alarms over identity terms (wiki toxicity, harmless rows)",
        "| rows | flagged |",
        [f"| as written | {alarms(plain):.2%} |", f"| identity terms exchanged | {alarms(fuzzed):.2%} |"],
    )
    slots = json.loads((ROOT / "models/data/authored/slots.json").read_text("utf-8"))
    frames = (
        "{group} are part of this town.",
        "My neighbours are {group}.",
        "How do I rent a flat to {group}?",
    )
    scores = {
        group: np.mean([reader.harm(frame.format(group=group))[0]["hate"] for frame in frames])
        for group in slots["group"]
    }
    highest = sorted(scores, key=scores.__getitem__, reverse=True)
    print(
        f"\nHate score of harmless sentences that name a group: median {np.median(list(scores.values())):.3f}, "
        f"highest {', '.join(f'{name} {scores[name]:.2f}' for name in highest[:5])}"
    )


def cost(reader: Reader, data: Path, most: int) -> None:
    """CPU milliseconds for a text of 1 KB, by length; memory and load."""
    hard = "\n".join(raw["text"] for raw in load(data, "authored/harm.test", 10**6) if not raw["labels"])
    easy = "\n".join(raw["text"] for raw in load(data, "benign/sgd_user.test", 6000))
    lines = []
    for size in (100, 300, 1000, 4000, 16000):
        medians = []
        for text in (easy, hard):
            spent = []
            for at in range(0, min(len(text), 40 * size), size):
                piece = text[at : at + size]
                begun = time.process_time()
                reader.findings(piece)
                spent.append((time.process_time() - begun) * 1000 / (len(piece.encode()) / 1000))
            medians.append(np.median(spent))
        lines.append(f"| {size} | {medians[0]:.1f} | {medians[1]:.1f} |")
    table(
        "Cost: CPU ms per KB, medians",
        "| characters | ordinary requests | harmless texts that look harmful |",
        lines,
    )
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nload {reader.loaded:.2f} s; resident at most {resident:.0f} MB with everything imported here")


def main() -> None:
    """Run the sections asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    sections = {"names": names, "harm": harm, "bias": bias, "cost": cost}
    parser.add_argument("section", nargs="*", choices=[*sections, []], default=[])
    parser.add_argument("--rows", type=int, default=600, help="most rows of a set")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data")
    parser.add_argument("--model", type=Path, default=folder(), help="folder of the artifact")
    given = parser.parse_args()
    reader = Reader(given.model)
    for name in given.section or sections:
        sections[name](reader, given.data, given.rows)


if __name__ == "__main__":
    main()
