"""A tenant's own topics, known from a few sentences that are about them and a few that are not.

The encoder was never trained to tell topics apart, but what its lower layers make of a sentence says what the
sentence is about. A topic is a direction among such vectors, fitted to the sentences given (ridge regression,
Hoerl & Kennard 1970) against ordinary ones, and a threshold that none of those reaches which are not about it,
and hardly any ordinary one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np

from guard.detect.encoder.background import Background, Floats
from guard.detect.encoder.model import Model
from guard.detect.encoder.windows import LONGEST, Window, framed, read, says
from guard.errors import ConfigError

FEWEST: Final = 3
"""Sentences of either sort that a topic needs."""
STRAY: Final = 1.5e-3
"""Share of ordinary sentences that may reach the threshold."""
MARGIN: Final = 0.1
"""How far above the nearest sentence that is not about it a topic begins, of the way to its examples: the same
sentence reads a little differently among others."""
DOUBT: Final = 2e-2
"""Share of ordinary sentences that are read alone too: what stands around a sentence can hide its topic. A
sentence between long paragraphs was found in two of five cases so, and is in two of three."""
_RIDGE: Final = 0.05
_AMONG: Final = (
    ("", ""),
    (
        "I wrote to you last week about the boxes in the hall. Thank you for the quick reply, by the way.",
        "Could you also tell me where the meeting takes place? The weather has been lovely here.",
    ),
    ("You are a helpful assistant. Answer in plain English and keep it short.", ""),
    ("", "My cat is asleep on the sofa. Write back when you have time, there is no hurry at all."),
    (
        "The train was late again. We had soup for lunch. Then we talked about the garden and the new bridge.",
        "",
    ),
)
"""What a sentence is read among: alone it reads otherwise than where it will stand, so that a direction fitted
to sentences alone found one in eight among others, and fitted to both two in three (tests/bench/topics.py)."""
_NOT: Final = 0.5
"""What all sentences that are not about a topic weigh together; its examples and ordinary ones weigh 1 each."""
_SURE: Final = float(np.log(9))
"""The logit of 0.9, which is the score that the middle one of a topic's own examples gets."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a policy says of a topic.

    Args:
        id: findings carry the label ``topics:<id>``.
        examples: sentences about it.
        negatives: sentences that could be taken for it, and are not about it.
        min_score: the score from which it is told; 0.5 is the threshold that its sentences give.
    """

    id: str
    examples: tuple[str, ...] = field(repr=False)
    negatives: tuple[str, ...] = field(repr=False)
    min_score: float = 0.5


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sentence that keeps a topic from being told.

    Args:
        key: ``examples`` or ``not``.
        index: which of them, from nought; None for all of them.
        message: what was expected; never the sentence.
    """

    key: str
    index: int | None
    message: str


