"""A stream of Anthropic's Messages API, held back until what leaves has been screened. No IO.

Blocks of content come one after the other. The text of a block, its thinking and the input of a tool
each go through a channel; whatever else a block begins with is screened whole, at once; citations,
signatures and summaries are screened whole at the end of their block. Every event is written anew, from
what was screened; events and deltas that Anthropic does not describe are dropped. A signature leaves
only with the thinking that was signed (`guard.wire.thinking`).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, TypeVar

from guard.errors import WireError
from guard.screen import Screening
from guard.stream.channel import Channel, Out, Screens
from guard.stream.step import Step
from guard.types import Text, readable
from guard.wire import anthropic, jsontext, refusal
from guard.wire.document import Paths
from guard.wire.sse import ServerEvent

MemberT = TypeVar("MemberT")


@dataclass(frozen=True, slots=True)
class _Streamed:
    """What a kind of delta adds to.

    Args:
        member: the member of the block.
        called: what the delta calls its piece.
        depth: in how many JSON texts it stands: the input of a tool is none, it is JSON of the reply itself.
    """

    member: str
    called: str
    depth: int = 0


_STREAMED = {
    "text_delta": _Streamed("text", "text"),
    "thinking_delta": _Streamed("thinking", "thinking"),
    "input_json_delta": _Streamed("input", "partial_json", -1),
}
_SUMMARY = ("content", "encrypted_content")  # what a compaction_delta brings, each of them whole


class _Refused(Exception):  # noqa: N818  # not an error: what was screened ends the message
    """What may not leave."""

    def __init__(self, screening: Screening) -> None:
        super().__init__(screening.policy)
        self.screening = screening


@dataclass(slots=True)
class _Block:
    """The block that is open.

    Args:
        index: its place in the content of the reply.
        theirs: the index that the provider gives it.
        channels: its streamed texts, by the delta they come in.
        rest: what is screened at its end, as the members of the block.
        said: the pieces of its thinking, as they came.
        released: the same, as they were let out.
    """

    index: int
    theirs: Any
    channels: dict[str, Channel] = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=dict, repr=False)
    said: list[str] = field(default_factory=list, repr=False)
    released: list[str] = field(default_factory=list, repr=False)


class AnthropicStream:
    """Screens one stream of the Messages API.

    Args:
        screens: what the policy says.
    """

    def __init__(self, screens: Screens) -> None:
        self._screens = screens
        self._started = False
        self._blocks = 0
        self._block: _Block | None = None
        self._output = 0
        self._over = False
        self._parts: dict[str, Callable[[Mapping[str, Any]], Iterator[Step]]] = {
            "content_block_start": self._open,
            "content_block_delta": self._delta,
            "content_block_stop": self._close,
            "message_delta": self._told,
            "message_stop": self._stop,
        }

    @property
    def over(self) -> bool:
        """Whether the stream has ended, by itself or by a verdict."""
        return self._over

    @property
    def ident(self) -> str:
        """Nothing: the provider keeps no history here."""
        return ""

    def feed(self, event: ServerEvent) -> Iterator[Step]:
        """Take one event and give what may leave.

        Raises:
            WireError: if it is not an event of a message; nothing of it leaves.
        """
        if not self._over:
            yield from self._until_refused(self._event(event))

    def close(self) -> Iterator[Step]:
        """Give what is still held; a message that its provider did not end is not ended here."""
        yield from self.flush()
        self._over = True

    def flush(self) -> Iterator[Step]:
        """Give what is still held of the open block once it is screened; the block stays open."""
        if self._block is not None and not self._over:
            yield from self._until_refused(self._rest(self._block))

    def stop(self, error: bytes) -> Step:
        """End the stream with an error body; what is held never leaves."""
        self._over = True
        return Step(None, (ServerEvent(error.decode(), "error"),))

    def _until_refused(self, steps: Iterator[Step]) -> Iterator[Step]:
        """Give steps until one is refused; then the message ends in the API's way, and nothing held leaves."""
        try:
            yield from steps
        except _Refused as refused:
            self._over = True
            yield Step(refused.screening, self._ends(refused.screening))

    def _ends(self, refused: Screening) -> tuple[ServerEvent, ...]:
        """Give what ends a message that was refused, or that no detector could look at."""
        if refused.verdict.outage:
            return (ServerEvent(refusal.outage(anthropic.error).decode(), "error"),)
        events = []
        if not self._started:
            events.append(_event("message_start", message=anthropic.envelope({})))
        if self._block is not None:
            events.append(_event("content_block_stop", index=self._block.index))
        usage = {"usage": {"output_tokens": self._output}}
        events.append(_event("message_delta", delta=anthropic.refused(), beside=usage))
        return (*events, _event("message_stop"))

    def _event(self, event: ServerEvent) -> Iterator[Step]:
        body = jsontext.event(event.data)
        kind = _member(body, "type", str, "a string")
        if kind == "ping":
            yield Step(None, (_event("ping"),))
        elif kind == "error":
            yield from self._error(body)
        elif kind == "message_start":
            yield from self._start(body)
        elif kind in self._parts:
            if not self._started:
                raise WireError("expected the start of a message first")
            yield from self._parts[kind](body)

    def _start(self, body: Mapping[str, Any]) -> Iterator[Step]:
        """Pass on a message's ids and counts; its content comes later."""
        message = _member(body, "message", dict, "an object")
        if self._started or message.get("content"):
            raise WireError("message: expected one message, without content yet")
        self._output = anthropic.envelope(message)["usage"]["output_tokens"]
        screening, changed = self._whole({**message, "content": []}, anthropic.REPLY)
        self._started = True
        yield Step(screening, (_event("message_start", message=changed),))

    def _open(self, body: Mapping[str, Any]) -> Iterator[Step]:
        """Begin a block: what does not stream of it is screened at once."""
        yield from self._end()  # some providers forget to
        given = _member(body, "content_block", dict, "an object")
        kind = _member(given, "type", str, "a string")
        block = _Block(self._blocks, body.get("index"))
        shown, piece = _divided(given, kind, block.rest)
        screening, changed = self._whole(shown, anthropic.BLOCK, block.index)
        self._block = block
        self._blocks += 1
        yield Step(screening, (_event("content_block_start", index=block.index, content_block=changed),))
        if piece:
            yield from self._text(block, f"{kind}_delta", piece)

    def _delta(self, body: Mapping[str, Any]) -> Iterator[Step]:
        """Take what a delta adds to the open block."""
        block = self._block
        if block is None or body.get("index") != block.theirs:
            raise WireError("index: expected that of the open block")
        delta = _member(body, "delta", dict, "an object")
        kind = _member(delta, "type", str, "a string")
        if kind in _STREAMED:
            yield from self._text(block, kind, _member(delta, _STREAMED[kind].called, str, "a string"))
        elif kind == "signature_delta":
            signature = _member(delta, "signature", str, "a string")
            block.rest["signature"] = block.rest.get("signature", "") + signature
        elif kind == "citations_delta":
            block.rest.setdefault("citations", []).append(_member(delta, "citation", dict, "an object"))
        elif kind == "compaction_delta":
            block.rest.update({name: delta[name] for name in _SUMMARY if name in delta})

    def _text(self, block: _Block, kind: str, piece: str) -> Iterator[Step]:
        """Put a piece into the channel of its delta, and let out what is ready."""
        streamed = _STREAMED[kind]
        channel = block.channels.get(kind)
        if channel is None:
            place = f"content[{block.index}].{streamed.member}"
            pointer = f"/content/{block.index}/{streamed.member}"
            channel = block.channels[kind] = Channel(self._screens, pointer, place, streamed.depth)
        if streamed.member == "thinking":
            block.said.append(piece)
        yield from self._let_out(block, kind, channel.feed(piece))

    def _let_out(self, block: _Block, kind: str, outs: Iterator[Out]) -> Iterator[Step]:
        """Let out text, what needs no screening together with what follows it."""
        held = ""
        for out in outs:
            held += out.text
            if out.screening is None:
                continue
            if out.screening.blocked:
                raise _Refused(out.screening)
            yield self._said(block, kind, out.screening, held)
            held = ""
        if held:
            yield self._said(block, kind, None, held)

    def _said(self, block: _Block, kind: str, screening: Screening | None, text: str) -> Step:
        if kind == "thinking_delta":
            block.released.append(text)
        delta = {"type": kind, _STREAMED[kind].called: text}
        return Step(screening, (_delta(block.index, delta),) if text else ())

    def _rest(self, block: _Block) -> Iterator[Step]:
        """Let out what is still held of a block."""
        for kind, channel in block.channels.items():
            yield from self._let_out(block, kind, channel.close())
        if "".join(block.released) != self._screens.restore("".join(block.said)):
            block.rest.pop("signature", None)
        screening, changed = self._whole(block.rest, anthropic.BLOCK, block.index)
        block.channels, block.rest = {}, {}
        events = tuple(_delta(block.index, delta) for delta in _deltas(changed))
        if screening is not None or events:
            yield Step(screening, events)

    def _end(self) -> Iterator[Step]:
        """Let out the rest of the open block, and end it."""
        block = self._block
        if block is not None:
            yield from self._rest(block)
            self._block = None
            yield Step(None, (_event("content_block_stop", index=block.index),))

    def _close(self, body: Mapping[str, Any]) -> Iterator[Step]:
        """End a block; the end of one that is not open says nothing."""
        if self._block is not None and body.get("index") == self._block.theirs:
            yield from self._end()

    def _told(self, body: Mapping[str, Any]) -> Iterator[Step]:
        """Pass on why a message ends, and its counts: read as members of the whole reply."""
        yield from self._end()
        delta = _member(body, "delta", dict, "an object")
        beside = {name: value for name, value in body.items() if name not in ("type", "delta", *delta)}
        screening, changed = self._whole({**delta, **beside}, anthropic.REPLY)
        members = list(changed.items())  # in the same order, whatever became of names
        told, more = dict(members[: len(delta)]), dict(members[len(delta) :])
        yield Step(screening, (_event("message_delta", delta=told, beside=more),))

    def _stop(self, _body: Mapping[str, Any]) -> Iterator[Step]:
        """End the message."""
        yield from self._end()
        self._over = True
        yield Step(None, (_event("message_stop"),))

    def _error(self, body: Mapping[str, Any]) -> Iterator[Step]:
        """Pass on that the provider failed, in words that were screened."""
        if self._block is not None:
            yield from self._rest(self._block)
        self._over = True
        try:
            screening, changed = self._whole(body, anthropic.REPLY)
        except _Refused as refused:
            screening = refused.screening
            error = refusal.blocked_completion(screening.verdict, screening.policy, anthropic.error)
            yield Step(screening, (ServerEvent(error.decode(), "error"),))
        else:
            yield Step(screening, (_written("error", changed),))

    def _whole(
        self, body: Mapping[str, Any], paths: Paths, block: int | None = None
    ) -> tuple[Screening | None, dict[str, Any]]:
        """Screen an object whole.

        Args:
            body: the object.
            paths: its special places.
            block: the place of the block that it is in the content of the reply, if it is one.

        Returns:
            Its screening, None if it holds no text; and the object as it may leave.

        Raises:
            _Refused: if it may not leave.
        """
        document = jsontext.read(json.dumps(body), paths, lenient=True)
        texts = [text if block is None else _inside(text, block) for text in document.texts()]
        if not texts:
            return None, dict(body)
        screening = self._screens.texts(texts)
        if screening.blocked:
            raise _Refused(screening)
        return screening, json.loads(document.put([self._screens.restore(each) for each in screening.values]))


