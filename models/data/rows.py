"""One row of training data, whatever set it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guard.detect.encoder.labels import CATEGORIES, ENTITIES, LEVELS

Floats = NDArray[np.float32]
UNTOLD = -1.0
"""What stands for an output of the harm head of which a row says nothing."""
UNKNOWN = (0, 6)
"""A severity of which nothing is known."""
SAFE: Mapping[str, tuple[int, int]] = dict.fromkeys(CATEGORIES, (0, 0))
"""A text that is known to be harmless in every category."""


@dataclass(frozen=True, slots=True)
class Row:
    """A text and what is known of it.

    Args:
        text: the text.
        source: the set it comes from, under which its share of training is set.
        harm: for each category the lowest and the highest severity it may have; a category that
            is not named is unknown. None if nothing is known of harm at all.
        harmful: whether any category reaches low, where that is known and ``harm`` does not tell.
        spans: code points and label of each entity; None if nothing is known of entities at all.
        marked: the entities that this set marks: outside of spans, any other may be.
        form: prompt, completion or document, where known.
        lang: ISO 639-1.
    """

    text: str
    source: str
    harm: Mapping[str, tuple[int, int]] | None = None
    harmful: bool | None = None
    spans: tuple[tuple[int, int, str], ...] | None = None
    marked: frozenset[str] = frozenset(ENTITIES)
    form: str = ""
    lang: str = "en"


def severities(labels: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Give exact severities: a category that is not named is safe."""
    return {category: (labels.get(category, 0), labels.get(category, 0)) for category in CATEGORIES}


def at_least(category: str, low: int, high: int = 6) -> dict[str, tuple[int, int]]:
    """Give a range for one category, and nothing for the others."""
    return {category: (low, high)}


def outputs(row: Row) -> Floats:
    """Give what a row says of each output of the harm head: 0, 1 or ``UNTOLD``."""
    known = row.harm or {}
    found = [_reaches(known.get(category, UNKNOWN), level) for category in CATEGORIES for level in LEVELS]
    if row.harmful is not None:
        found.append(float(row.harmful))
    elif any(low >= LEVELS[0] for low, _ in known.values()):
        found.append(1.0)
    elif len(known) == len(CATEGORIES) and all(high < LEVELS[0] for _, high in known.values()):
        found.append(0.0)
    else:
        found.append(UNTOLD)
    return np.array(found, dtype=np.float32)


def _reaches(severity: tuple[int, int], level: int) -> float:
    low, high = severity
    return 1.0 if low >= level else 0.0 if high < level else UNTOLD
