"""Text completion chunks: the text of a choice leaves as it is released.

What spells the text token by token (``logprobs``) is dropped, for pieces leave as they are released and not as
they came; so is any member of a chunk that OpenAI does not describe.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guard.errors import WireError
from guard.screen import Screening
from guard.stream.channel import Channel, Out, Screens
from guard.stream.step import Step
from guard.wire import completions, fields, jsontext, refusal, sse
from guard.wire.sse import ServerEvent

_DONE = ServerEvent(sse.DONE)
_MOST = 1024  # choices of one reply: an index is a count, and not a number to say something with
_FINISH = re.compile(r"[a-z_]{1,32}")


@dataclass(slots=True)
class _Choice:
    """What is still held of one choice."""

    channel: Channel
    finish: str = ""
    closed: bool = False


class CompletionsStream:
    """Screens one stream of text completion chunks.

    Args:
        screens: what the policy says of completions.
    """

    def __init__(self, screens: Screens) -> None:
        self._screens = screens
        self._choices: dict[int, _Choice] = {}
        self._envelope: dict[str, Any] | None = None
        self._usage: dict[str, Any] = {}
        self._usage_alone = False
        self._over = False

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
            WireError: if the event is not a chunk; nothing of it leaves.
        """
        if self._over:
            return
        if event.data.strip() == sse.DONE:
            yield from self.close()
            return
        chunk = jsontext.event(event.data)
        if "error" in chunk:
            yield from self._error(chunk)
            return
        if self._envelope is None:
            self._envelope = completions.envelope(chunk)
        choices = chunk.get("choices") or []
        if not isinstance(choices, list) or not all(isinstance(choice, dict) for choice in choices):
            raise WireError("choices: expected an array of objects")
        if usage := fields.usage(chunk):
            self._usage, self._usage_alone = usage, not choices
        for at, choice in enumerate(choices):
            index = choice.get("index", at)
            if not isinstance(index, int) or not 0 <= index < _MOST:
                raise WireError(f"choices[{at}].index: expected an integer from 0 to {_MOST - 1}")
            yield from self._absorb(index, choice)

    def close(self) -> Iterator[Step]:
        """Give what is still held once it is screened, and the end of the stream."""
        yield from self.flush()
        if not self._over:
            self._over = True
            yield Step(None, (_DONE,))

    def flush(self) -> Iterator[Step]:
        """Give what is still held once it is screened; the stream stays open."""
        for index, choice in sorted(self._choices.items()):
            if not choice.closed:
                choice.closed = True
                yield from self._out(index, choice.channel.close())
        if not self._over:
            yield from self._finish()

    def stop(self, error: bytes) -> Step:
        """End the stream with an error body; what is held never leaves."""
        self._over = True
        return Step(None, (ServerEvent(error.decode()), _DONE))

    def _absorb(self, index: int, choice: Mapping[str, Any]) -> Iterator[Step]:
        """Take the text out of one choice of a chunk, and release what is ready."""
        if self._over:
            return
        if index not in self._choices:
            channel = Channel(self._screens, f"/choices/{index}/text", f"choices[{index}].text")
            self._choices[index] = _Choice(channel)
        state = self._choices[index]
        text, finish = choice.get("text"), choice.get("finish_reason")
        if isinstance(finish, str) and _FINISH.fullmatch(finish):
            state.finish = finish
        if isinstance(text, str):
            yield from self._out(index, state.channel.feed(text))

    def _out(self, index: int, outs: Iterable[Out]) -> Iterator[Step]:
        for out in outs:
            if self._over:
                return
            if out.screening is not None and out.screening.blocked:
                yield self._block(out.screening)
            elif out.text or out.screening is not None:
                yield Step(out.screening, (self._chunk(index, out.text),) if out.text else ())

    def _finish(self) -> Iterator[Step]:
        """Give the ends of the choices, in the order of their indices, and the usage."""
        ends = [(index, choice.finish) for index, choice in sorted(self._choices.items()) if choice.finish]
        with_last = {} if self._usage_alone else self._usage
        events = [
            self._chunk(index, "", finish, with_last if at == len(ends) - 1 else {})
            for at, (index, finish) in enumerate(ends)
        ]
        if self._usage and (self._usage_alone or not ends):
            events.append(_event({**self._head(), "choices": [], **self._usage}))
        if events:
            yield Step(None, tuple(events))

    def _error(self, chunk: Mapping[str, Any]) -> Iterator[Step]:
        """Pass on that the provider failed, in words that were screened."""
        yield from self.flush()
        if self._over:
            return
        self._over = True
        document = jsontext.read(json.dumps({"error": chunk["error"]}), completions.REPLY, lenient=True)
        screening = self._screens.texts(list(document.texts()))
        event = ServerEvent(refusal.blocked_completion(screening.verdict, screening.policy).decode())
        if not screening.blocked:
            event = ServerEvent(document.put([self._screens.restore(value) for value in screening.values]))
        yield Step(screening, (event, _DONE))

    def _block(self, screening: Screening) -> Step:
        """End every choice with ``content_filter``; nothing that is held leaves."""
        self._over = True
        if screening.verdict.outage:
            return Step(screening, (ServerEvent(refusal.outage().decode()), _DONE))
        ends = (self._chunk(index, "", "content_filter") for index in sorted(self._choices))
        return Step(screening, (*ends, _DONE))

    def _head(self) -> dict[str, Any]:
        return self._envelope or completions.envelope({})

    def _chunk(
        self, index: int, text: str, finish: str | None = None, more: Mapping[str, Any] | None = None
    ) -> ServerEvent:
        choice = {"text": text, "index": index, "logprobs": None, "finish_reason": finish}
        return _event({**self._head(), "choices": [choice], **(more or {})})


def _event(body: Mapping[str, Any]) -> ServerEvent:
    return ServerEvent(json.dumps(body, ensure_ascii=False))
