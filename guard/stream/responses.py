"""Events of the Responses API: every text leaves as it is released, and each repetition of it is the same.

The order of the provider's events is kept: what is still held of a text leaves before the event that says
that the text is whole. Events are numbered anew. Events that OpenAI does not describe are dropped, and those
that come twice or say more of an item that is over, as are ``obfuscation`` and the log probabilities of deltas, which are cut anew. Annotations leave when the text
they cite is whole, with indices that fit what was released of it.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from guard.errors import WireError
from guard.screen import Screening
from guard.stream.channel import Screens
from guard.stream.response_items import Items
from guard.stream.response_texts import Texts
from guard.stream.response_writer import Writer
from guard.stream.settled import MOST, Blocked, Settled
from guard.stream.step import Step
from guard.wire import fields, jsontext, refusal, responses, sse
from guard.wire.response_events import (
    BY_EVENT,
    ENDS,
    PART_INDEX,
    PROGRESS,
    SNAPSHOTS,
    TRANSCRIPT,
    TRANSCRIPT_PATH,
    Path,
    Streamed,
)
from guard.wire.sse import ServerEvent

_PART_ADDED = {"response.content_part.added": "content", "response.reasoning_summary_part.added": "summary"}
_PART_DONE = {"response.content_part.done": "content", "response.reasoning_summary_part.done": "summary"}
_DONE = {within: kind for kind, within in _PART_DONE.items()}
_IMAGE = ("background", "output_format", "quality", "size")
_Body = Mapping[str, Any]
_Handler = Callable[["ResponsesStream", str, _Body], Iterator[Step]]


class ResponsesStream:
    """Screens one stream of events of the Responses API.

    Args:
        screens: what the policy says of completions.
    """

    def __init__(self, screens: Screens) -> None:
        self._settled = Settled(screens, responses.REPLY)
        self._writer = Writer()
        self._items = Items()
        self._texts = Texts(self._settled, self._items, self._writer)
        self._source: dict[str, Any] = {}  # what of the provider's response holds no text
        self._ident = ""
        self._response: dict[str, Any] | None = None  # as it was released last
        self._over = False

    @property
    def over(self) -> bool:
        """Whether the stream has ended, by itself or by a verdict."""
        return self._over

    @property
    def ident(self) -> str:
        """The id of the response, by which a later request may continue it; empty while it is not known."""
        return self._ident

    def feed(self, event: ServerEvent) -> Iterator[Step]:
        """Take one event and give what may leave.

        Raises:
            WireError: if it is not an event of this API; nothing of it leaves.
        """
        if self._over:
            return
        if event.data.strip() == sse.DONE:
            yield from self.close()
            return
        body = jsontext.event(event.data)
        if self._items.ended(body.get("output_index")):
            return
        kind = body.get("type", event.name)
        if isinstance(kind, str) and kind in self._HANDLERS:
            yield from self._screened(self._HANDLERS[kind](self, kind, body))
        elif "error" in body:
            yield from self._screened(self._error("error", body))

    def close(self) -> Iterator[Step]:
        """Give what is still held once it is screened; the API has no event for the end alone."""
        yield from self.flush()
        self._over = True

    def flush(self) -> Iterator[Step]:
        """Give what is still held once it is screened; the stream stays open."""
        if not self._over:
            yield from self._screened(self._texts.close(()))

    def stop(self, error: bytes) -> Step:
        """End the stream with an error body; what is held never leaves."""
        self._over = True
        return Step(None, (self._writer.failed(error),))

    def _screened(self, steps: Iterator[Step]) -> Iterator[Step]:
        """Give steps, and if a screening blocks what ends the stream."""
        try:
            yield from steps
        except Blocked as blocked:
            self._over = True
            yield self._block(blocked.screening)

    def _snapshot(self, kind: str, body: _Body) -> Iterator[Step]:
        """Pass the response as it is so far; its output comes in events of its own."""
        response = self._identified(body)
        if "output" in response:
            response["output"] = []
        screening, released = self._settled.settle((), response)
        self._response = released
        yield Step(screening, (self._writer.event(kind, {"response": released}),))

    def _end(self, kind: str, body: _Body) -> Iterator[Step]:
        """Pass the whole response; of its texts it holds what was released."""
        response = self._identified(body)
        self._source["usage"] = response.get("usage")
        yield from self._texts.close(())
        output = fields.array(response.get("output"))
        places = self._items.places(output)
        if places:
            placed: list[Any] = [None] * (max(places) + 1)
            for at, item in zip(places, output, strict=True):
                placed[at] = item
            response["output"] = placed
        screening, released = self._settled.settle((), response)
        if places:
            released["output"] = [released["output"][at] for at in places]
        self._over = True
        yield Step(screening, (self._writer.event(kind, {"response": released}),))

    def _identified(self, body: _Body) -> dict[str, Any]:
        """Give the response of an event, under the id that the first one had."""
        response = body.get("response")
        if not isinstance(response, dict):
            raise WireError("response: expected an object")
        if not self._source:
            self._source = responses.envelope(response, "in_progress")
            self._ident = fields.name(response.get("id"), "")
        return {**response, "id": self._source["id"]}

    def _item_added(self, kind: str, body: _Body) -> Iterator[Step]:
        """Announce an item; a text it begins with leaves as a delta."""
        if body.get("item") is None:
            return
        at, value = _index(body, "output_index"), _object(body, "item")
        item = self._items.get(at, value.get("id"))
        if item.value is not None:
            return
        pieces = self._texts.begun(("output", at), value)
        screening, item.value = self._settled.settle(("output", at), value)
        yield Step(screening, (self._writer.event(kind, {"output_index": at, "item": item.value}),))
        yield from self._texts.feed(pieces)

    def _item_done(self, kind: str, body: _Body) -> Iterator[Step]:
        """End an item; of its texts it holds what was released."""
        at, value = _index(body, "output_index"), _object(body, "item")
        item = self._items.get(at, value.get("id"))
        yield from self._texts.close(("output", at))
        screening, released = self._settled.settle(("output", at), value)
        item.value, item.over = released, True
        yield Step(screening, (self._writer.event(kind, {"output_index": at, "item": released}),))

    def _part_added(self, kind: str, body: _Body) -> Iterator[Step]:
        """Announce a part of an item; a text it begins with leaves as a delta."""
        path, value = _part(body, _PART_ADDED[kind]), _object(body, "part")
        item = self._items.get(path[1], body.get("item_id"))
        if path[2:] in item.parts:
            return
        pieces = self._texts.begun(path, value)
        screening, released = self._settled.settle(path, value)
        item.begin(path[2:], released)
        yield Step(screening, (self._writer.part(kind, item.id, path, released),))
        yield from self._texts.feed(pieces)

    def _part_done(self, kind: str, body: _Body) -> Iterator[Step]:
        """End a part of an item; of its text it holds what was released."""
        path, value = _part(body, _PART_DONE[kind]), _object(body, "part")
        item = self._items.get(path[1], body.get("item_id"))
        if item.ended(path[2:]):
            return
        yield from self._texts.close(path)
        screening, released = self._settled.settle(path, value)
        item.end(path[2:], released)
        more = {"status": "incomplete"} if body.get("status") == "incomplete" else {}
        yield Step(screening, (self._writer.part(kind, item.id, path, released, **more),))

    def _delta(self, kind: str, body: _Body) -> Iterator[Step]:
        """Take a piece of a text, or of the two that a command prints."""
        delta = body.get("delta")
        for each, path in self._named(kind, body):
            piece = delta.get(each.side) if each.side and isinstance(delta, dict) else delta
            if isinstance(piece, str):
                yield from self._texts.feed([(each, path, piece)])

    def _text_done(self, kind: str, body: _Body) -> Iterator[Step]:
        """End a text."""
        for each, path in self._named(kind, body):
            yield from self._texts.end(each, path, body.get(each.member))

    def _named(self, kind: str, body: _Body) -> list[tuple[Streamed, Path]]:
        """Give the texts that an event is about."""
        at = _index(body, "output_index")
        self._items.get(at, body.get("item_id"))
        kinds = BY_EVENT[kind.rpartition(".")[0]]
        return [(each, each.path(at, {name: _index(body, name) for name in each.indices})) for each in kinds]

    def _command_added(self, kind: str, body: _Body) -> Iterator[Step]:
        """Announce a command; what it begins with leaves as a delta."""
        at, index = _index(body, "output_index"), _index(body, "command_index")
        members = {"output_index": at, "command_index": index, "command": ""}
        yield Step(None, (self._writer.event(kind, members),))
        yield from self._delta(kind, {**body, "delta": body.get("command") or None})

    def _printed(self, kind: str, body: _Body) -> Iterator[Step]:
        """End what a command printed: its two texts, and how it ended."""
        at, index = _index(body, "output_index"), _index(body, "command_index")
        item = self._items.get(at, body.get("item_id"))
        path: Path = ("output", at, "output", index)
        yield from self._texts.close(path)
        screening, released = self._settled.settle(path, next(iter(fields.array(body.get("output"))), None))
        output = [] if released is None else [released]
        members = {"item_id": item.id, "output_index": at, "command_index": index, "output": output}
        yield Step(screening, (self._writer.event(kind, members),))

    def _annotation(self, _kind: str, body: _Body) -> Iterator[Step]:
        """Take an annotation."""
        path, number = _part(body, "content"), _index(body, "annotation_index")
        self._items.get(path[1], body.get("item_id"))
        yield from self._texts.note((*path, "text"), number, body.get("annotation"))

    def _progress(self, kind: str, body: _Body) -> Iterator[Step]:
        """Pass how far an item is."""
        at = _index(body, "output_index")
        members = {"output_index": at, "item_id": self._items.get(at, body.get("item_id")).id}
        yield Step(None, (self._writer.event(kind, members),))

    def _image(self, kind: str, body: _Body) -> Iterator[Step]:
        """Pass a picture that is not finished, if the policy lets pictures pass."""
        at, number = _index(body, "output_index"), _index(body, "partial_image_index")
        path: Path = ("output", at, "partial_images", number)
        screening, released = self._settled.settle(path, body.get("partial_image_b64"))
        members = {
            "output_index": at,
            "item_id": self._items.get(at, body.get("item_id")).id,
            "partial_image_index": number,
            "partial_image_b64": released,
            **{name: body[name] for name in _IMAGE if fields.name(body.get(name), "")},
        }
        yield Step(screening, (self._writer.event(kind, members),))

    def _audio(self, kind: str, body: _Body) -> Iterator[Step]:
        """Pass a piece of sound, if the policy lets sound pass."""
        screening, released = self._settled.settle(("audio", "data"), body.get("delta"))
        yield Step(screening, (self._writer.event(kind, {"delta": released}),))

    def _audio_done(self, kind: str, _body: _Body) -> Iterator[Step]:
        """Pass that the sound is whole."""
        yield Step(None, (self._writer.event(kind, {}),))

    def _transcript(self, _kind: str, body: _Body) -> Iterator[Step]:
        """Take a piece of what the sound says."""
        if isinstance(body.get("delta"), str):
            yield from self._texts.feed([(TRANSCRIPT, TRANSCRIPT_PATH, body["delta"])])

    def _transcript_done(self, kind: str, _body: _Body) -> Iterator[Step]:
        """Pass that what the sound says is whole."""
        yield from self._texts.close(TRANSCRIPT_PATH)
        yield Step(None, (self._writer.event(kind, {}),))

    def _error(self, _kind: str, body: _Body) -> Iterator[Step]:
        """Pass on that the provider failed, in words that were screened."""
        yield from self._texts.close(())
        nested = isinstance(body.get("error"), dict)
        told = body["error"] if nested else {name: body.get(name) for name in ("code", "message", "param")}
        try:
            screening, released = self._settled.settle(("error",), told)
            event = self._writer.event("error", {"error": released} if nested else released)
        except Blocked as blocked:
            screening, event = blocked.screening, self._writer.failed(_refused(blocked.screening))
        self._over = True
        yield Step(screening, (event,))

    _HANDLERS: ClassVar[Mapping[str, _Handler]] = MappingProxyType(
        {
            **dict.fromkeys(SNAPSHOTS, _snapshot),
            **dict.fromkeys(ENDS, _end),
            **dict.fromkeys(PROGRESS, _progress),
            **dict.fromkeys(_PART_ADDED, _part_added),
            **dict.fromkeys(_PART_DONE, _part_done),
            **dict.fromkeys([f"{event}.delta" for event in BY_EVENT], _delta),
            **dict.fromkeys([f"{event}.done" for event in BY_EVENT], _text_done),
            "response.output_item.added": _item_added,
            "response.output_item.done": _item_done,
            "response.output_text.annotation.added": _annotation,
            "response.shell_call_command.added": _command_added,
            "response.shell_call_output_content.done": _printed,
            "response.image_generation_call.partial_image": _image,
            "response.audio.delta": _audio,
            "response.audio.done": _audio_done,
            "response.audio.transcript.delta": _transcript,
            "response.audio.transcript.done": _transcript_done,
            "error": _error,
        }
    )

    def _block(self, screening: Screening) -> Step:
        """End what is open, then the response, as incomplete; nothing that is held leaves."""
        if screening.verdict.outage:
            return Step(screening, (self._writer.failed(refusal.outage()),))
        events = []
        if self._response is None:
            response = responses.envelope(self._source, "in_progress")
            events.append(self._writer.event("response.created", {"response": response}))
        for at, item in self._items.unfinished():
            for path, text in self._settled.below(("output", at)).items():
                item.put(path, text.left)
                events += self._texts.told(path)
            for part in list(item.open):
                path = ("output", at, *part)
                events.append(self._writer.part(_DONE[part[0]], item.id, path, item.parts[part]))
            members = {"output_index": at, "item": item.cut()}
            events.append(self._writer.event("response.output_item.done", members))
        ended = responses.incomplete(self._source)
        kept = {
            name: value for name, value in (self._response or {}).items() if name not in ("error", "usage")
        }
        status = {name: ended[name] for name in ("status", "incomplete_details")}
        response = {**ended, **kept, **status, "output": self._items.output()}
        events.append(self._writer.event("response.incomplete", {"response": response}))
        return Step(screening, tuple(events))


def _index(body: _Body, name: str) -> int:
    """Read an index of an event.

    Raises:
        WireError: if it is none, or beyond every reply.
    """
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < MOST:
        raise WireError(f"{name}: expected an index below {MOST}")
    return value


def _object(body: _Body, name: str) -> dict[str, Any]:
    """Read a member of an event that is an object.

    Raises:
        WireError: if it is none.
    """
    value = body.get(name)
    if not isinstance(value, dict):
        raise WireError(f"{name}: expected an object")
    return value


def _part(body: _Body, within: str) -> tuple[str, int, str, int]:
    """Read the place of the part that an event is about."""
    return "output", _index(body, "output_index"), within, _index(body, PART_INDEX[within])


def _refused(screening: Screening) -> bytes:
    """Write the error body that stands for an error that may not be told."""
    if screening.verdict.outage:
        return refusal.outage()
    return refusal.blocked_completion(screening.verdict, screening.policy)
