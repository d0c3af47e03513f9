"""What sizes of the encoder cost, and how near they begin to MiniLM: `python tests/bench/encoder_sizes.py`.

Needs what `make train` installs. Cost is the median CPU time of 128 subwords on one thread, weights in
eight bits; nearness the mean cosine of subwords' vectors after pruning, before any training.
"""

import logging
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch.nn import functional

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from guard.detect.encoder.model import _options  # noqa: E402
from guard.detect.encoder.windows import LONGEST, read  # noqa: E402
from models.data import own  # noqa: E402
from models.train import initial  # noqa: E402
from models.train.export import export  # noqa: E402
from models.train.network import Encoder, Size  # noqa: E402

SIZES = (
    initial.ALL,
    Size(inner=768, heads=12, relu=False),
    Size(inner=1024, heads=6, relu=False),
    Size(inner=1024, heads=6, relu=True),
    Size(inner=768, heads=6, relu=True),
    Size(layers=(0, 2, 4, 5), inner=768, heads=12, relu=False),
)
ROUNDS = 5
RUNS = 30


def windows() -> list[list[int]]:
    """Give the subwords of some of our own texts."""
    tokenizer = initial.tokenizer()
    texts = [row.text for row in own.names()][::12]
    return [[101, *read(tokenizer, text).ids[:LONGEST].tolist(), 102] for text in texts]


def session(encoder: Encoder) -> onnxruntime.InferenceSession:
    with tempfile.TemporaryDirectory() as folder:
        export(encoder, Path(folder) / "encoder.onnx")
        content = (Path(folder) / "encoder.onnx").read_bytes()
    return onnxruntime.InferenceSession(content, _options(), providers=["CPUExecutionProvider"])


@torch.no_grad()
def nearness(encoder: Encoder, teacher: Encoder, sample: list[list[int]]) -> float:
    found = []
    for window in sample:
        subwords = torch.tensor([window])
        shapes = torch.zeros_like(subwords)
        ours, theirs = encoder.states(subwords, shapes, None), teacher.states(subwords, shapes, None)
        found.append(functional.cosine_similarity(ours, theirs, dim=-1).mean().item())
    return float(np.mean(found))


def main() -> None:
    logging.disable(logging.WARNING)
    sample = windows()
    seen, unseen = sample[::2], sample[1::2]
    teacher = initial.whole().eval()
    encoders = [initial.pruned(size, seen).eval() for size in SIZES]
    near = [nearness(encoder, teacher, unseen) for encoder in encoders]
    sessions = [session(encoder) for encoder in encoders]
    given = {
        "subwords": np.random.default_rng(0).integers(1000, 20000, (1, 128)),
        "shapes": np.zeros((1, 128), dtype=np.int64),
    }
    spent: list[list[float]] = [[] for _ in SIZES]
    for _ in range(ROUNDS):
        for times, each in zip(spent, sessions, strict=True):
            for _ in range(RUNS):
                begun = time.process_time()
                each.run(None, given)
                times.append(time.process_time() - begun)
    print("| layers × inner, heads | ms | cosine |\n|---|---|---|")
    for size, times, cosine in zip(SIZES, spent, near, strict=True):
        step = ", ReLU" if size.relu else ""
        print(
            f"| {len(size.layers)} × {size.inner:,}, {size.heads}{step} | {np.median(times) * 1000:.1f} | {cosine:.2f} |"
        )


if __name__ == "__main__":
    main()
