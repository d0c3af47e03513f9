"""The artifact: verified by its digest, loaded once, shared by every tenant."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from guard.detect.encoder import background
from guard.detect.encoder.background import Background
from guard.detect.encoder.labels import CATEGORIES, HARM, LEVELS, TAGS
from guard.detect.encoder.windows import Numbers
from guard.errors import ConfigError

FILES: Final = ("encoder.onnx", "tokenizer.json")
OUTPUTS: Final = ("tags", "harm")
STATES: Final = ("states_1", "states_4")
"""Outputs of the first and the fourth layer: what words mean, and what they mean together. The last one
knows tags and harm best, and has forgotten more of the rest."""
Floats = NDArray[np.float32]


def folder() -> Path:
    """Give the folder of the shipped artifact: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).parents[2]
    inside = package / "_models"
    return inside if inside.is_dir() else package.parent / "models"


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns the network's logits into probabilities and severities.

    Args:
        slope: by output of the harm head (Platt 1999).
        offset: by output of the harm head.
        thresholds: for each category the probabilities from which it counts as low, medium and high.
    """

    slope: Floats
    offset: Floats
    thresholds: Mapping[str, tuple[float, float, float]]

    def probabilities(self, logits: Floats) -> Floats:
        """Turn logits ``(..., harm outputs)`` into probabilities.

        What reaches a level reaches those below it, so none of them is less likely; what is harmful in
        one way is harmful, so no category is likelier than harm of any kind.
        """
        found: Floats = 1.0 / (1.0 + np.exp(-(logits * self.slope + self.offset)))
        levels = found[..., :-1].reshape(*found.shape[:-1], len(CATEGORIES), len(LEVELS))
        rising = np.maximum.accumulate(levels[..., ::-1], -1)[..., ::-1]
        capped = np.minimum(rising, found[..., -1:, None])
        return np.concatenate((capped.reshape(*found.shape[:-1], -1), found[..., -1:]), -1)

    @classmethod
    def read(cls, manifest: Mapping[str, Any]) -> "Calibration":
        """Read it from a manifest.

        Raises:
            KeyError: if something is missing in it.
            ValueError: if a category's thresholds fall from one level to the next.
        """
        known = manifest["calibration"]
        for category, levels in known["thresholds"].items():
            if sorted(levels.values()) != list(levels.values()):
                raise ValueError(f"thresholds of {category} fall")
        return cls(
            np.array([known["outputs"][name]["slope"] for name in HARM], dtype=np.float32),
            np.array([known["outputs"][name]["offset"] for name in HARM], dtype=np.float32),
            {
                category: tuple(known["thresholds"][category][str(level)] for level in LEVELS)
                for category in CATEGORIES
            },
        )


class Model:
    """The encoder, its tokenizer and its calibration.

    Args:
        folder: where manifest.json and the files that it names lie.

    Raises:
        ConfigError: if a file is missing, or is not the one that the manifest describes.
    """

    def __init__(self, folder: Path) -> None:
        try:
            manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
            contents = {name: (folder / name).read_bytes() for name in FILES}
        except (OSError, ValueError) as error:
            raise ConfigError(f"models: {error}") from None
        try:
            self._verify(manifest, contents)
            self._folder = folder
            self._expected: str = manifest["files"][background.FILE]
            self.version: str = manifest["version"]
            self.calibration = Calibration.read(manifest)
            self.tokenizer = _tokenizer(contents["tokenizer.json"])
            self._session = onnxruntime.InferenceSession(
                contents["encoder.onnx"], _options(), providers=["CPUExecutionProvider"]
            )
        except (KeyError, TypeError, ValueError, RuntimeError) as error:
            raise ConfigError(f"models: not an artifact of this version: {error!r}") from None

    def _verify(self, manifest: Any, contents: Mapping[str, bytes]) -> None:
        for name, content in contents.items():
            _same(name, content, manifest["files"][name])
        if manifest["outputs"] != {"tags": list(TAGS), "harm": list(HARM)}:
            raise ConfigError("models: manifest.json: expected the outputs that this version reads")

    def read(self, subwords: Numbers, shapes: Numbers) -> tuple[Floats, Floats]:
        """Read one window.

        Args:
            subwords: ``(length,)``, with the marks around them.
            shapes: ``(length,)``.

        Returns:
            Probabilities ``(length, tags)`` and ``(harm outputs,)``.
        """
        # Outputs by name: what is not asked for is not copied either.
        tags, harm = self._session.run(OUTPUTS, {"subwords": subwords[None], "shapes": shapes[None]})
        return _softmax(tags[0]), self.calibration.probabilities(harm[0])

    def read_all(self, subwords: Numbers, shapes: Numbers) -> tuple[Floats, Floats, Floats]:
        """Read one window as `read` does, and give what its subwords mean from the same pass, as `states` does."""
        given = {"subwords": subwords[None], "shapes": shapes[None]}
        tags, harm, *states = self._session.run((*OUTPUTS, *STATES), given)
        return _softmax(tags[0]), self.calibration.probabilities(harm[0]), _stacked(states)

    def states(self, subwords: Numbers, shapes: Numbers) -> Floats:
        """Give what the subwords of one window mean, ``(length, layers, width)``."""
        return _stacked(self._session.run(STATES, {"subwords": subwords[None], "shapes": shapes[None]}))

    @cached_property
    def background(self) -> Background:
        """What topics have to stand out from; read when it is first asked for.

        Raises:
            ConfigError: if the file is missing, or is not the one that the manifest describes.
        """
        try:
            content = (self._folder / background.FILE).read_bytes()
        except OSError as error:
            raise ConfigError(f"models: {error}") from None
        _same(background.FILE, content, self._expected)
        return Background.read(content)


def _same(name: str, content: bytes, expected: str) -> None:
    digest = hashlib.sha256(content).hexdigest()
    if digest != expected:
        raise ConfigError(f"models: {name}: expected sha256 {expected}, found {digest}")


def _stacked(states: Sequence[Floats]) -> Floats:
    return np.stack([each[0] for each in states], 1)


def _tokenizer(content: bytes) -> Tokenizer:
    tokenizer: Tokenizer = Tokenizer.from_str(content.decode())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    # "[MASK]" in somebody's text is five signs, not an instruction to the encoder.
    tokenizer.encode_special_tokens = True
    return tokenizer


def _options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    # One thread a window: requests run side by side already, and two threads on one window cost more in all.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Buffers kept for the longest window ever seen would stay for good.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    return options


def _softmax(logits: Floats) -> Floats:
    shifted = np.exp(logits - logits.max(-1, keepdims=True))
    found: Floats = shifted / shifted.sum(-1, keepdims=True)
    return found