def _member(body: Mapping[str, Any], name: str, kind: type[MemberT], what: str) -> MemberT:
    value = body.get(name)
    if not isinstance(value, kind):
        raise WireError(f"{name}: expected {what}")
    return value


def _divided(given: Mapping[str, Any], kind: str, rest: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Take out of a block what streams.

    Args:
        given: the block as it begins.
        kind: its type.
        rest: where to put what is screened at the end of the block.

    Returns:
        The block without it, and the beginning of its text.
    """
    shown, piece = dict(given), ""
    if kind in ("text", "thinking") and isinstance(shown.get(kind), str):
        piece, shown[kind] = shown[kind], ""
    for name, empty in (("signature", ""), ("citations", [])):
        if kind in ("text", "thinking") and isinstance(shown.get(name), type(empty)):
            if shown[name]:
                rest[name] = shown[name]
            shown[name] = empty
    return shown, piece


def _deltas(rest: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the deltas that bring what a block ends with."""
    for citation in rest.get("citations", ()):
        yield {"type": "citations_delta", "citation": citation}
    if rest.get("signature"):
        yield {"type": "signature_delta", "signature": rest["signature"]}
    summary = {name: rest[name] for name in _SUMMARY if name in rest}
    if summary:
        yield {"type": "compaction_delta", **summary}


def _inside(text: Text, block: int) -> Text:
    """Give a text of a block the place that it has in the whole reply."""
    at = f".{text.place}" if text.place and not text.place.startswith("[") else text.place
    return replace(text, pointer=f"/content/{block}{text.pointer}", place=f"content[{block}]{at}")


def _delta(index: int, delta: Mapping[str, Any]) -> ServerEvent:
    return _event("content_block_delta", index=index, delta=delta)


def _event(kind: str, *, beside: Mapping[str, Any] = MappingProxyType({}), **members: Any) -> ServerEvent:
    return _written(kind, {"type": kind, **members, **beside})


def _written(kind: str, body: Mapping[str, Any]) -> ServerEvent:
    return ServerEvent(readable(json.dumps(body, ensure_ascii=False)), kind)
