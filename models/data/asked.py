"""Requests made of an aim and a frame: the same words around a harmful aim and around its harmless twin.

What is asked for decides, not how it is asked: every frame stands around both. Some frames turn an
aim into talk about it (a penalty, a report, a refusal), which is harmless.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from models.data.own import HERE, lines
from models.data.rows import SAFE, Row, severities

FOLDER = HERE / "asked"
FILLS = 8
"""How many frames each aim is put into."""
_ABOUT = 0.08
_REFUSED = 0.05
_COMPLIED = 0.12
_BESIDE = 0.1
"""Shares of fillings that talk about the aim, refuse it, begin to comply, carry a sentence before or after."""


def rows(random: np.random.Generator) -> Iterator[tuple[str, Row]]:
    """Yield each aim in several frames, with the group that it belongs to."""
    frames: Mapping[str, Sequence[str]] = json.loads((FOLDER / "frames.json").read_text("utf-8"))
    for path in sorted(FOLDER.glob("*.jsonl")):
        kind = path.stem.split("_")[0]
        for line in lines(path):
            raw = json.loads(line)
            seen = {row.text: row for row in (one(kind, raw, frames, random) for _ in range(FILLS))}
            for row in seen.values():
                yield raw["group"], row


def one(
    kind: str, raw: Mapping[str, object], frames: Mapping[str, Sequence[str]], random: np.random.Generator
) -> Row:
    """Put an aim into a frame.

    Args:
        kind: ``do`` for a verb phrase, ``make`` for a noun phrase.
        raw: ``goal`` and ``labels``.
        frames: by what they do.
        random: chooses.
    """
    goal, labels = str(raw["goal"]), raw["labels"]
    if not isinstance(labels, dict):
        raise TypeError(f"{goal!r}: expected labels")

    def pick(name: str) -> str:
        return frames[name][int(random.integers(len(frames[name])))]

    chance = random.random()
    harm, form = severities(labels), "prompt"
    # Talk about somebody who hurts himself may still be a worry for him: those aims are only asked for.
    if chance < _ABOUT and "self_harm" not in labels:
        frame, harm = pick(f"{kind}_about"), dict(SAFE)
    elif chance < _ABOUT + _REFUSED and "self_harm" not in labels:
        frame, harm, form = pick(f"{kind}_refused"), dict(SAFE), "completion"
    elif chance < _ABOUT + _REFUSED + _COMPLIED:
        frame, form = pick("did" if kind == "do" else "made"), "completion"
    else:
        frame = pick(kind)
        frame = pick("before") + frame if random.random() < _BESIDE else frame
        frame = frame + pick("after") if random.random() < _BESIDE else frame
    text = frame.replace("{goal}", goal)
    if frame.startswith("{") and random.random() < 0.6:
        text = text[:1].upper() + text[1:]
    return Row(text, "asked", harm=harm, form=form)
