"""Sentences of a window, as what is judged by itself: short ones go with their neighbour, long ones are divided."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np

from guard.detect.encoder.windows import Subwords, Window

SHORT: Final = 5
"""Subwords below which a sentence is read with the next one: "And Hooli?" says too little."""
LONG: Final = 40
"""Subwords above which a sentence is divided: a few words on a topic would drown in it."""
_SENTENCE: Final = re.compile(r"(?<=[.!?…;])[\"')\]]*\s+|\n+|[\u3002\uff01\uff1f]+")


def units(text: str, subwords: Subwords, window: Window) -> Iterator[tuple[int, int]]:
    """Yield first and one past last subword of each unit of a window, in order and without a gap."""
    spans = subwords.spans[window.start : window.end]
    edges = [match.end() for match in _SENTENCE.finditer(text, int(spans[0, 0]), int(spans[-1, 1]))]
    cuts = [0]
    for edge in map(int, np.searchsorted(spans[:, 0], edges)):
        if edge - cuts[-1] >= SHORT:
            cuts.append(edge)
    total = len(spans)
    if cuts[-1] == total or (len(cuts) > 1 and total - cuts[-1] < SHORT):
        cuts.pop()
    for low, high in pairwise((*cuts, total)):
        yield from pairwise(_divided(subwords, window.start + low, window.start + high))


def _divided(subwords: Subwords, low: int, high: int) -> list[int]:
    """Give the edges of a sentence and of its parts, which begin with words and are as long as each other."""
    pieces = -(-(high - low) // LONG)
    edges = [low]
    for at in range(1, pieces):
        near = low + (high - low) * at // pieces
        begun = int(np.searchsorted(subwords.words, subwords.words[near]))
        edges.append(begun if near - begun < SHORT else near)  # a very long word is cut
    return [*edges, high]
