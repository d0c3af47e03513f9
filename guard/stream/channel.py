"""One streamed text, held back until what leaves of it has been screened.

Text is cut into stretches (`guard.segments`), each screened in its surroundings. A text that is a JSON
object or array, such as the arguments of a tool call, is read as it comes: each string in it is a
text of its own, and what stands between them passes.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from guard.errors import WireError
from guard.screen import Screening, Window
from guard.segments import Cutting, Segments
from guard.types import Text
from guard.wire.document import LeafKind, Names, quote
from guard.wire.jsonstream import MAX_INNER, Begin, Between, Item, JsonReader, Piece, structured

MAX_HELD = 32 << 20
"""Code points of one text that are held back; a text of which more cannot leave is nobody's answer."""
_HALF = re.compile("[\ud800-\udbff]\\Z")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Screens:
    """What a stream needs to know of the policy and of its exchange.

    Args:
        texts: screens whole Texts that travel together, as completions.
        window: screens a stretch of a Text in its surroundings; gives where it really ends.
        cutting: how texts are cut into stretches.
        restore: turns the tokens issued in this exchange back.
    """

    texts: Callable[[list[Text]], Screening]
    window: Callable[[Window], tuple[Screening, int]]
    cutting: Cutting
    restore: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Out:
    """Text that may leave once the screening it comes from is on record; if that blocks, there is none."""

    screening: Screening | None
    text: str = field(repr=False)


class Channel:
    """One streamed text of a reply: plain, or JSON if it begins as such.

    Args:
        screens: what the policy says.
        pointer: the JSON pointer of the text in the whole reply; names in it give context.
        place: the same in API names, as ``choices[0].message.content``.
        depth: in how many JSON texts this one stands.
    """

    def __init__(self, screens: Screens, pointer: str, place: str, depth: int = 0) -> None:
        self._new = _New(screens, pointer, place, depth)
        self._inside: _Plain | _Json | None = None
        self._head: list[str] = []  # spaces before it begins
        self._half = ""
        self._held = 0

    def feed(self, piece: str) -> Iterator[Out]:
        """Take a piece of the text and give what may leave of it; after a blocking Out nothing follows.

        Raises:
            WireError: if too much of the text has to be held.
        """
        self._held += len(piece)
        if self._held > MAX_HELD:
            raise WireError(f"event: expected at most {MAX_HELD} characters of a text that cannot leave yet")
        piece = self._half + piece
        self._half = ""
        if _SURROGATE.search(piece):
            # Half a character may come with one piece, its other half with the next.
            piece = piece.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
            if half := _HALF.search(piece):
                piece, self._half = piece[: half.start()], half.group()
        if self._inside is None:
            self._head.append(piece)
            if not piece.strip():
                return
            piece = "".join(self._head)
            self._inside = self._new.reader(piece)
        for out in self._inside.feed(piece):
            self._held -= len(out.text)
            yield out

    def close(self) -> Iterator[Out]:
        """Give the rest: the text is whole."""
        piece = self._half
        if self._inside is None:
            piece = "".join((*self._head, piece))
            self._inside = self._new.reader(piece)
        yield from self._inside.feed(piece)
        yield from self._inside.close()


@dataclass(frozen=True, slots=True)
class _New:
    """What a reader of a text is made of."""

    screens: Screens
    pointer: str
    place: str
    depth: int

    def reader(self, beginning: str) -> "_Plain | _Json":
        if self.depth < MAX_INNER and structured(beginning):
            return _Json(self)
        return _Plain(self)


class _Plain:
    """A text that is screened stretch by stretch."""

    def __init__(self, new: _New) -> None:
        self._screens = new.screens
        self._text = Text(new.pointer, "", place=new.place)
        self._segments = Segments(new.screens.cutting)
        self._blocked = False

    def feed(self, piece: str) -> Iterator[Out]:
        self._segments.add(piece)
        yield from self._ready()

    def close(self) -> Iterator[Out]:
        self._segments.close()
        yield from self._ready()

    def _ready(self) -> Iterator[Out]:
        while not self._blocked and (cut := self._segments.next()) is not None:
            screening, high = self._screens.window(Window.of(cut, self._text))
            self._blocked = screening.blocked
            if self._blocked:
                yield Out(screening, "")
            elif high > cut.low:
                self._segments.take(high)
                yield Out(screening, self._screens.restore(screening.values[0]))


