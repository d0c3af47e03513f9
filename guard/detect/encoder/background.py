"""Ordinary sentences as the encoder sees them: what a topic has to stand out from.

All sentences look alike to an encoder that was never trained to tell topics apart: what they have in common is
taken away here, and what sets them apart is weighed by how rare it is (Su et al. 2021, whitening).
"""

import io
from dataclasses import dataclass, field
from typing import Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from guard.errors import ConfigError

FILE: Final = "background.npz"
_TINY: Final = 1e-9
_BYTE: Final = 127.0

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Background:
    """What turns pooled states of subwords into vectors of sentences, and such vectors to compare with.

    Args:
        layers: ``(layers, width)``, the mean state of each layer.
        centre: ``(size,)``, the mean of what is left of it at unit length, ``size`` being layers * width.
        turn: ``(size, size)``, whitens it.
        vectors: ``(sentences, size)`` of ordinary sentences.
        moments: ``(size + 1, size + 1)``, the mean of each product of two parts of them, with a last part of 1.
    """

    layers: Floats
    centre: Floats
    turn: Floats = field(repr=False)
    vectors: Floats = field(repr=False)
    moments: NDArray[np.float64] = field(repr=False)

    def apart(self, pooled: Floats) -> Floats:
        """Give what sets mean states ``(…, layers, width)`` apart from the mean of all, ``(…, size)``."""
        return unit(pooled - self.layers).reshape(*pooled.shape[:-2], -1)

    def embed(self, pooled: Floats) -> Floats:
        """Turn mean states ``(…, layers, width)`` into vectors ``(…, size)``."""
        return np.asarray((self.apart(pooled) - self.centre) @ self.turn, dtype=np.float32)

    def unturned(self, direction: Floats) -> tuple[Floats, float]:
        """Give weights and offset that say of what `apart` gives what a direction says of vectors: for less."""
        weights = np.asarray(self.turn @ direction, dtype=np.float32)
        return weights, -float(self.centre @ weights)

    @classmethod
    def of(cls, pooled: Floats, kept: int) -> "Background":
        """Make it from ordinary sentences.

        Args:
            pooled: their mean states ``(sentences, layers, width)``.
            kept: sentences that are kept to compare with, the first ones.
        """
        layers = pooled.mean(0)
        apart = unit(pooled - layers).reshape(len(pooled), -1)
        centre = apart.mean(0)
        spread, axes = np.linalg.eigh(np.cov(apart.astype(np.float64).T))
        # The square root of whitening: all of it makes too much of directions that are mere noise.
        turn = axes * (np.maximum(spread, 0) + _TINY) ** -0.25
        turn /= np.sqrt((((apart - centre) @ turn) ** 2).sum(1).mean())
        turn = turn.astype(np.float16).astype(np.float32)
        vectors = ((apart - centre) @ turn)[:kept]
        return cls(layers, centre, turn, vectors, _moments(vectors))

    def content(self) -> bytes:
        """Give it as a file: vectors in bytes, directions in half precision."""
        most = np.abs(self.vectors).max(0)
        file = io.BytesIO()
        np.savez(
            file,
            layers=self.layers,
            centre=self.centre,
            turn=self.turn.astype(np.float16),
            most=most,
            vectors=np.round(self.vectors / most * _BYTE).astype(np.int8),
        )
        return file.getvalue()

    @classmethod
    def read(cls, content: bytes) -> "Background":
        """Read it from a file.

        Raises:
            ConfigError: if it is none.
        """
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as stored:
                layers, centre, turn, most, found = (
                    np.asarray(stored[name], dtype=np.float32)
                    for name in ("layers", "centre", "turn", "most", "vectors")
                )
            size = layers.size
        except (KeyError, IndexError, OSError, ValueError, EOFError, BadZipFile) as error:
            raise ConfigError(f"models: {FILE}: not an artifact of this version: {error!r}") from None
        if (turn.shape, centre.shape, most.shape, found.shape[1:]) != ((size, size), *[(size,)] * 3):
            raise ConfigError(
                f"models: {FILE}: not an artifact of this version: its parts do not fit together"
            )
        vectors = found * (most / _BYTE)
        return cls(layers, centre, turn, vectors, _moments(vectors))


def unit(vectors: Floats) -> Floats:
    """Give vectors at length one; one of no length stays so."""
    found: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), _TINY)
    return found


def _moments(vectors: Floats) -> NDArray[np.float64]:
    rows = np.column_stack((vectors, np.ones(len(vectors), dtype=np.float32)))
    found: NDArray[np.float64] = (rows.T @ rows / len(rows)).astype(np.float64)
    return found
