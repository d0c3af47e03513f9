"""A chat completion stream, held back until what leaves has been screened. No IO.

Text of a choice is released sentence by sentence. What is screened is always the sentence in its
surroundings: some released text before it, and enough unreleased text after it that whatever could
still begin inside the sentence is seen whole. Text that may be JSON, or holds JSON escapes, is
released when it is whole, as are tool calls and everything else a choice may carry: then they are
read as in a reply that is not streamed. Members of a chunk that OpenAI does not describe are dropped.
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
"""Unreleased code points, spaces not counted, that must follow a sentence before it leaves."""
LONG = 4096
"""Code points without the end of a sentence after which any space will do."""

_STREAMED = ("content", "refusal", "reasoning_content", "reasoning")
# After a full stop that ends a word, not a number: "no. 12" and "+1 415. 555" stay together.
_BOUNDARY = re.compile("(?<=[^\\W\\d][.!?…])[\"')\\]]*\\s+|\\n+|[\u3002\uff01\uff1f]+")
_SPACE = re.compile(r"\s+")
_INK = re.compile(r"\S")
_ESCAPE = 16  # code points in which an escape that is not complete yet begins
_SPACED = 16  # runs of spaces are followed this far: a phrase torn by longer ones is read as two
_ROLE = re.compile(r"[a-z_]{1,32}")
_SURROGATE = re.compile("[\ud800-\udfff]")

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
    escape: int = -1
    json: bool | None = None

    def add(self, piece: str) -> None:
        known = len(self.pending)
        self.pending += piece
        if _SURROGATE.search(piece):
            # Half a character may come with one delta, its other half with the next.
            whole = self.pending.encode("utf-16-le", "surrogatepass")
            self.pending = whole.decode("utf-16-le", "surrogatepass")
        if self.json is None and piece.strip():
            self.json = jsontext.structured(self.pending)
        if self.escape < 0:
            self.escape = jsontext.escape_at(self.pending, max(0, known - _ESCAPE))

    def ready(self, hold: Hold, reach: int) -> int:
        """Give how much of the pending text may be released if nothing crosses its end."""
        last = len(self.pending) - max(reach, _ESCAPE) if self.escape < 0 else self.escape
        if hold is Hold.ALL or self.json or last <= self.searched:
            return 0
        boundary = _BOUNDARY if last < LONG else _SPACE
        if boundary.search(self.pending, self.searched, last) is None:
            self.searched = last
            return 0
        last = min(last, _leave_behind(self.pending, reach))
        ends = [match.end() for match in boundary.finditer(self.pending, self.searched, last)]
        # An end that has to wait, because something crosses it, is not found again: a later one is.
        self.searched = max(self.searched, last)
        return max(ends, default=0)

    def window(self, upto: int) -> Window:
        text = Text("/" + self.place, readable(self.before + self.pending), place=self.place)
        return Window(text, len(self.before), len(self.before) + upto)

    def take(self, upto: int) -> None:
        self.before = (self.before + self.pending[:upto])[-BEFORE:]
        self.pending = self.pending[upto:]
        self.searched = max(0, self.searched - upto)
        self.escape = max(-1, self.escape - upto)


def _leave_behind(text: str, reach: int) -> int:
    """Give the last place that ``reach`` code points other than spaces follow, or very many of any kind."""
    most = reach * _SPACED
    tail = text[-most:]
    seen = [match.start() for match in _INK.finditer(tail)]
    return len(text) - len(tail) + seen[-reach] if len(seen) >= reach else max(0, len(text) - most)


@dataclass(slots=True)
class _Choice:
    """What is still held of one choice."""

    channels: dict[str, _Channel] = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=dict, repr=False)
    finish: str = ""


class ChatStream:
    """Screens one stream of chat completion chunks.

    Args:
        screen_texts: screens whole Texts as completions.
        screen_window: screens a stretch of a Text in its surroundings.
        hold: how much is held back.
        tokens: what the pseudonyms of this exchange stand for.
        reach: code points, spaces not counted, that must follow a sentence before it leaves; no
            phrase that the policy looks for may be longer.
    """

    def __init__(
        self,
        screen_texts: ScreenTexts,
        screen_window: ScreenWindow,
        hold: Hold,
        tokens: Mapping[str, str],
        reach: int = REACH,
    ) -> None:
        self._screen_texts = screen_texts
        self._screen_window = screen_window
        self._hold = hold
        self._tokens = tokens
        self._reach = reach
        self._choices: dict[int, _Choice] = {}
        self._envelope: dict[str, Any] | None = None
        self._usage: dict[str, Any] = {}
        self._usage_alone = False
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
        if "error" in chunk:
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
            if not isinstance(index, int):
                raise WireError(f"choices[{at}].index: expected an integer")
            yield from self._absorb(index, choice)

    def close(self) -> Iterator[Step]:
        """Give what is still held once it is screened, and the end of the stream."""
        yield from self.flush()
        if not self._over:
            self._over = True
            yield Step(None, (sse.DONE,))

    def flush(self) -> Iterator[Step]:
        """Give what is still held once it is screened; the stream stays open."""
        for index, choice in sorted(self._choices.items()):
            yield from self._flush(index, choice)
        if not self._over:
            yield from self._finish()

    def stop(self, error: bytes) -> Step:
        """End the stream with an error body; what is held never leaves."""
        self._over = True
        return Step(None, (error.decode(), sse.DONE))

    def _absorb(self, index: int, choice: dict[str, Any]) -> Iterator[Step]:
        """Take the text out of one choice of a chunk, and release what is ready."""
        known = index in self._choices
        state = self._choices.setdefault(index, _Choice())
        delta = choice.get("delta")
        for name, value in delta.items() if isinstance(delta, dict) else ():
            if name in _STREAMED and isinstance(value, str):
                state.channels.setdefault(name, _Channel(f"choices[{index}].message.{name}")).add(value)
            elif value is not None and name != "role":
                state.rest[name] = _merge(state.rest.get(name), value)
        finish = choice.get("finish_reason")
        if isinstance(finish, str) and _ROLE.fullmatch(finish):
            state.finish = finish
        role = delta.get("role") if isinstance(delta, dict) else None
        if not known and isinstance(role, str) and _ROLE.fullmatch(role):
            # Clients expect the first delta as the provider sends it: a role, and no text yet.
            opening = {"role": role, "content": ""} if "content" in state.channels else {"role": role}
            yield Step(None, (self._delta(index, opening),))
        for name, channel in state.channels.items():
            upto = channel.ready(self._hold, self._reach)
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

    def _flush(self, index: int, choice: _Choice) -> Iterator[Step]:
        for name, channel in choice.channels.items():
            if channel.json:
                choice.rest[name] = channel.pending
                channel.take(len(channel.pending))
            elif channel.pending and not self._over:
                channel.pending = jsontext.unescaped(channel.pending)
                yield from self._send(index, name, channel, len(channel.pending))
        if choice.rest and not self._over:
            body = {"choices": [{"delta": choice.rest}]}
            choice.rest = {}
            screening, changed = self._whole(body)
            if screening.blocked:
                yield self._block(screening)
            else:
                yield Step(screening, (self._delta(index, changed["choices"][0]["delta"]),))

    def _finish(self) -> Iterator[Step]:
        """Give the ends of the choices, in the order of their indices, and the usage."""
        ends = [(index, choice.finish) for index, choice in sorted(self._choices.items()) if choice.finish]
        screening, usage = self._whole({"usage": self._usage}) if self._usage else (None, {})
        if screening is not None and screening.blocked:
            yield self._block(screening)
            return
        with_last = {} if self._usage_alone else usage
        for at, (index, finish) in enumerate(ends):
            more = with_last if at == len(ends) - 1 else {}
            yield Step(screening if more else None, (self._delta(index, {}, finish, **more),))
            self._choices[index].finish = ""
        if usage and (self._usage_alone or not ends):
            yield Step(screening, (json.dumps({**self._head(), "choices": [], **usage}, ensure_ascii=False),))
        self._usage = {}

    def _error(self, chunk: Mapping[str, Any]) -> Iterator[Step]:
        """Pass on that the provider failed, in words that were screened."""
        yield from self.flush()
        if not self._over:
            screening, changed = self._whole({"error": chunk["error"]})
            event = refusal.blocked_completion(screening.verdict, screening.policy).decode()
            if not screening.blocked:
                event = json.dumps(changed, ensure_ascii=False)
            self._over = True
            yield Step(screening, (event, sse.DONE))

    def _whole(self, body: Mapping[str, Any]) -> tuple[Screening, dict[str, Any]]:
        document = jsontext.read(json.dumps(body), chat.CHUNK)
        screening = self._screen_texts(list(document.texts()))
        values = [restore(value, self._tokens) for value in screening.values]
        return screening, json.loads(document.put(values))

    def _head(self) -> dict[str, Any]:
        return self._envelope or chat.envelope({}, "chat.completion.chunk")

    def _delta(self, index: int, delta: Mapping[str, Any], finish: str | None = None, **more: Any) -> str:
        choice = {"index": index, "delta": delta, "logprobs": None, "finish_reason": finish}
        return json.dumps({**self._head(), "choices": [choice], **more}, ensure_ascii=False)

    def _block(self, screening: Screening) -> Step:
        """End every choice with ``content_filter``; nothing that is held leaves."""
        self._over = True
        if screening.verdict.outage:
            return Step(screening, (refusal.outage().decode(), sse.DONE))
        ends = tuple(self._delta(index, {}, "content_filter") for index in sorted(self._choices) or (0,))
        return Step(screening, (*ends, sse.DONE))


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
        at = _place(merged, item)
        if at is None:
            merged.append(item)
        else:
            merged[at] = _merge(merged[at], item)
    return merged


def _place(merged: list[Any], item: Any) -> int | None:
    """Give where an item continues one that is there: the same index, or without one the last of its type."""
    if not isinstance(item, dict):
        return None
    if "index" in item:
        known = (each.get("index") if isinstance(each, dict) else None for each in merged)
        return next((at for at, index in enumerate(known) if index == item["index"]), None)
    last = merged[-1] if merged else None
    same = isinstance(last, dict) and "index" not in last and last.get("type") == item.get("type")
    return len(merged) - 1 if same else None