class TopicError(ConfigError):
    """A topic that cannot be told from what it is not.

    Args:
        topic: its id.
        doubts: one for each sentence at fault.
    """

    def __init__(self, topic: str, doubts: Sequence[Doubt]) -> None:
        places = (each.key if each.index is None else f"{each.key}[{each.index}]" for each in doubts)
        said = (f"{place}: {each.message}" for place, each in zip(places, doubts, strict=True))
        super().__init__(f"topics.{topic}: " + "; ".join(said))
        self.topic = topic
        self.doubts = tuple(doubts)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A topic as a direction: a sentence's score is a logistic function of how far along it lies.

    Args:
        weights: of the parts of what `Background.apart` gives, in the logit, which is nought at the threshold.
        offset: of the logit.
        doubt: the score from which a sentence among others is read alone too.
    """

    weights: Floats = field(repr=False)
    offset: float
    doubt: float


def fit(model: Model, topic: Topic) -> Fitted:
    """Fit a topic; the same one for the same sentences, whichever policy or tenant has them.

    Raises:
        TopicError: if a sentence says nothing, or examples cannot be told from what is not the topic.
        ConfigError: if the artifact holds no background.
    """
    found = _fit(model, topic.examples, topic.negatives)
    if isinstance(found, Fitted):
        return found
    raise TopicError(topic.id, found)


@lru_cache(maxsize=1024)
def _fit(model: Model, examples: tuple[str, ...], negatives: tuple[str, ...]) -> Fitted | tuple[Doubt, ...]:
    doubts: list[Doubt] = []
    vectors: list[Floats] = []
    for key, texts in (("examples", examples), ("not", negatives)):
        if len(texts) < FEWEST:
            doubts.append(Doubt(key, None, f"expected at least {FEWEST} sentences"))
            continue
        found = [_read(model, each) for each in texts]
        known = [model.background.embed(each) for each in found if each is not None]
        if len(known) < len(found):
            bad = [at for at, each in enumerate(found) if each is None]
            doubts += [Doubt(key, at, "expected a sentence in words") for at in bad]
            continue
        vectors.append(np.stack(known))
    if doubts:
        return tuple(doubts)
    about, beside = vectors
    return _fitted(about, beside, model.background)


def _read(model: Model, sentence: str) -> Floats | None:
    """Give the mean states of a sentence ``(readings, layers, width)``, None if it holds no word that is known."""
    text = sentence.strip()
    alone = read(model.tokenizer, text)
    if not len(alone.ids) or not says(text, alone, Window(0, min(len(alone.ids), LONGEST), 0, 0)):
        return None
    return np.stack([_among(model, text, before, after) for before, after in _AMONG])


def _among(model: Model, text: str, before: str, after: str) -> Floats:
    """Give the mean state of a sentence between others."""
    start = len(before) + 1 if before else 0
    subwords = read(model.tokenizer, " ".join(filter(None, (before, text, after))))
    window = Window(0, min(len(subwords.ids), LONGEST), 0, 0)
    low, high = np.searchsorted(subwords.spans[: window.end, 0], (start, start + len(text)))
    mean: Floats = model.states(*framed(subwords, window))[1 + low : 1 + high].mean(0)
    return mean


def _fitted(examples: Floats, negatives: Floats, background: Background) -> Fitted | tuple[Doubt, ...]:
    """Fit a direction to vectors ``(sentences, readings, size)``; give what keeps it from being told instead."""
    size = examples.shape[-1]
    moments = background.moments + np.diag(np.append(np.full(size, _RIDGE), 0.0))
    aims = -background.moments[-1]
    for vectors, aim, weight in ((examples, 1.0, 1.0), (negatives, -1.0, _NOT)):
        flat = vectors.reshape(-1, size).astype(np.float64)
        rows = np.column_stack((flat, np.ones(len(flat))))
        moments += weight / len(rows) * rows.T @ rows
        aims = aims + weight * aim * rows.mean(0)
    direction = np.linalg.solve(moments, aims)[:-1].astype(np.float32)
    # Of its readings, an example counts by the middle one, and what is not the topic by the nearest.
    near, far = np.median(examples @ direction, 1), (negatives @ direction).max(1)
    ordinary = np.quantile(background.vectors @ direction, (1 - STRAY, 1 - DOUBT), method="higher")
    stray, doubt = ordinary.tolist()
    middle, most = float(np.median(near)), float(far.max())
    edge = most + MARGIN * max(0.0, middle - most)
    threshold = max(stray, edge)
    said = (
        "expected a sentence that says more of the topic: ordinary ones come as near to it"
        if stray >= edge
        else f"expected a sentence further from not[{int(far.argmax())}]"
    )
    doubts = [Doubt("examples", at, said) for at, value in enumerate(near.tolist()) if value <= threshold]
    if doubts:
        return tuple(doubts)
    slope = _SURE / (middle - threshold)
    weights, offset = background.unturned(direction * np.float32(slope))
    return Fitted(weights, offset - threshold * slope, float(logistic(np.array((doubt - threshold) * slope))))


def logistic(logits: Floats) -> Floats:
    """Give probabilities of logits."""
    return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float32)
