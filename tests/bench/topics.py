"""How well topics are told from a few sentences, and what it costs.

For each topic of topics.yaml, fitted to its examples and to what it is not: how many other ways to say it are
found, alone and between sentences of something else; how many sentences near it are taken for it; how many
ordinary requests (of the shared data, which nothing was fitted to). Then the time of a text with and without.

    python tests/bench/topics.py [--data FOLDER] [--rows N]
"""

import argparse
import gzip
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from guard.detect.encoder.detector import LABELS, EncoderDetector
from guard.detect.encoder.model import Model, folder
from guard.detect.topics import Topic, TopicDetector, Topics
from guard.types import Text

HERE = Path(__file__).parent
SETS = ("sgd_user.dev", "clinc150.test", "banking77.test", "nlu_eval_home.test", "mtbench_vicuna.test")
BEFORE = "Good morning, I hope you had a nice weekend. Thanks for the help with the recipe."
AFTER = "Please answer in a few lines. Our office is on the second floor."
LONG_BEFORE = (
    "The museum on the hill was built in 1912 and has three floors. On the first one you can see ships and old maps, "
    "on the second one paintings of the coast. Children like the tower best, because there is a bell that they may "
    "ring. There is also a small garden behind the house with benches and a fountain."
)
LONG_AFTER = (
    "Please keep the tone friendly. I have to read it out at the meeting of our club, which takes place every other "
    "month in the back room of the bakery. Most members are older than I am and do not like long words."
)
KILOBYTE = 1024


def ordinary(data: Path, each: int) -> list[str]:
    """Give texts of the shared sets, the same ones each time."""
    found: list[str] = []
    for name in SETS:
        with gzip.open(data / f"benign/{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            texts = sorted({json.loads(line)["text"] for line in lines})
        found += [texts[at] for at in np.random.default_rng(1).permutation(len(texts))[:each]]
    return found


def topic(case: dict[str, Any]) -> Topic:
    """Give a case's topic as a policy has it."""
    return Topic(case["id"], tuple(case["examples"]), tuple(case["not"]))


def share(detector: TopicDetector, texts: Sequence[str]) -> float:
    """Give the share of texts in which the topic is found."""
    return sum(any(True for _ in detector.detect(0, Text("", each))) for each in texts) / len(texts)


def quality(model: Model, benign: Sequence[str]) -> None:
    """Print a row for each topic."""
    cases = yaml.safe_load((HERE / "topics.yaml").read_text("utf-8"))
    print(
        f"| topic | found | among others | in a long text | near, taken for it | of {len(benign)} ordinary |"
    )
    print("|---|---|---|---|---|---|")
    rows = []
    for case in cases:
        detector = TopicDetector(model, Topics(model, [topic(case)]))
        among = [f"{BEFORE} {held} {AFTER}" for held in case["held"]]
        long = [f"{LONG_BEFORE} {held} {LONG_AFTER}" for held in case["held"]]
        row = [share(detector, texts) for texts in (case["held"], among, long, case["near"], benign)]
        rows.append(row)
        print(f"| {case['id']} | {' | '.join(f'{value:.1%}' for value in row)} |")
    print(f"| all | {' | '.join(f'{statistics.mean(column):.1%}' for column in zip(*rows, strict=True))} |")


def cost(model: Model, benign: Sequence[str]) -> None:
    """Print milliseconds for each KB of a text, medians; the worst is one all of whose sentences are in doubt."""
    cases = yaml.safe_load((HERE / "topics.yaml").read_text("utf-8"))
    sentences = [line for case in cases for line in case["near"]]
    text = Text("", " ".join(benign)[: 4 * KILOBYTE])
    worst = Text("", " ".join(sentences)[: 4 * KILOBYTE])
    topics = Topics(model, [topic(case) for case in cases])
    one = Topics(model, [topic(cases[0])])
    tried: dict[str, Callable[[], object]] = {
        "names and harm": lambda: list(EncoderDetector(model, LABELS).detect(0, text)),
        "names, harm and a topic": lambda: list(EncoderDetector(model, LABELS, topics=one).detect(0, text)),
        f"names, harm and {len(cases)} topics": lambda: list(
            EncoderDetector(model, LABELS, topics=topics).detect(0, text)
        ),
        f"{len(cases)} topics": lambda: list(TopicDetector(model, topics).detect(0, text)),
        f"{len(cases)} topics, sentences near them": lambda: list(
            TopicDetector(model, topics).detect(0, worst)
        ),
    }
    spent: dict[str, list[float]] = {name: [] for name in tried}
    for _ in range(21):
        for name, run in tried.items():
            begun = time.process_time()
            run()
            spent[name].append(time.process_time() - begun)
    for name, times in spent.items():
        print(f"{name}: {statistics.median(times) * 1000 / (len(text.value) / KILOBYTE):.2f} ms CPU per KB")
    begun = time.perf_counter()
    fresh = [Topic(case["id"], tuple(case["examples"][::-1]), tuple(case["not"])) for case in cases]
    Topics(model, fresh)
    print(f"to fit a topic: {(time.perf_counter() - begun) * 1000 / len(fresh):.1f} ms")


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=HERE.parents[2] / "shared/data")
    parser.add_argument("--rows", type=int, default=500, help="of each set")
    given = parser.parse_args()
    model = Model(folder())
    benign = ordinary(given.data, given.rows)
    quality(model, benign)
    cost(model, [benign[at] for at in np.random.default_rng(1).permutation(len(benign))])


if __name__ == "__main__":
    main()
