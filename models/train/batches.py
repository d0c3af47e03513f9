"""Rows as the network is given them: windows of nearly one length side by side, with what is known of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from guard.detect.encoder.labels import ENTITIES, TAGS
from guard.detect.encoder.windows import LONGEST, Subwords, Window, framed, read
from models.data.augment import vary
from models.data.rows import Floats, Row, outputs

_TAG = {name: index for index, name in enumerate(TAGS)}
_POOL = 4096


@dataclass(frozen=True, slots=True)
class Sample:
    """One window: its subwords and what is known of it.

    Args:
        ids: subwords with the marks around them.
        shapes: how each word is written.
        allowed: for each subword a bit for each tag that it may have, all of them where nothing is known.
        harm: 0 or 1 for each output of the harm head, or ``UNTOLD``.
    """

    ids: NDArray[np.int64]
    shapes: NDArray[np.int64]
    allowed: NDArray[np.int64]
    harm: Floats


@dataclass(frozen=True, slots=True)
class Batch:
    """Samples side by side, padded to the longest."""

    subwords: Tensor
    shapes: Tensor
    mask: Tensor
    allowed: Tensor
    harm: Tensor


EVERY_TAG = (1 << len(TAGS)) - 1


def sample(row: Row, tokenizer: Tokenizer) -> Sample | None:
    """Give a row's first window, None if there is no subword in it."""
    subwords = read(tokenizer, row.text)
    total = min(len(subwords.ids), LONGEST)
    if not total:
        return None
    window = Window(0, total, 0, total)
    ids, shapes = framed(subwords, window)
    allowed = np.full(len(ids), EVERY_TAG, dtype=np.int64)
    allowed[1:-1] = tags(row, subwords, total)
    return Sample(ids, shapes, allowed, outputs(row))


def tags(row: Row, subwords: Subwords, total: int) -> NDArray[np.int64]:
    """Give the tags that each of the first ``total`` subwords may have, as bits."""
    if row.spans is None:
        return np.full(total, EVERY_TAG, dtype=np.int64)
    outside = 1 << _TAG["O"]
    for entity in ENTITIES:
        if entity not in row.marked:
            outside |= 1 << _TAG[f"B-{entity}"] | 1 << _TAG[f"I-{entity}"]
    found = np.full(total, outside, dtype=np.int64)
    starts, ends = subwords.spans[:total, 0], subwords.spans[:total, 1]
    for start, end, label in row.spans:
        inside = np.flatnonzero((starts < end) & (ends > start))
        if len(inside):
            found[inside] = 1 << _TAG[f"I-{label}"]
            found[inside[0]] = 1 << _TAG[f"B-{label}"]
    return found


def stack(samples: Sequence[Sample]) -> Batch:
    """Put samples side by side."""
    longest = max(len(each.ids) for each in samples)

    def padded(rows: Sequence[NDArray[np.int64]], value: int) -> Tensor:
        full = np.full((len(rows), longest), value, dtype=np.int64)
        for index, row in enumerate(rows):
            full[index, : len(row)] = row
        return torch.from_numpy(full)

    return Batch(
        subwords=padded([each.ids for each in samples], 0),
        shapes=padded([each.shapes for each in samples], 0),
        mask=padded([np.ones_like(each.ids) for each in samples], 0),
        allowed=padded([each.allowed for each in samples], EVERY_TAG),
        harm=torch.from_numpy(np.stack([each.harm for each in samples])),
    )


def buckets(samples: Sequence[Sample], budget: int) -> Iterator[list[Sample]]:
    """Yield samples of nearly one length, at most ``budget`` subwords together with padding."""
    group: list[Sample] = []
    for each in sorted(samples, key=lambda each: len(each.ids)):
        if group and (len(group) + 1) * len(each.ids) > budget:
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def batches(
    rows: Sequence[Row], tokenizer: Tokenizer, random: np.random.Generator, budget: int, *, change: bool
) -> Iterator[Batch]:
    """Yield batches of all rows in their order but for stretches of some thousand, which are shuffled.

    Args:
        rows: the rows.
        tokenizer: MiniLM's.
        random: for what is changed, and the order.
        budget: subwords of a batch, with padding.
        change: whether texts are varied as people vary them.
    """
    for start in range(0, len(rows), _POOL):
        part = [vary(row, random) if change else row for row in rows[start : start + _POOL]]
        samples = [each for row in part if (each := sample(row, tokenizer)) is not None]
        groups = list(buckets(samples, budget))
        for at in random.permutation(len(groups)):
            yield stack(groups[at])