class _Json:
    """A text that is JSON: its leaves are texts of their own, and leave as they are released."""

    def __init__(self, new: _New) -> None:
        self._new = new
        self._reader = JsonReader()
        self._leaf: _Leaf | None = None
        self._names = Names()
        self._blocked = False

    def feed(self, piece: str) -> Iterator[Out]:
        yield from self._items(self._reader.feed(piece))

    def close(self) -> Iterator[Out]:
        yield from self._items(self._reader.feed("", last=True))

    def _items(self, items: list[Item]) -> Iterator[Out]:
        between = ""  # leaves with the next leaf: an event for every comma would be many
        for item in items:
            for out in self._item(item):
                if out.screening is None:
                    between += out.text
                    continue
                self._blocked = out.screening.blocked
                if self._blocked:
                    yield from (Out(None, between), out)
                    return
                yield Out(out.screening, between + out.text)
                between = ""
        if between:
            yield Out(None, between)

    def _item(self, item: Item) -> Iterator[Out]:
        if self._blocked:
            return
        if isinstance(item, Between):
            yield Out(None, item.raw)
        elif isinstance(item, Begin):
            self._leaf = _LEAVES.get(item.kind, _Leaf)(self._new, item)
        elif self._leaf is None:
            raise RuntimeError("a piece of a leaf that has not begun")
        elif isinstance(item, Piece):
            yield from self._leaf.feed(item)
        else:
            yield from self._leaf.close(self._names)
            self._leaf = None


class _Leaf:
    """A string in a JSON text, which may be JSON itself."""

    def __init__(self, new: _New, begin: Begin) -> None:
        self._begin = begin
        self._pointer = f"{new.pointer}#{begin.pointer}"
        self._channel = Channel(new.screens, self._pointer, new.place, self._depth(new))
        self._ascii = False

    def _depth(self, new: _New) -> int:
        return new.depth + 1

    def feed(self, piece: Piece) -> Iterator[Out]:
        """Take a piece of the leaf."""
        # Escaped as the model escapes: what is not changed stays what it was.
        self._ascii = self._ascii or (not piece.value.isascii() and piece.raw.isascii())
        for out in self._channel.feed(piece.value):
            yield Out(out.screening, self._written(out.text))

    def close(self, names: Names) -> Iterator[Out]:
        """Give the rest of the leaf."""
        del names
        for out in self._channel.close():
            yield Out(out.screening, self._written(out.text))

    def _written(self, text: str) -> str:
        return json.dumps(text, ensure_ascii=self._ascii)[1:-1]


class _Whole(_Leaf):
    """A leaf that leaves in one piece: it is short, and what it becomes depends on all of it."""

    def __init__(self, new: _New, begin: Begin) -> None:
        super().__init__(new, begin)
        self._pieces: list[Piece] = []
        self._old = ""
        self._raw = ""

    def _depth(self, new: _New) -> int:
        del new
        return MAX_INNER  # never JSON itself

    def feed(self, piece: Piece) -> Iterator[Out]:
        """Keep a piece of the leaf."""
        self._pieces.append(piece)
        yield from ()

    def close(self, names: Names) -> Iterator[Out]:
        """Give the leaf as it may leave."""
        self._old = "".join(piece.value for piece in self._pieces)
        self._raw = "".join(piece.raw for piece in self._pieces)
        outs = [*self._channel.feed(self._old), *self._channel.close()]
        yield from (Out(out.screening, "") for out in outs)
        yield Out(None, self._became("".join(out.text for out in outs), names))

    def _became(self, text: str, names: Names) -> str:
        raise NotImplementedError


class _Key(_Whole):
    """A member's name."""

    def _became(self, text: str, names: Names) -> str:
        name = names.give(self._begin.pointer, self._old, text)
        return self._raw if name == self._old else quote(name)[1:-1]


class _Number(_Whole):
    """A number that is long enough to be somebody's; what takes its place is a string."""

    def _became(self, text: str, names: Names) -> str:
        del names
        return self._raw if text == self._old else quote(text)


class _Broken(_Leaf):
    """What is no JSON any more."""

    def _depth(self, new: _New) -> int:
        del new
        return MAX_INNER

    def _written(self, text: str) -> str:
        return text


_LEAVES: Mapping[LeafKind, type[_Leaf]] = MappingProxyType(
    {LeafKind.KEY: _Key, LeafKind.NUMBER: _Number, LeafKind.PLAIN: _Broken}
)
