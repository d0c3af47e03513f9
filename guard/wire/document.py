"""A JSON document as its text and the places of its strings, and how changed strings get back in.

Pointers: RFC 6901; a ``#`` separates an inner document's pointer.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from guard.types import Text


class LeafKind(Enum):
    """What a leaf is in the document."""

    STRING = "string"
    KEY = "key"
    NUMBER = "number"
    BINARY = "binary"
    SEALED = "sealed"
    GROUP = "group"
    CUT = "cut"
    """A string that the end of the text cuts off: without its closing quote."""
    PLAIN = "plain"
    """What is no JSON, or not any more: without quotes."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Which places of a document are special.

    A pattern is a pointer with ``*`` for an element of an array and ``?`` for a member whose name
    is not in ``names``: it holds no user text.

    Args:
        opaque: ids, roles, enums and model names, left out while they look like one.
        binary: images, audio and files: content that no detector here can read.
        tokens: arrays of numbers that spell a text for a model: content that no detector here can read.
        vectors: embeddings; numbers, left out where they are numbers written as base64 as well.
        sealed: what the provider encrypted for itself, if it looks so; unread as well.
        groups: subtrees that repeat a text in pieces; scanned as one, emptied when it changes.
        names: member names that belong to the API; any other name is somebody's text.
    """

    opaque: Collection[str] = ()
    binary: Collection[str] = ()
    tokens: Collection[str] = ()
    vectors: Collection[str] = ()
    sealed: Collection[str] = ()
    groups: Collection[str] = ()
    names: Collection[str] = ()


NOTHING_SPECIAL = Paths()


def place(pointer: str, pattern: str) -> str:
    """Write a pointer as ``messages[1].content``, with ``?`` for every name that is not the API's."""
    steps = zip(pointer.split("/")[1:], pattern.split("/")[1:], strict=False)
    return "".join([f"[{at}]" if known == "*" else f".{known}" for at, known in steps]).lstrip(".")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A literal of the document: where it stands (code points) and what it says."""

    pointer: str = field(repr=False)
    pattern: str
    kind: LeafKind
    start: int
    end: int
    value: str = field(repr=False)
    inner: "Document | None" = field(default=None, repr=False)

    @property
    def place(self) -> str:
        """Where the leaf is, as ``messages[1].content``: API names and indices, never user text."""
        return place(self.pointer, self.pattern)

    def literal(self, values: Iterator[str], names: "Names") -> str | None:
        """Take this leaf's values, one or those of its inner document; give its literal if it is another now."""
        old = self.value if self.inner is None else self.inner.source
        new = next(values) if self.inner is None else self.inner._splice(values)  # noqa: SLF001  # a document in it
        if self.kind is LeafKind.KEY:
            name = names.give(self.pointer.rpartition("/")[0], old, new)
            return None if name == old else quote(name)
        if new == old:
            return None
        if self.kind is LeafKind.GROUP:
            # A group spells a text piece by piece: if the text had to change, no piece may stay.
            return "null"
        if self.kind is LeafKind.PLAIN:
            return new
        return quote(new)[:-1] if self.kind is LeafKind.CUT else quote(new)


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a JSON document and its leaves, in order of appearance."""

    source: str = field(repr=False)
    leaves: tuple[Leaf, ...] = field(repr=False)

    def texts(self, prefix: str = "", outer: str = "") -> Iterator[Text]:
        """Yield every Text, those of inner documents in place of the string around them."""
        for leaf in self.leaves:
            pointer = prefix + leaf.pointer
            if leaf.inner is not None:
                yield from leaf.inner.texts(pointer + "#", outer or leaf.place)
            else:
                sealed = leaf.kind is LeafKind.SEALED
                scannable = leaf.kind is not LeafKind.BINARY and not sealed
                yield Text(pointer, leaf.value, scannable, outer or leaf.place, sealed)

    def put(self, values: Sequence[str], *, drop_groups: bool = False) -> str:
        """Give the document with new values.

        Args:
            values: one value per Text, in the order of `texts`.
            drop_groups: whether groups become null although no piece of them changed by itself.

        Returns:
            The same text where nothing changed, otherwise with the changed literals replaced.

        Raises:
            RuntimeError: if the number of values is not the number of Texts.
        """
        rest = iter(values)
        try:
            changed = self._splice(rest, drop_groups=drop_groups)
        except StopIteration:
            raise RuntimeError("fewer values than texts") from None
        if next(rest, None) is not None:
            raise RuntimeError("more values than texts")
        return changed

    def _splice(self, values: Iterator[str], *, drop_groups: bool = False) -> str:
        names = Names()
        pieces: list[str] = []
        done = 0
        for leaf in self.leaves:
            literal = leaf.literal(values, names)
            if drop_groups and leaf.kind is LeafKind.GROUP:
                literal = "null"
            if literal is not None:
                pieces += (self.source[done : leaf.start], literal)
                done = leaf.end
        if not pieces:
            return self.source
        pieces.append(self.source[done:])
        return "".join(pieces)


class Names:
    """The names of members as they leave: one that changed never gets the name of another."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, str], bool] = {}
        self._numbers: dict[tuple[str, str], int] = {}

    def give(self, parent: str, old: str, new: str) -> str:
        """Give the name a member gets: the new one, or that with a number.

        Args:
            parent: the pointer of the object.
            old: the name as it was.
            new: the name as it should be.
        """
        changed = new != old
        name, number = new, self._numbers.get((parent, new), 1)
        while (parent, name) in self._given and (changed or self._given[parent, name]):
            number += 1
            name = f"{new}_{number}"
        self._numbers[parent, new] = number
        self._given[parent, name] = self._given.get((parent, name), False) or changed
        return name


def quote(value: str) -> str:
    """Write a string as a JSON literal."""
    return json.dumps(value, ensure_ascii=False)
