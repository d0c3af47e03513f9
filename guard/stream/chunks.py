"""What the chunks of OpenAI's APIs have in common: choices by index, ends, usage, an error, ``[DONE]``."""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from guard.errors import WireError
from guard.screen import Screening
from guard.stream.channel import Screens
from guard.stream.merge import MOST
from guard.stream.step import Step
from guard.wire import jsontext, refusal, sse
from guard.wire.document import Paths
from guard.wire.sse import ServerEvent

WORD = re.compile(r"[a-z_]{1,32}")
"""A role, or why a choice ended."""
_DONE = ServerEvent(sse.DONE)


@dataclass(frozen=True, slots=True)
class Shape:
    """What chunks of one API look like.

    Args:
        envelope: gives the members of a chunk that hold no text, from one of the provider's.
        paths: the special places of a chunk.
        nothing: the members of a choice that says nothing.
        usage: gives the member ``usage`` of a chunk, as far as it is passed on.
    """

    envelope: Callable[[Mapping[str, Any]], dict[str, Any]]
    paths: Paths
    nothing: Mapping[str, Any]
    usage: Callable[[Mapping[str, Any]], dict[str, Any]]


class ChunkStream(ABC):
    """Screens one stream of chunks; how their choices carry text is a subclass's to say.

    Args:
        screens: what the policy says of completions.
    """

    shape: ClassVar[Shape]

    def __init__(self, screens: Screens) -> None:
        self._screens = screens
        self._ends: dict[int, str] = {}  # why each choice there is ended, empty while it goes on
        self._head: dict[str, Any] | None = None
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
        if chunk.get("error") is not None:
            yield from self._error(chunk)
            return
        if self._head is None:
            self._head = self.shape.envelope(chunk)
        choices = chunk.get("choices") or []
        if not isinstance(choices, list) or not all(isinstance(choice, dict) for choice in choices):
            raise WireError("choices: expected an array of objects")
        if usage := self.shape.usage(chunk):
            self._usage, self._usage_alone = usage, not choices
        for at, choice in enumerate(choices):
            index = choice.get("index", at)
            # An index is a count, and not a number to say something with.
            if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < MOST:
                raise WireError(f"choices[{at}].index: expected an integer from 0 to {MOST - 1}")
            finish = choice.get("finish_reason")
            ended = isinstance(finish, str) and WORD.fullmatch(finish)
            self._ends[index] = finish if ended else self._ends.get(index, "")
            yield from self._absorb(index, choice, len(event.data))

    def close(self) -> Iterator[Step]:
        """Give what is still held once it is screened, and the end of the stream."""
        yield from self.flush()
        if not self._over:
            self._over = True
            yield Step(None, (_DONE,))

    def flush(self) -> Iterator[Step]:
        """Give what is still held once it is screened; the stream stays open."""
        for index in sorted(self._ends):
            yield from self._held(index)
        if not self._over:
            yield from self._finish()

    def stop(self, error: bytes) -> Step:
        """End the stream with an error body; what is held never leaves."""
        self._over = True
        return Step(None, (ServerEvent(error.decode()), _DONE))

    @abstractmethod
    def _absorb(self, index: int, choice: Mapping[str, Any], size: int) -> Iterator[Step]:
        """Take the text out of one choice of a chunk of some size, and give what is ready."""

    @abstractmethod
    def _held(self, index: int) -> Iterator[Step]:
        """Give what is still held of a choice; it is over then."""

    def _step(self, index: int, members: Mapping[str, Any], screening: Screening | None) -> Iterator[Step]:
        """Give members of a choice, none or some, once the screening they come from is on record."""
        if self._over:
            return
        if screening is not None and screening.blocked:
            yield self._block(screening)
        elif members or screening is not None:
            yield Step(screening, (self._chunk(index, members),) if members else ())

    def _finish(self) -> Iterator[Step]:
        """Give the ends of the choices, in the order of their indices, and the usage."""
        given, self._usage = self._usage, {}
        screening, usage = self._whole(given) if given else (None, {})
        if screening is not None and screening.blocked:
            yield self._block(screening)
            return
        ends = [(index, finish) for index, finish in sorted(self._ends.items()) if finish]
        with_last = {} if self._usage_alone else usage
        for at, (index, finish) in enumerate(ends):
            more = with_last if at == len(ends) - 1 else {}
            yield Step(screening if more else None, (self._chunk(index, {}, finish, **more),))
            self._ends[index] = ""
        if usage and (self._usage_alone or not ends):
            yield Step(screening, (_event({**self._envelope(), "choices": [], **usage}),))

    def _error(self, chunk: Mapping[str, Any]) -> Iterator[Step]:
        """Pass on that the provider failed, in words that were screened."""
        yield from self.flush()
        if not self._over:
            screening, changed = self._whole({"error": chunk["error"]})
            event = ServerEvent(refusal.blocked_completion(screening.verdict, screening.policy).decode())
            self._over = True
            yield Step(screening, (event if screening.blocked else _event(changed), _DONE))

    def _whole(self, body: Mapping[str, Any]) -> tuple[Screening, dict[str, Any]]:
        """Screen a part of a chunk as in a reply that is not streamed."""
        document = jsontext.read(json.dumps(body), self.shape.paths, lenient=True)
        screening = self._screens.texts(list(document.texts()))
        values = [self._screens.restore(value) for value in screening.values]
        return screening, json.loads(document.put(values))

    def _block(self, screening: Screening) -> Step:
        """End every choice with ``content_filter``; nothing that is held leaves."""
        self._over = True
        if screening.verdict.outage:
            return Step(screening, (ServerEvent(refusal.outage().decode()), _DONE))
        ends = tuple(self._chunk(index, {}, "content_filter") for index in sorted(self._ends) or (0,))
        return Step(screening, (*ends, _DONE))

    def _envelope(self) -> dict[str, Any]:
        return self._head or self.shape.envelope({})

    def _chunk(
        self, index: int, members: Mapping[str, Any], finish: str | None = None, **more: Any
    ) -> ServerEvent:
        said = members or self.shape.nothing
        choice = {"index": index, **said, "logprobs": None, "finish_reason": finish}
        return _event({**self._envelope(), "choices": [choice], **more})


def _event(body: Mapping[str, Any]) -> ServerEvent:
    return ServerEvent(json.dumps(body, ensure_ascii=False))
