"""Chat completion chunks: every text of a choice leaves as it is released, the arguments of tool calls too.

What else a choice may carry (audio, annotations, content in parts) leaves at the end, screened as in a
reply that is not streamed. Members of a chunk that OpenAI does not describe are dropped.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from guard.errors import WireError
from guard.screen import Screening
from guard.stream.calls import Calls
from guard.stream.channel import MAX_HELD, Channel, Screens
from guard.stream.merge import MOST, merge, whole
from guard.stream.step import Step
from guard.wire import chat, jsontext, refusal, sse
from guard.wire.sse import ServerEvent

_STREAMED = ("content", "refusal", "reasoning_content", "reasoning")
_WORD = re.compile(r"[a-z_]{1,32}")
_DONE = ServerEvent(sse.DONE)


@dataclass(slots=True)
class _Choice:
    """What is still held of one choice."""

    calls: Calls
    channels: dict[str, Channel] = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=dict, repr=False)
    finish: str = ""


class ChatStream:
    """Screens one stream of chat completion chunks.

    Args:
        screens: what the policy says of completions.
    """

    def __init__(self, screens: Screens) -> None:
        self._screens = screens
        self._choices: dict[int, _Choice] = {}
        self._envelope: dict[str, Any] | None = None
        self._usage: dict[str, Any] = {}
        self._usage_alone = False
        self._kept = 0  # characters of events with something in them that leaves at the end
        self._over = False

    @property
    def over(self) -> bool:
        """Whether the stream has ended, by itself or by a verdict."""
        return self._over

    @property
    def ident(self) -> str:
        """Nothing: no history is kept of chats."""
        return ""

    def feed(self, event: ServerEvent) -> Iterator[Step]:
        """Take one event and give what may leave.

        Raises:
            WireError: if the event is not a chunk; nothing of it leaves.
        """
        if self._over:
            return
        if event.data.strip() == sse.DONE:
            yield from self.close()
            return
        chunk = jsontext.event(event.data)
        if chunk.get("error") is not None:
            yield from self._error(chunk)
            return
        if self._envelope is None:
            self._envelope = chat.envelope(chunk, "chat.completion.chunk")
        choices = chunk.get("choices") or []
        if not isinstance(choices, list) or not all(isinstance(choice, dict) for choice in choices):
            raise WireError("choices: expected an array of objects")
        if isinstance(chunk.get("usage"), dict):
            self._usage, self._usage_alone = chunk["usage"], not choices
        for at, choice in enumerate(choices):
            index = choice.get("index", at)
            # An index is a count, and not a number to say something with.
            if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < MOST:
                raise WireError(f"choices[{at}].index: expected an integer from 0 to {MOST - 1}")
            yield from self._absorb(index, choice)
            self._keep(index, len(event.data))

    def close(self) -> Iterator[Step]:
        """Give what is still held once it is screened, and the end of the stream."""
        yield from self.flush()
        if not self._over:
            self._over = True
            yield Step(None, (_DONE,))

    def flush(self) -> Iterator[Step]:
        """Give what is still held once it is screened; the stream stays open."""
        for index, choice in sorted(self._choices.items()):
            yield from self._flush(index, choice)
        if not self._over:
            yield from self._finish()

    def stop(self, error: bytes) -> Step:
        """End the stream with an error body; what is held never leaves."""
        self._over = True
        return Step(None, (ServerEvent(error.decode()), _DONE))

    def _absorb(self, index: int, choice: Mapping[str, Any]) -> Iterator[Step]:
        """Take the text out of one choice of a chunk, and release what is ready."""
        known = index in self._choices
        if not known:
            self._choices[index] = _Choice(Calls(self._screens, index))
        state = self._choices[index]
        given = choice.get("delta")
        delta = given if isinstance(given, dict) else {}
        finish = choice.get("finish_reason")
        if isinstance(finish, str) and _WORD.fullmatch(finish):
            state.finish = finish
        role = delta.get("role")
        if not known and isinstance(role, str) and _WORD.fullmatch(role):
            # Clients expect the first delta as the provider sends it: a role, and no text yet.
            opening = (
                {"role": role, "content": ""} if isinstance(delta.get("content"), str) else {"role": role}
            )
            yield Step(None, (self._delta(index, opening),))
        for name, value in delta.items():
            if name in _STREAMED and isinstance(value, str):
                if name not in state.channels:
                    state.channels[name] = Channel(
                        self._screens, f"/choices/{index}/message/{name}", f"choices[{index}].message.{name}"
                    )
                yield from self._out(index, name, state.channels[name].feed(value))
            elif name in Calls.NAMES:
                for part, screening in state.calls.add(name, value):
                    yield from self._step(index, part, screening)
            elif value is not None and name != "role":
                state.rest[name] = merge(state.rest.get(name), value)

    def _keep(self, index: int, size: int) -> None:
        state = self._choices[index]
        self._kept += size if state.rest or state.calls.rest else 0
        if self._kept > MAX_HELD:
            raise WireError(f"event: expected at most {MAX_HELD} characters that cannot leave yet")

    def _out(self, index: int, name: str, outs: Iterator[Any]) -> Iterator[Step]:
        for out in outs:
            yield from self._step(index, {name: out.text} if out.text else {}, out.screening)

    def _step(self, index: int, delta: Mapping[str, Any], screening: Screening | None) -> Iterator[Step]:
        if self._over:
            return
        if screening is not None and screening.blocked:
            yield self._block(screening)
        elif delta or screening is not None:
            yield Step(screening, (self._delta(index, delta),) if delta else ())

    def _flush(self, index: int, choice: _Choice) -> Iterator[Step]:
        channels, choice.channels = choice.channels, {}
        for name, channel in channels.items():
            yield from self._out(index, name, channel.close())
        for part, screening in choice.calls.close():
            yield from self._step(index, part, screening)
        rest = whole({**choice.rest, **choice.calls.rest})
        choice.rest.clear()
        choice.calls.rest.clear()
        if rest and not self._over:
            screening, changed = self._whole({"choices": [{"delta": rest}]})
            delta = {} if screening.blocked else changed["choices"][0]["delta"]
            yield from self._step(index, delta, screening)

    def _finish(self) -> Iterator[Step]:
        """Give the ends of the choices, in the order of their indices, and the usage."""
        ends = [(index, choice.finish) for index, choice in sorted(self._choices.items()) if choice.finish]
        given, self._usage = self._usage, {}
        screening, usage = self._whole({"usage": given}) if given else (None, {})
        if screening is not None and screening.blocked:
            yield self._block(screening)
            return
        with_last = {} if self._usage_alone else usage
        for at, (index, finish) in enumerate(ends):
            more = with_last if at == len(ends) - 1 else {}
            yield Step(screening if more else None, (self._delta(index, {}, finish, **more),))
            self._choices[index].finish = ""
        if usage and (self._usage_alone or not ends):
            yield Step(screening, (_event({**self._head(), "choices": [], **usage}),))

    def _error(self, chunk: Mapping[str, Any]) -> Iterator[Step]:
        """Pass on that the provider failed, in words that were screened."""
        yield from self.flush()
        if not self._over:
            screening, changed = self._whole({"error": chunk["error"]})
            event = ServerEvent(refusal.blocked_completion(screening.verdict, screening.policy).decode())
            self._over = True
            yield Step(screening, (event if screening.blocked else _event(changed), _DONE))

    def _whole(self, body: Mapping[str, Any]) -> tuple[Screening, dict[str, Any]]:
        document = jsontext.read(json.dumps(body), chat.CHUNK, lenient=True)
        screening = self._screens.texts(list(document.texts()))
        values = [self._screens.restore(value) for value in screening.values]
        return screening, json.loads(document.put(values))

    def _head(self) -> dict[str, Any]:
        return self._envelope or chat.envelope({}, "chat.completion.chunk")

    def _delta(
        self, index: int, delta: Mapping[str, Any], finish: str | None = None, **more: Any
    ) -> ServerEvent:
        choice = {"index": index, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _event({**self._head(), "choices": [choice], **more})

    def _block(self, screening: Screening) -> Step:
        """End every choice with ``content_filter``; nothing that is held leaves."""
        self._over = True
        if screening.verdict.outage:
            return Step(screening, (ServerEvent(refusal.outage().decode()), _DONE))
        ends = tuple(self._delta(index, {}, "content_filter") for index in sorted(self._choices) or (0,))
        return Step(screening, (*ends, _DONE))


def _event(body: Mapping[str, Any]) -> ServerEvent:
    return ServerEvent(json.dumps(body, ensure_ascii=False))
