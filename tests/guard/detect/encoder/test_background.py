"""Ordinary sentences: what they have in common is taken away, and what is stored is what is read."""

import io

import numpy as np
import pytest

from guard.detect.encoder.background import Background, unit
from guard.errors import ConfigError

RANDOM = np.random.default_rng(7)
POOLED = (RANDOM.normal(0, 1, (200, 2, 8)) * np.linspace(0.1, 3, 8) + 5).astype(np.float32)
MADE = Background.of(POOLED, 50)


def test_what_all_have_in_common_is_taken_away_and_what_is_rare_counts_as_much():
    vectors = MADE.embed(POOLED)
    assert np.abs(vectors.mean(0)).max() < 0.01
    assert np.mean((vectors**2).sum(1)) == pytest.approx(1, abs=0.02)
    spread, before = vectors.var(0), MADE.apart(POOLED).var(0)
    assert spread.max() / spread[spread > 1e-6].min() < before.max() / before.min()


def test_the_first_ones_are_kept_to_compare_with():
    assert MADE.vectors == pytest.approx(MADE.embed(POOLED[:50]), abs=1e-3)
    rows = np.column_stack((MADE.vectors, np.ones(50)))
    assert MADE.moments == pytest.approx(rows.T @ rows / 50, abs=1e-4)


def test_a_direction_says_the_same_of_less():
    direction = RANDOM.normal(0, 1, 16).astype(np.float32)
    weights, offset = MADE.unturned(direction)
    assert MADE.apart(POOLED) @ weights + offset == pytest.approx(MADE.embed(POOLED) @ direction, abs=1e-3)


def test_what_is_stored_is_read():
    read = Background.read(MADE.content())
    assert read.embed(POOLED) == pytest.approx(MADE.embed(POOLED), abs=1e-6)
    assert read.vectors == pytest.approx(MADE.vectors, abs=float(np.abs(MADE.vectors).max()) / 100)
    assert MADE.content() == MADE.content()


def test_nothing_stays_nothing():
    assert not unit(np.zeros((2, 3), dtype=np.float32)).any()
    assert np.linalg.norm(unit(POOLED), axis=-1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("content", [b"", b"PK", b"nonsense", MADE.content()[:-200]])
def test_what_is_no_such_file_is_refused(content: bytes):
    with pytest.raises(ConfigError, match=r"models: background\.npz: not an artifact of this version"):
        Background.read(content)


@pytest.mark.parametrize("change", ["turn", "centre", "most", "vectors", ""])
def test_parts_that_do_not_fit_together_are_refused(change: str):
    with np.load(io.BytesIO(MADE.content())) as stored:
        parts = dict(stored)
    if change:
        parts[change] = parts[change][..., :-1]
    else:
        del parts["layers"]
    file = io.BytesIO()
    np.savez(file, **parts)
    with pytest.raises(ConfigError, match="not an artifact"):
        Background.read(file.getvalue())
