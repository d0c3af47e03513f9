"""Joint training of tagger and harm head on batches in which each row tells what it knows."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from models.data.rows import UNTOLD
from models.train.batches import Batch
from models.train.network import Encoder

RATE = 3e-4
HEADS = 1e-3
WARM = 0.06
HARM_SHARE = 0.35


def tag_loss(logits: Tensor, batch: Batch) -> Tensor:
    """Give the mean surprise over subwords of which something is known, at any tag that they may have."""
    bits = 1 << torch.arange(logits.shape[-1], device=logits.device)
    allowed = (batch.allowed[..., None] & bits) > 0
    known = (batch.mask > 0) & ~allowed.all(-1)
    if not known.any():
        return logits.sum() * 0.0
    scores = functional.log_softmax(logits[known], -1)
    return -scores.masked_fill(~allowed[known], -1e9).logsumexp(-1).mean()


def harm_loss(logits: Tensor, batch: Batch) -> Tensor:
    """Give the summed surprise over the outputs of which a row says something, a mean over such rows."""
    known = batch.harm != UNTOLD
    rows = known.any(-1).sum()
    each = functional.binary_cross_entropy_with_logits(logits, batch.harm.clamp(min=0.0), reduction="none")
    return (each * known).sum() / rows.clamp(min=1)


def fit(
    encoder: Encoder,
    batches: Iterator[Batch],
    steps: int,
    checkpoint: Path,
    say: Callable[[str], None],
    rate: float = 1.0,
) -> None:
    """Train for ``steps`` batches; what is done is written to ``checkpoint`` now and then, and found there again."""
    encoder.words.weight.requires_grad_(False)
    ours = ("tagger", "pooled", "harm", "shapes")
    parts = {True: [], False: []}  # type: dict[bool, list[torch.nn.Parameter]]
    for name, weight in encoder.named_parameters():
        if weight.requires_grad:
            parts[name.split(".")[0] in ours].append(weight)
    optimiser = torch.optim.AdamW(
        [{"params": parts[True], "peak": HEADS * rate}, {"params": parts[False], "peak": RATE * rate}],
        weight_decay=0.01,
    )
    first = 0
    if checkpoint.exists():
        saved = torch.load(checkpoint)
        encoder.load_state_dict(saved["encoder"])
        optimiser.load_state_dict(saved["optimiser"])
        first = saved["step"]
    encoder.train()
    begun = time.monotonic()
    seen = 0
    running: list[float] = [0.0, 0.0]
    for step, batch in enumerate(batches):
        if step < first:
            continue
        if step >= steps:
            break
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * min(
                (step + 1) / (WARM * steps), (steps - step) / ((1 - WARM) * steps)
            )
        tag_logits, harm_logits = encoder(batch.subwords, batch.shapes, batch.mask)
        losses = tag_loss(tag_logits, batch), harm_loss(harm_logits, batch)
        loss = losses[0] + HARM_SHARE * losses[1]
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        optimiser.step()
        seen += int(batch.mask.sum())
        running = [0.97 * old + 0.03 * new.item() for old, new in zip(running, losses, strict=True)]
        if step % 50 == 49:
            rate = seen / (time.monotonic() - begun)
            say(f"fit {step + 1}/{steps} tags {running[0]:.3f} harm {running[1]:.3f} {rate:.0f} subwords/s")
        if step % 250 == 249:
            torch.save(
                {"encoder": encoder.state_dict(), "optimiser": optimiser.state_dict(), "step": step + 1},
                checkpoint,
            )
