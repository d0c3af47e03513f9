"""Chat completion chunks: every text of a choice leaves as it is released, the arguments of tool calls too.

What else a choice may carry (audio, annotations, content in parts) leaves at the end, screened as in a
reply that is not streamed. Members of a chunk that OpenAI does not describe are dropped.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from guard.errors import WireError
from guard.screen import Screening
from guard.stream.calls import Calls
from guard.stream.channel import MAX_HELD, Channel, Out, Screens
from guard.stream.chunks import WORD, ChunkStream, Shape
from guard.stream.merge import merge, whole
from guard.stream.step import Step
from guard.wire import chat

_STREAMED = ("content", "refusal", "reasoning_content", "reasoning")


def _usage(chunk: Mapping[str, Any]) -> dict[str, Any]:
    """Give the usage as it came: further members of it are screened like any other."""
    usage = chunk.get("usage")
    return {"usage": usage} if isinstance(usage, dict) and usage else {}


@dataclass(slots=True)
class _Choice:
    """What is still held of one choice."""

    calls: Calls
    channels: dict[str, Channel] = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=dict, repr=False)


class ChatStream(ChunkStream):
    """Screens one stream of chat completion chunks.

    Args:
        screens: what the policy says of completions.
    """

    shape = Shape(partial(chat.envelope, kind="chat.completion.chunk"), chat.CHUNK, {"delta": {}}, _usage)

    def __init__(self, screens: Screens) -> None:
        super().__init__(screens)
        self._choices: dict[int, _Choice] = {}
        self._kept = 0  # characters of events with something in them that leaves at the end

    def _absorb(self, index: int, choice: Mapping[str, Any], size: int) -> Iterator[Step]:
        """Take the text out of one choice of a chunk, and release what is ready."""
        known = index in self._choices
        if not known:
            self._choices[index] = _Choice(Calls(self._screens, index))
        state = self._choices[index]
        given = choice.get("delta")
        delta = given if isinstance(given, dict) else {}
        role = delta.get("role")
        if not known and isinstance(role, str) and WORD.fullmatch(role):
            # Clients expect the first delta as the provider sends it: a role, and no text yet.
            empty = {"content": ""} if isinstance(delta.get("content"), str) else {}
            yield from self._delta(index, {"role": role, **empty}, None)
        for name, value in delta.items():
            if name in _STREAMED and isinstance(value, str):
                if name not in state.channels:
                    state.channels[name] = Channel(
                        self._screens, f"/choices/{index}/message/{name}", f"choices[{index}].message.{name}"
                    )
                yield from self._out(index, name, state.channels[name].feed(value))
            elif name in Calls.NAMES:
                for part, screening in state.calls.add(name, value):
                    yield from self._delta(index, part, screening)
            elif value is not None and name != "role":
                state.rest[name] = merge(state.rest.get(name), value)
        self._kept += size if state.rest or state.calls.rest else 0
        if self._kept > MAX_HELD:
            raise WireError(f"event: expected at most {MAX_HELD} characters that cannot leave yet")

    def _held(self, index: int) -> Iterator[Step]:
        choice = self._choices[index]
        channels, choice.channels = choice.channels, {}
        for name, channel in channels.items():
            yield from self._out(index, name, channel.close())
        for part, screening in choice.calls.close():
            yield from self._delta(index, part, screening)
        rest = whole({**choice.rest, **choice.calls.rest})
        choice.rest.clear()
        choice.calls.rest.clear()
        if rest and not self._over:
            screening, changed = self._whole({"choices": [{"delta": rest}]})
            yield from self._delta(index, changed["choices"][0]["delta"], screening)

    def _out(self, index: int, name: str, outs: Iterable[Out]) -> Iterator[Step]:
        for out in outs:
            yield from self._delta(index, {name: out.text} if out.text else {}, out.screening)

    def _delta(self, index: int, delta: Mapping[str, Any], screening: Screening | None) -> Iterator[Step]:
        yield from self._step(index, {"delta": delta} if delta else {}, screening)
