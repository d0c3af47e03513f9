"""The encoder: BERT's layers under MiniLM's weights, with a tagger and a harm head on one pass."""

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from guard.detect.encoder.labels import HARM, SHAPES, TAGS

HEAD = 32
"""Width of a head of attention."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large the encoder is.

    Args:
        layers: indices of the layers that are kept of the six of MiniLM.
        inner: width of each layer's inner step, of 1,536.
        heads: heads of attention in each layer, of 12; each is ``HEAD`` wide.
        relu: whether inner units are cut off at nought, which is cheaper, instead of MiniLM's GELU.
        width: width of a subword's vector.
        vocabulary: number of subwords.
        positions: longest window in subwords.
    """

    layers: tuple[int, ...] = (0, 1, 2, 3, 4, 5)
    inner: int = 1024
    heads: int = 6
    relu: bool = True
    width: int = 384
    vocabulary: int = 30522
    positions: int = 256

    def as_dict(self) -> dict[str, object]:
        """Give it as JSON holds it."""
        return asdict(self)


class Layer(nn.Module):
    """One layer of BERT: attention, then the inner step, each added and normalised (Devlin et al. 2018)."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.heads = size.heads
        self.relu = size.relu
        self.query = nn.Linear(size.width, size.heads * HEAD)
        self.key = nn.Linear(size.width, size.heads * HEAD)
        self.value = nn.Linear(size.width, size.heads * HEAD)
        self.output = nn.Linear(size.heads * HEAD, size.width)
        self.attended = nn.LayerNorm(size.width, eps=1e-12)
        self.widen = nn.Linear(size.width, size.inner)
        self.narrow = nn.Linear(size.inner, size.width)
        self.stepped = nn.LayerNorm(size.width, eps=1e-12)
        self.dropout = nn.Dropout(0.1)

    def forward(self, states: Tensor, mask: Tensor | None) -> Tensor:
        """Give the next states; ``mask`` is added to the attention scores, None where nothing is padded."""
        states = self.attended(states + self.dropout(self.output(self.mixed(states, mask))))
        inner = self.step(self.widen(states))
        out: Tensor = self.stepped(states + self.dropout(self.narrow(inner)))
        return out

    def step(self, inner: Tensor) -> Tensor:
        """Give what the inner units let through."""
        out: Tensor = functional.relu(inner) if self.relu else functional.gelu(inner)
        return out

    def mixed(self, states: Tensor, mask: Tensor | None) -> Tensor:
        """Give what the heads of attention gather, side by side, ``(batch, length, heads * HEAD)``."""
        batch, length, _ = states.shape

        def split(vectors: Tensor) -> Tensor:
            return vectors.view(batch, length, self.heads, HEAD).transpose(1, 2)

        query, key, value = split(self.query(states)), split(self.key(states)), split(self.value(states))
        scores = query @ key.transpose(-1, -2) / HEAD**0.5
        if mask is not None:
            scores = scores + mask
        out: Tensor = (scores.softmax(-1) @ value).transpose(1, 2).reshape(batch, length, self.heads * HEAD)
        return out


class Encoder(nn.Module):
    """Subwords and shapes of words to tags of subwords and harm of the window."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size
        self.words = nn.Embedding(size.vocabulary, size.width)
        self.places = nn.Embedding(size.positions, size.width)
        self.shapes = nn.Embedding(len(SHAPES), size.width)
        self.embedded = nn.LayerNorm(size.width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(size) for _ in size.layers)
        self.tagger = nn.Linear(size.width, len(TAGS))
        self.pooled = nn.Linear(2 * size.width, size.width)
        self.harm = nn.Linear(size.width, len(HARM))
        self.dropout = nn.Dropout(0.1)
        nn.init.zeros_(self.shapes.weight)

    def states(self, subwords: Tensor, shapes: Tensor, mask: Tensor | None) -> Tensor:
        """Give the last layer's vectors, ``(batch, length, width)``; ``mask`` is 0 where a window is padded."""
        places = torch.arange(subwords.shape[1], device=subwords.device)
        states = self.embedded(self.words(subwords) + self.shapes(shapes) + self.places(places))
        states = self.dropout(states)
        bias = None if mask is None else (1.0 - mask[:, None, None, :].to(states.dtype)) * -10000.0
        for layer in self.layers:
            states = layer(states, bias)
        found: Tensor = states
        return found

    def pool(self, states: Tensor, mask: Tensor | None) -> Tensor:
        """Give mean and maximum over a window's subwords, ``(batch, 2 * width)``."""
        if mask is None:
            return torch.cat((states.mean(1), states.amax(1)), -1)
        weight = mask[..., None].to(states.dtype)
        mean = (states * weight).sum(1) / weight.sum(1)
        most = (states + (weight - 1.0) * 10000.0).amax(1)
        return torch.cat((mean, most), -1)

    def judge(self, pooled: Tensor) -> Tensor:
        """Give the harm head's logits of pooled windows."""
        out: Tensor = self.harm(self.dropout(functional.gelu(self.pooled(pooled))))
        return out

    def forward(self, subwords: Tensor, shapes: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Give logits ``(batch, length, tags)`` and ``(batch, harm)``."""
        states = self.states(subwords, shapes, mask)
        return self.tagger(self.dropout(states)), self.judge(self.pool(states, mask))
