"""Ordinary sentences for topics to stand out from: the project's own harmless rows, as the encoder reads them.

`python -m models.train.background` makes the file anew for the artifact that is there, and gives an artifact
of before its states as outputs; nothing is trained.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime

from guard.detect.encoder.background import FILE, Background, Floats
from guard.detect.encoder.model import STATES, Model
from guard.detect.encoder.units import units
from guard.detect.encoder.windows import framed, read, says, windows

HERE: Final = Path(__file__).parents[1]
KEPT: Final = 3000
"""Sentences to compare with; `MOST` of them say how sentences differ."""
MOST: Final = 8000
_SEED: Final = 20261201


def texts() -> Iterator[str]:
    """Yield the harmless English rows of authored/, each one text; those with slots are left out."""
    for path in sorted((HERE / "data/authored").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if not row["labels"] and row.get("lang", "en") == "en" and "{" not in row["text"]:
                yield row["text"]


def sentences(model: Model, text: str) -> Iterator[Floats]:
    """Yield the mean states of each sentence of a text, among those around it as at run time."""
    subwords = read(model.tokenizer, text)
    for window in windows(subwords):
        if says(text, subwords, window):
            states = model.states(*framed(subwords, window))[1:-1]
            for low, high in units(text, subwords, window):
                yield states[low - window.start : high - window.start].mean(0)


def write(folder: Path) -> None:
    """Write the file for the artifact in ``folder``, and its digest into the manifest."""
    every = sorted(set(texts()))
    model = Model(folder)
    pooled: list[Floats] = []
    for at in np.random.default_rng(_SEED).permutation(len(every)):
        if len(pooled) >= MOST:
            break
        pooled += sentences(model, every[at])
    content = Background.of(np.stack(pooled), KEPT).content()
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["files"][FILE] = hashlib.sha256(content).hexdigest()
    (folder / FILE).write_bytes(content)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")


def main() -> None:
    """Do it for the artifact beside the code."""
    network = HERE / "encoder.onnx"
    session = onnxruntime.InferenceSession(network, providers=["CPUExecutionProvider"])
    if not {each.name for each in session.get_outputs()} >= set(STATES):
        from models.train.states import expose  # noqa: PLC0415  # onnx is needed for this alone

        expose(network)
        manifest = json.loads((HERE / "manifest.json").read_text("utf-8"))
        digest = hashlib.sha256(network.read_bytes()).hexdigest()
        manifest["files"] |= {network.name: digest, FILE: ""}
        manifest["version"] = f"guard-encoder-{digest[:12]}"
        (HERE / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
    write(HERE)


if __name__ == "__main__":
    main()
