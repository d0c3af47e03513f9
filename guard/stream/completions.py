"""Text completion chunks: the text of a choice leaves as it is released.

What spells the text token by token (``logprobs``) is dropped, for pieces leave as they are released and not as
they came; so is any member of a chunk that OpenAI does not describe.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from guard.stream.channel import Channel, Out, Screens
from guard.stream.chunks import ChunkStream, Shape
from guard.stream.step import Step
from guard.wire import completions, fields


class CompletionsStream(ChunkStream):
    """Screens one stream of text completion chunks.

    Args:
        screens: what the policy says of completions.
    """

    shape = Shape(completions.envelope, completions.REPLY, {"text": ""}, fields.usage)

    def __init__(self, screens: Screens) -> None:
        super().__init__(screens)
        self._channels: dict[int, Channel] = {}

    def _absorb(self, index: int, choice: Mapping[str, Any], size: int) -> Iterator[Step]:
        """Take the text out of one choice of a chunk, and release what is ready."""
        del size  # nothing is kept that does not leave
        if index not in self._channels:
            place = f"choices[{index}].text"
            self._channels[index] = Channel(self._screens, f"/choices/{index}/text", place)
        text = choice.get("text")
        if isinstance(text, str):
            yield from self._out(index, self._channels[index].feed(text))

    def _held(self, index: int) -> Iterator[Step]:
        channel = self._channels.pop(index, None)
        if channel is not None:
            yield from self._out(index, channel.close())

    def _out(self, index: int, outs: Iterable[Out]) -> Iterator[Step]:
        for out in outs:
            yield from self._step(index, {"text": out.text} if out.text else {}, out.screening)
