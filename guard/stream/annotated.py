"""A stream of completion chunks with Azure's annotations in it: on chunks that are there anyway, never on more."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from guard.screen import Screening
from guard.stream.around import Around
from guard.stream.step import EventStream
from guard.types import Text, Verdict
from guard.wire import annotations, sse
from guard.wire.sse import ServerEvent


class Annotated(Around):
    """Adds what was found to the chunks of another stream, and changes nothing else.

    Args:
        stream: the stream.
        before: what was decided about the prompt: it goes into the first chunk.
    """

    def __init__(self, stream: EventStream, before: Verdict) -> None:
        super().__init__(stream)
        self._before: Verdict | None = before
        self._found: list[tuple[Verdict, Sequence[Text]]] = []

    def _screened(self, screening: Screening) -> None:
        self._found.append((screening.verdict, screening.originals))

    def _events(self, event: ServerEvent) -> Iterator[ServerEvent]:
        chunk = json.loads(event.data) if event.data != sse.DONE else {}
        if "choices" not in chunk:
            yield event
            return
        if self._before is not None:
            chunk["prompt_filter_results"] = annotations.of_prompt(self._before)
            self._before = None
        for choice in chunk["choices"]:
            if choice["finish_reason"] is not None:
                choice["content_filter_results"] = annotations.of_choice(self._found, choice["index"])
        yield replace(event, data=json.dumps(chunk, ensure_ascii=False))
