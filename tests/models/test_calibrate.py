"""Calibration: slopes that mean something, thresholds that keep to the alarms allowed."""

import numpy as np
import pytest

from guard.detect.encoder.labels import CATEGORIES, HARM, LEVELS
from models.data.rows import UNTOLD
from models.train import calibrate


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


@pytest.mark.parametrize(("slope", "offset"), [(1.0, 0.0), (0.5, -1.0), (2.0, 1.5)])
def test_slope_and_offset_are_found_again(slope: float, offset: float):
    random = np.random.default_rng(1)
    logits = random.normal(0, 3, 20000)
    truth = (random.random(20000) < sigmoid(slope * logits + offset)).astype(float)
    found = calibrate.platt(logits, truth)
    assert found == pytest.approx((slope, offset), abs=0.1)


def test_an_output_that_no_row_tells_of_stays_as_it_is():
    assert calibrate.platt(np.zeros(0), np.zeros(0)) == pytest.approx((1.0, 0.0))


def test_rows_that_say_nothing_are_left_out():
    logits = np.zeros((100, len(HARM)))
    logits[:50] = 3.0
    truth = np.full((100, len(HARM)), UNTOLD)
    truth[:, 0] = 0.0
    truth[:50, 0] = 1.0
    found = calibrate.outputs(logits, truth)
    assert set(found) == set(HARM)
    assert found[HARM[0]]["slope"] > 1.0
    assert found[HARM[1]] == {"slope": 1.0, "offset": 0.0}


def test_thresholds_keep_to_the_alarms_allowed_on_both_kinds_and_rise():
    random = np.random.default_rng(1)
    easy = random.beta(1, 30, (20000, len(HARM)))
    hard = random.beta(1, 5, (4000, len(HARM)))
    found = calibrate.thresholds(easy, hard)
    assert set(found) == set(CATEGORIES)
    for level in LEVELS:
        columns = [HARM.index(f"{category}>={level}") for category in CATEGORIES]
        bars = np.array([found[category][str(level)] for category in CATEGORIES])
        assert (easy[:, columns] >= bars).any(-1).mean() <= calibrate.ORDINARY[level] + 1e-4
        assert (hard[:, columns] >= bars).any(-1).mean() <= calibrate.HARD[level] + 1e-3
    for levels in found.values():
        assert list(levels.values()) == sorted(levels.values())
        assert min(levels.values()) >= calibrate.LEAST


def test_easy_rows_alone_do_not_lower_the_bar_below_the_least():
    found = calibrate.thresholds(np.zeros((10, len(HARM))), np.zeros((10, len(HARM))))
    assert {value for levels in found.values() for value in levels.values()} == {calibrate.LEAST}
