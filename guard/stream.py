"""A chat completion stream, held back until what leaves has been screened. No IO.

Text of a choice is released sentence by sentence. What is screened is always the sentence in its
surroundings: some released text before it, and enough unreleased text after it that whatever could
still begin inside the sentence is seen whole. Tool calls and everything else a choice may carry
are put together and screened when the choice ends.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from guard.decide.policy import Hold
from guard.errors import WireError
from guard.screen import Screening, Window
from guard.transform.restore import restore
from guard.types import Text, readable
from guard.wire import chat, jsontext, refusal, sse

BEFORE = 512
"""Released code points that stay in view."""
REACH = 96
"""Unreleased code points that must follow a sentence before it leaves: longer than any match with a space in it."""

LONG = 4096
"""Code points without the end of a sentence after which any space will do."""

_SPACE = re.compile(r"\s+")
_STREAMED = ("content", "refusal", "reasoning_content", "reasoning")
# After a full stop that ends a word, not a number: "no. 12" and "+1 415. 555" stay together.
_BOUNDARY = re.compile("(?<=[^\\W\\d][.!?…])[\"')\\]]*\\s+|\\n+|[\u3002\uff01\uff1f]+")

ScreenTexts = Callable[[list[Text]], Screening]
ScreenWindow = Callable[[Window], tuple[Screening, int]]


@dataclass(frozen=True, slots=True)
class Step:
    """Events that may leave once the screening they come from is on record."""

    screening: Screening | None
    events: tuple[str, ...] = field(repr=False)


@dataclass(slots=True)
class _Channel:
    """One streamed text of one choice; each place of it is searched for ends of sentences once."""

    place: str
    before: str = field(default="", repr=False)
    pending: str = field(default="", repr=False)
    searched: int = 0

    def ready(self, hold: Hold) -> int:
        """Give how much of the pending text may be released if nothing crosses its end."""
        last = len(self.pending) - REACH
        if hold is Hold.ALL or last <= self.searched:
            return 0
        boundary = _BOUNDARY if last < LONG else _SPACE
        ends = [match.end() for match in boundary.finditer(self.pending, self.searched, last)]
        # An end that has to wait, because something crosses it, is not found again: a later one is.
        self.searched = last
        return max(ends, default=0)

    def window(self, upto: int) -> Window:
        text = Text("/" + self.place, self.before + self.pending, place=self.place)
        return Window(text, len(self.before), len(self.before) + upto)

    def take(self, upto: int) -> None:
        self.before = (self.before + self.pending[:upto])[-BEFORE:]
        self.pending = self.pending[upto:]
        self.searched = max(0, self.searched - upto)


@dataclass(slots=True)
class _Choice:
    """What is still held of one choice."""

    channels: dict[str, _Channel] = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=dict, repr=False)
    finished: bool = False


class ChatStream:
    """Screens one stream of chat completion chunks.

    Args:
        screen_texts: screens whole Texts as completions.
        screen_window: screens a stretch of a Text in its surroundings.
        hold: how much is held back.
        tokens: what the pseudonyms of this exchange stand for.
    """

    def __init__(
        self, screen_texts: ScreenTexts, screen_window: ScreenWindow, hold: Hold, tokens: Mapping[str, str]
    ) -> None:
        self._screen_texts = screen_texts
        self._screen_window = screen_window
        self._hold = hold
        self._tokens = tokens
        self._choices: dict[int, _Choice] = {}
        self._envelope: dict[str, Any] = chat.envelope({}, "chat.completion.chunk")
        self._over = False

    @property
    def over(self) -> bool:
        """Whether the stream has ended, by itself or by a verdict."""
        return self._over

    def feed(self, data: str) -> Iterator[Step]:
        """Take the data of one event and give what may leave.

        Raises:
            WireError: if the event is not a chunk; nothing of it leaves.
        """
        if self._over:
            return
        if data.strip() == sse.DONE:
            yield from self.close()
            return
        jsontext.read(data)  # refuses what two readers could read differently
        chunk = jsontext.load(data.encode(), what="event")
        yield from self._chunk(dict(chunk))

    def close(self) -> Iterator[Step]:
        """Give what is still held once it is screened, and the end of the stream."""
        yield from self.flush()
        if not self._over:
            self._over = True
            yield Step(None, (sse.DONE,))

    def flush(self) -> Iterator[Step]:
        """Give what is still held once it is screened; the stream stays open."""
        for index in sorted(self._choices):
            yield from self._flush(index)

    def stop(self, error: bytes) -> Step:
        """End the stream with an error body; what is held never leaves."""
        self._over = True
        return Step(None, (error.decode(), sse.DONE))

    def _chunk(self, chunk: dict[str, Any]) -> Iterator[Step]:
        if not any(choice.channels or choice.rest for choice in self._choices.values()):
            self._envelope = chat.envelope(chunk, "chat.completion.chunk")
        choices = chunk.get("choices")
        worth = [bool(chunk.get("usage")) or not choices]
        finishing: list[int] = []
        for at, choice in enumerate(choices if isinstance(choices, list) else ()):
            if not isinstance(choice, dict):
                raise WireError(f"choices[{at}]: expected an object")
            index = choice.get("index")
            index = index if isinstance(index, int) else at
            worth.append(self._absorb(index, choice))
            yield from self._release(index)
            if choice.get("finish_reason") is not None:
                finishing.append(index)
        chunk.pop("obfuscation", None)  # pads the length of a text that is no longer there
        for index in finishing:
            yield from self._flush(index)
            self._choices[index].finished = True
        if any(worth) and not self._over:
            yield self._skeleton(chunk)

    def _absorb(self, index: int, choice: dict[str, Any]) -> bool:
        """Take the text out of one choice of a chunk and say whether what remains is worth sending."""
        state = self._choices.setdefault(index, _Choice())
        delta = choice.get("delta")
        kept: dict[str, Any] = {}
        for name, value in delta.items() if isinstance(delta, dict) else ():
            if name == "role":
                kept[name] = value
            elif name in _STREAMED and isinstance(value, str):
                place = f"choices[{index}].message.{name}"
                state.channels.setdefault(name, _Channel(place)).pending += readable(value)
            elif value is not None:
                state.rest[name] = _merge(state.rest.get(name), value)
        if "role" in kept and isinstance(delta, dict) and delta.get("content") is not None:
            kept["content"] = ""  # clients expect the first delta as the provider sends it
        choice["delta"] = kept
        if "logprobs" in choice:
            choice["logprobs"] = None  # they spell the text, token by token
        return bool(kept) or choice.get("finish_reason") is not None

    def _release(self, index: int) -> Iterator[Step]:
        for name, channel in self._choices[index].channels.items():
            upto = channel.ready(self._hold)
            if upto and not self._over:
                yield from self._send(index, name, channel, upto)

    def _send(self, index: int, name: str, channel: _Channel, upto: int) -> Iterator[Step]:
        screening, high = self._screen_window(channel.window(upto))
        released = high - len(channel.before)
        if screening.blocked:
            yield self._block(screening)
        elif released > 0:
            channel.take(released)
            value = restore(screening.values[0], self._tokens)
            yield Step(screening, (self._delta(index, {name: value}),) if value else ())

    def _flush(self, index: int) -> Iterator[Step]:
        choice = self._choices.setdefault(index, _Choice())
        for name, channel in choice.channels.items():
            if channel.pending and not self._over:
                yield from self._send(index, name, channel, len(channel.pending))
        if choice.rest and not self._over:
            body = {"choices": [{"delta": choice.rest}]}
            choice.rest = {}
            screening, changed = self._whole(body)
            if screening.blocked:
                yield self._block(screening)
            else:
                yield Step(screening, (self._delta(index, json.loads(changed)["choices"][0]["delta"]),))

    def _skeleton(self, chunk: dict[str, Any]) -> Step:
        screening, changed = self._whole(chunk)
        return self._block(screening) if screening.blocked else Step(screening, (changed,))

    def _whole(self, body: Mapping[str, Any]) -> tuple[Screening, str]:
        document = jsontext.read(json.dumps(body, ensure_ascii=False), chat.CHUNK)
        texts = list(document.texts())
        screening = self._screen_texts(texts)
        values = [restore(value, self._tokens) for value in screening.values]
        return screening, document.put(values)

    def _delta(self, index: int, delta: Mapping[str, Any]) -> str:
        choice = {"index": index, "delta": delta, "logprobs": None, "finish_reason": None}
        return json.dumps({**self._envelope, "choices": [choice]}, ensure_ascii=False)

    def _block(self, screening: Screening) -> Step:
        """End every open choice with ``content_filter``; nothing that is held leaves."""
        self._over = True
        if screening.verdict.outage:
            return Step(screening, (refusal.outage().decode(), sse.DONE))
        choices: list[dict[str, Any]] = [
            {"index": index, "delta": {}, "logprobs": None, "finish_reason": "content_filter"}
            for index, choice in sorted(self._choices.items())
            if not choice.finished
        ]
        last = json.dumps({**self._envelope, "choices": choices})
        return Step(screening, (last, sse.DONE))


def _merge(old: Any, new: Any) -> Any:
    """Put the pieces of a delta together: strings grow, lists go by ``index``, the rest is replaced."""
    if isinstance(old, str) and isinstance(new, str):
        return old + new
    if isinstance(old, dict) and isinstance(new, dict):
        fixed = ("id", "type", "index", "role")
        merged = {name: new[name] if name in fixed else _merge(old.get(name), new[name]) for name in new}
        return {**old, **merged}
    if isinstance(old, list | None) and isinstance(new, list):
        return _merge_lists(old or [], new)
    return new


def _merge_lists(old: list[Any], new: list[Any]) -> list[Any]:
    merged = list(old)
    for item in new:
        key = item.get("index") if isinstance(item, dict) else None
        at = next(
            (at for at, each in enumerate(merged) if isinstance(each, dict) and each.get("index") == key),
            None,
        )
        if key is None or at is None:
            merged.append(item)
        else:
            merged[at] = _merge(merged[at], item)
    return merged
