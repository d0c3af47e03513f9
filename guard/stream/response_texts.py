"""The texts of a streamed response: their pieces, their ends, and the annotations that cite them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from guard.stream.channel import Out
from guard.stream.response_items import Items
from guard.stream.response_writer import Writer
from guard.stream.settled import Blocked, Settled
from guard.stream.step import Step
from guard.wire.citations import Moves
from guard.wire.response_events import Path, Streamed, begun
from guard.wire.sse import ServerEvent

Piece = tuple[Streamed, Path, str]
"""What kind of text it belongs to, where that stands, and what it says."""


class Texts:
    """All texts of one response that come in pieces.

    Args:
        settled: decides what may leave.
        items: the output they belong to.
        writer: writes their events.
    """

    def __init__(self, settled: Settled, items: Items, writer: Writer) -> None:
        self._settled = settled
        self._items = items
        self._writer = writer
        self._open: dict[Path, Streamed] = {}  # the end of which was not told
        self._notes: dict[Path, dict[int, Any]] = {}

    def begun(self, path: Path, value: Mapping[str, Any]) -> list[Piece]:
        """Give the texts that an item or part begins with: from now on they are texts that come in pieces."""
        return [piece for piece in begun(path, value) if self._opened(piece[0], piece[1])]

    def feed(self, pieces: Iterable[Piece]) -> Iterator[Step]:
        """Take pieces and give what may leave; a text that is whole takes no more.

        Raises:
            Blocked: if the screening of some of it blocks.
        """
        for each, path, piece in pieces:
            text = self._settled.streamed(path) if self._opened(each, path) else None
            if text is not None:
                yield from self._left(path, text.feed(piece))

    def end(self, each: Streamed, path: Path, whole: Any) -> Iterator[Step]:
        """End a text: what is held of it leaves, then the event that repeats it.

        Args:
            each: what kind of text it is.
            path: its place.
            whole: the text as the provider repeats it, which counts only if it never came in pieces.

        Raises:
            Blocked: if the screening of some of it blocks.
        """
        if path not in self._open and isinstance(whole, str):
            yield from self.feed([(each, path, whole)])
        if path in self._open:
            yield from self.close(path)
            yield Step(None, tuple(self.told(path)))

    def close(self, path: Path) -> Iterator[Step]:
        """Give what is held of the texts at or below a place, and the annotations that waited for them.

        Raises:
            Blocked: if the screening of some of it blocks.
        """
        for place, text in self._settled.below(path).items():
            yield from self._left(place, text.close())
            yield from self._noted(place)

    def told(self, path: Path) -> Iterator[ServerEvent]:
        """Write that a text is whole, if that was not told yet."""
        each = self._open.pop(path, None)
        if each is not None and each.member:
            yield self._writer.whole(each, self._item(path), path, self._settled.below(path)[path].left)

    def note(self, path: Path, number: int, annotation: Any) -> Iterator[Step]:
        """Take an annotation; it leaves when the text it cites is whole.

        Args:
            path: the place of the text.
            number: which of the text's annotations it is.
            annotation: what it says.

        Raises:
            Blocked: if its screening blocks.
        """
        self._notes.setdefault(path, {})[number] = annotation
        if path not in self._open:
            yield from self._noted(path)

    def _opened(self, each: Streamed, path: Path) -> bool:
        """Tell whether a piece of a text may come at a place."""
        text = self._settled.streamed(path)
        if text is None or text.over:
            return False
        self._open[path] = each
        return True

    def _left(self, path: Path, outs: Iterator[Out]) -> Iterator[Step]:
        """Give released text as deltas, one for each screening."""
        held = ""
        each = self._open.get(path)
        try:
            for out in outs:
                held += out.text
                if out.screening is not None:
                    yield Step(out.screening, self._delta(each, path, held))
                    held = ""
        except Blocked:
            if held:
                yield Step(None, self._delta(each, path, held))
            raise
        if held:
            yield Step(None, self._delta(each, path, held))

    def _delta(self, each: Streamed | None, path: Path, text: str) -> tuple[ServerEvent, ...]:
        if each is None or not text:
            return ()
        return (self._writer.delta(each, self._item(path), path, text),)

    def _noted(self, path: Path) -> Iterator[Step]:
        """Give the annotations of a text that is whole."""
        waiting = self._notes.pop(path, {})
        text = self._settled.below(path).get(path) if waiting else None
        moves = text.moves if text is not None else Moves("", "")
        for number, annotation in waiting.items():
            place = (*path[:-1], "annotations", number)
            screening, released = self._settled.settle(place, annotation)
            where = {"item_id": self._item(path), "output_index": path[1], "content_index": path[3]}
            members = {**where, "annotation_index": number, "annotation": moves.moved(released)}
            event = self._writer.event("response.output_text.annotation.added", members)
            yield Step(screening, (event,))

    def _item(self, path: Path) -> str:
        return self._items.get(path[1]).id if isinstance(path[1], int) else ""
