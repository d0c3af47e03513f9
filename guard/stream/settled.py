"""What of a streamed reply was screened and released, place by place, so that every copy of it is the same.

A provider repeats a text in several events. What a place of the reply holds is decided once: a text
that came in deltas is what was released of it, any other text what it was when it came first.
"""

import json
from collections.abc import Iterator
from typing import Any

from guard.errors import WireError
from guard.screen import Screening
from guard.stream.channel import Channel, Out, Screens
from guard.types import Text
from guard.wire import jsontext
from guard.wire.citations import Moves
from guard.wire.document import Paths
from guard.wire.response_events import Path

MOST = 1024
"""Texts of one reply that may come in deltas, and elements of one of its arrays."""
_SHALLOW = range(4, 7)  # steps of the pointer to a text that may come in deltas, with the empty one before


class Blocked(Exception):  # noqa: N818  # a signal to the stream: what was screened ends it
    """Nothing of what was screened may leave, and nothing after it."""

    def __init__(self, screening: Screening) -> None:
        super().__init__("blocked")
        self.screening = screening


class GrowingText:
    """A text that comes in pieces, and what of it has left.

    Args:
        screens: what the policy says.
        path: its place in the reply.
    """

    def __init__(self, screens: Screens, path: Path) -> None:
        self._channel = Channel(screens, pointer(path), _place(path))
        self._came: list[str] = []
        self._left: list[str] = []
        self._moves: Moves | None = None
        self.over = False

    def feed(self, piece: str) -> Iterator[Out]:
        """Take a piece and give what may leave.

        Raises:
            Blocked: if the screening of some of it blocks.
        """
        self._came.append(piece)
        yield from self._out(self._channel.feed(piece))

    def close(self) -> Iterator[Out]:
        """Give the rest, once.

        Raises:
            Blocked: if the screening of some of it blocks.
        """
        if not self.over:
            self.over = True
            yield from self._out(self._channel.close())

    def _out(self, outs: Iterator[Out]) -> Iterator[Out]:
        for out in outs:
            if out.screening is not None and out.screening.blocked:
                raise Blocked(out.screening)
            self._left.append(out.text)
            yield out

    @property
    def came(self) -> str:
        """The text as the provider sent it."""
        return _joined(self._came).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    @property
    def left(self) -> str:
        """The text as it was released."""
        return _joined(self._left)

    @property
    def moves(self) -> Moves:
        """How places in the text moved; reckoned once the text is whole, however often it is asked for."""
        if self._moves is None or not self.over:
            self._moves = Moves(self.came, self.left)
        return self._moves


class Settled:
    """The places of one streamed reply.

    Args:
        screens: what the policy says.
        paths: the special places of the reply when it is not streamed.
    """

    def __init__(self, screens: Screens, paths: Paths) -> None:
        self._screens = screens
        self._paths = paths
        self._streamed: dict[Path, GrowingText] = {}
        self._released: dict[tuple[str, int], str] = {}
        self._taken: set[str] = set()

    def streamed(self, path: Path) -> GrowingText | None:
        """Give the text that comes in pieces at a place; None if that place was settled already.

        Raises:
            WireError: if there are too many.
        """
        known = self._streamed.get(path)
        if known is None and pointer(path) not in self._taken:
            if len(self._streamed) >= MOST:
                raise WireError(f"event: expected at most {MOST} texts in one reply")
            known = self._streamed[path] = GrowingText(self._screens, path)
        return known

    def below(self, path: Path) -> dict[Path, GrowingText]:
        """Give the texts that come in pieces inside a place, in the order in which they began."""
        return {each: text for each, text in self._streamed.items() if each[: len(path)] == path}

    def settle(self, path: Path, value: Any) -> tuple[Screening | None, Any]:
        """Give what may leave of a value at a place of the reply.

        Args:
            path: the place.
            value: what the provider says is there; JSON as Python has it, and changed in here.

        Returns:
            The screening of what was not settled before, None if there was no such text; and the
            value as it may leave.

        Raises:
            Blocked: if the screening blocks.
            WireError: if the value cannot be read.
        """
        inside = self.below(path)
        tree = _grown(path, value)
        for place in inside:
            holder = _holder(tree, place)
            if holder is not None:
                holder[place[-1]] = ""
        document = jsontext.read(json.dumps(tree), self._paths, lenient=True)
        keys = list(_numbered(document.texts()))
        fresh = [(key, text) for key, text in keys if key not in self._released]
        screening = self._screens.texts([text for _, text in fresh]) if fresh else None
        if screening is not None:
            if screening.blocked:
                raise Blocked(screening)
            for (key, _), released in zip(fresh, screening.values, strict=True):
                self._keep(key, self._screens.restore(released))
        tree = json.loads(document.put([self._released[key] for key, _ in keys]))
        for place, text in inside.items():
            _fill(tree, place, text)
        return screening, _at(tree, path)

    def _keep(self, key: tuple[str, int], released: str) -> None:
        self._released[key] = released
        steps = key[0].partition("#")[0].split("/")
        self._taken.update("/".join(steps[:count]) for count in _SHALLOW if count <= len(steps))


def pointer(path: Path) -> str:
    """Write a place as a JSON pointer."""
    return "".join(f"/{step}" for step in path)


def _place(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _numbered(texts: Iterator[Text]) -> Iterator[tuple[tuple[str, int], Text]]:
    """Give every text a key: its pointer, and which of those with that pointer it is (names, long names)."""
    seen: dict[str, int] = {}
    for text in texts:
        number = seen.get(text.pointer, 0)
        seen[text.pointer] = number + 1
        yield (text.pointer, number), text


def _grown(path: Path, value: Any) -> Any:
    """Give the reply that holds nothing but a value at a place."""
    for step in reversed(path):
        value = [*[None] * step, value] if isinstance(step, int) else {step: value}
    return value


def _at(tree: Any, path: Path) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def _holder(tree: Any, path: Path) -> Any:
    """Give what holds a place, None if there is no such place, or null in it."""
    for step in path:
        if isinstance(step, int):
            known = isinstance(tree, list) and step < len(tree)
        else:
            known = isinstance(tree, dict) and step in tree
        if not known or tree[step] is None:
            return None
        holder, tree = tree, tree[step]
    return holder


def _fill(tree: Any, path: Path, text: GrowingText) -> None:
    """Put what was released of a text in its place, and what goes with the text in order."""
    holder = _holder(tree, path)
    if holder is None:
        return
    holder[path[-1]] = text.left
    if isinstance(holder, dict) and not text.moves.same:
        if holder.get("logprobs"):
            holder["logprobs"] = []  # they spell the text token by token
        if isinstance(holder.get("annotations"), list):
            holder["annotations"] = [text.moves.moved(each) for each in holder["annotations"]]


def _joined(pieces: list[str]) -> str:
    """Join pieces, and keep them joined: nothing is joined twice."""
    if len(pieces) != 1:
        pieces[:] = ["".join(pieces)]
    return pieces[0]
