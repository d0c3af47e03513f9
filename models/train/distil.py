"""What pruning broke is mended first: the smaller encoder learns to give what MiniLM gives.

No label is needed for it, so it sees ordinary text of every kind (Hinton et al. 2015; Sanh et al. 2019).
"""

import time
from collections.abc import Callable, Iterable

import torch
from torch.nn import functional

from models.train.batches import Batch
from models.train.network import Encoder

RATE = 4e-4
WARM = 100


def distil(
    student: Encoder, teacher: Encoder, batches: Iterable[Batch], steps: int, say: Callable[[str], None]
) -> None:
    """Train ``student`` for ``steps`` batches to give ``teacher``'s vectors of each subword and each text."""
    # Without dropout: the teacher's answer is the target, noise on the way to it only blurs it.
    student.eval()
    teacher.eval()
    student.words.weight.requires_grad_(False)
    optimiser = torch.optim.AdamW([each for each in student.parameters() if each.requires_grad], lr=RATE)
    begun = time.monotonic()
    running = 0.0
    for step, batch in zip(range(steps), batches, strict=False):
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / WARM, (steps - step) / (0.5 * steps))
        with torch.no_grad():
            wanted = teacher.states(batch.subwords, batch.shapes, batch.mask)
        given = student.states(batch.subwords, batch.shapes, batch.mask)
        weight = batch.mask[..., None].float()
        apart = ((given - wanted).square() * weight).sum() / (weight.sum() * given.shape[-1])
        means = [(each * weight).sum(1) / weight.sum(1) for each in (given, wanted)]
        turned = 1.0 - functional.cosine_similarity(means[0], means[1], dim=-1).mean()
        loss = apart / 0.1 + turned
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimiser.step()
        running = 0.98 * running + 0.02 * turned.item() if step else turned.item()
        if step % 50 == 0:
            say(
                f"distil {step}/{steps} loss {loss.item():.3f} turned {running:.3f} {time.monotonic() - begun:.0f} s"
            )
