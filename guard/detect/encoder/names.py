"""Tags of subwords become spans of the text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from guard.detect.encoder.labels import ENTITIES, TAGS
from guard.detect.encoder.model import Floats
from guard.detect.encoder.windows import Subwords

FLOOR: Final = 0.4
"""The lowest probability at which a word counts as part of an entity: recall first, the policy has the last word."""
_BEGIN: Final = np.array([index for index, tag in enumerate(TAGS) if tag.startswith("B-")])
_INSIDE: Final = np.array([index for index, tag in enumerate(TAGS) if tag.startswith("I-")])
_JOINTS: Final = frozenset("'\u2019-./&,")
"""Signs that may stand inside a name, if words of it stand on both sides."""


@dataclass(frozen=True, slots=True)
class Name:
    """An entity in code points of the text, and how sure the tagger is."""

    start: int
    end: int
    label: str
    score: float


@dataclass(slots=True)
class _Open:
    """An entity that may go on."""

    start: int
    end: int
    label: int
    scores: list[float]

    def closed(self) -> Name:
        return Name(self.start, self.end, ENTITIES[self.label], round(float(np.mean(self.scores)), 4))


def names(text: str, subwords: Subwords, tags: Floats) -> Iterator[Name]:
    """Yield the entities of a text.

    Args:
        text: the text.
        subwords: its subwords.
        tags: ``(n, tags)`` probabilities.
    """
    if not len(subwords.ids):
        return
    firsts = np.flatnonzero(np.diff(subwords.words, prepend=-1))
    counts = np.diff(np.append(firsts, len(subwords.ids)))
    kinds = tags[:, _BEGIN] + tags[:, _INSIDE]
    # All subwords of a word have a say in what it is, its first in whether something begins with it.
    words = np.add.reduceat(kinds, firsts) / counts[:, None]
    begins = tags[firsts][:, _BEGIN]
    goes_on = tags[firsts][:, _INSIDE]
    best = words.argmax(-1)
    sure = words[np.arange(len(best)), best]
    likely = np.flatnonzero(sure >= FLOOR)
    spans = np.stack((subwords.spans[firsts, 0], subwords.spans[firsts + counts - 1, 1]), -1)
    current: _Open | None = None
    for word in likely.tolist():
        label = int(best[word])
        start, end = int(spans[word, 0]), int(spans[word, 1])
        begin = begins[word, label] > goes_on[word, label]
        if current and not begin and label == current.label and _joined(text[current.end : start]):
            current.end = end
            current.scores.append(float(sure[word]))
            continue
        if current and any(sign.isalnum() for sign in text[current.start : current.end]):
            yield current.closed()
        current = _Open(start, end, label, [float(sure[word])])
    if current and any(sign.isalnum() for sign in text[current.start : current.end]):
        yield current.closed()


def _joined(between: str) -> bool:
    return len(between) <= 3 and all(sign.isspace() or sign in _JOINTS for sign in between)  # noqa: PLR2004
