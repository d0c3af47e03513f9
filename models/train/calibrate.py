"""Probabilities that mean something, and the severities that follow from them.

Each output gets a slope and an offset on rows held out (Platt 1999). The thresholds are the lowest
that keep to a rate of false alarms on ordinary requests *and* on harmless texts written to look
harmful, read as they are at run time: a quantile of easy text alone does not carry over to hard text.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from guard.detect.encoder.labels import CATEGORIES, HARM, LEVELS
from models.data.rows import UNTOLD

ORDINARY: Mapping[int, float] = {2: 0.005, 4: 0.001, 6: 0.0002}
"""Share of ordinary requests that may reach each level in all categories together."""
HARD: Mapping[int, float] = {2: 0.08, 4: 0.05, 6: 0.02}
"""The same for harmless texts that were written to look harmful."""
LEAST = 0.45
"""No threshold lies lower."""

Doubles = NDArray[np.float64]


def platt(logits: Doubles, truth: Doubles) -> tuple[float, float]:
    """Fit slope and offset by Newton's method on the log loss, with the targets that Platt smooths."""
    positive, negative = int(truth.sum()), int((1 - truth).sum())
    target = np.where(truth > 0, (positive + 1) / (positive + 2), 1 / (negative + 2))
    design = np.stack((logits, np.ones_like(logits)), -1)
    # A little pull towards what the network says itself, for outputs of which few rows tell.
    pull = np.array([3.0, 0.1])
    weights = np.array([1.0, 0.0])
    for _ in range(50):
        probability = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        slope = design.T @ (probability - target) + pull * (weights - (1.0, 0.0))
        curve = (design * (probability * (1 - probability))[:, None]).T @ design + np.diag(pull)
        step = np.linalg.solve(curve, slope)
        weights = weights - np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-8:
            break
    return float(weights[0]), float(weights[1])


def outputs(logits: Doubles, truth: Doubles) -> dict[str, dict[str, float]]:
    """Give slope and offset of every output, from rows of which something is known."""
    found: dict[str, dict[str, float]] = {}
    for index, name in enumerate(HARM):
        known = truth[:, index] != UNTOLD
        slope, offset = platt(logits[known, index], truth[known, index])
        found[name] = {"slope": round(slope, 5), "offset": round(offset, 5)}
    return found


def thresholds(ordinary: Doubles, hard: Doubles) -> dict[str, dict[str, float]]:
    """Give the probability from which a category counts as reaching each level.

    It is the same for every category: what is probable enough to be flagged does not depend on
    what it is, and so no category uses up the alarms that are allowed to all.

    Args:
        ordinary: ``(rows, outputs)`` probabilities on ordinary requests.
        hard: the same on harmless texts that look harmful.
    """
    found: dict[str, float] = {}
    lower = LEAST
    for level in LEVELS:
        columns = [HARM.index(f"{category}>={level}") for category in CATEGORIES]
        easy = np.quantile(ordinary[:, columns].max(-1), 1 - ORDINARY[level])
        tricky = np.quantile(hard[:, columns].max(-1), 1 - HARD[level])
        lower = min(max(float(easy), float(tricky), lower), 0.99)
        found[str(level)] = round(lower, 4)
    return {category: dict(found) for category in CATEGORIES}


def reliability(probability: Doubles, truth: Doubles, bins: int = 10) -> Sequence[tuple[float, float, int]]:
    """Give mean probability, share of true ones and rows of each tenth of the scale."""
    place = np.minimum((probability * bins).astype(int), bins - 1)
    return [
        (float(probability[place == at].mean()), float(truth[place == at].mean()), int((place == at).sum()))
        for at in range(bins)
        if (place == at).any()
    ]
