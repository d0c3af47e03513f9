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
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Paths:
    """Which places of a document are special.

    A pattern is a pointer with ``*`` for an element of an array and ``?`` for a member whose name
    is not in ``names``: it holds no user text.

    Args:
        opaque: ids, roles, enums and model names, left out while they look like one.
        binary: images, audio and files: content that no detector here can read.
        groups: subtrees that repeat a text in pieces; scanned as one, emptied when it changes.
        names: member names that belong to the API; any other name is somebody's text.
    """

    opaque: Collection[str] = ()
    binary: Collection[str] = ()
    groups: Collection[str] = ()
    names: Collection[str] = ()


NOTHING_SPECIAL = Paths()


def place(pointer: str, pattern: str) -> str:
    """Write a pointer as ``messages[1].content``, with ``?`` for every name that is not the API's."""
    steps = zip(pointer.split("/")[1:], pattern.split("/")[1:], strict=False)
    return "".join(f"[{at}]" if known == "*" else f".{known}" for at, known in steps).lstrip(".")


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
                yield Text(pointer, leaf.value, leaf.kind is not LeafKind.BINARY, outer or leaf.place)

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
        new = [_Change(leaf, values) for leaf in self.leaves]
        # A member whose name changed must not get the name of another: none may be lost.
        taken = {
            (each.parent, each.leaf.value)
            for each in new
            if each.leaf.kind is LeafKind.KEY and not each.changed
        }
        pieces: list[str] = []
        done = 0
        for each in new:
            literal = each.literal(taken)
            if drop_groups and each.leaf.kind is LeafKind.GROUP:
                literal = "null"
            if literal is not None:
                pieces += (self.source[done : each.leaf.start], literal)
                done = each.leaf.end
        if not pieces:
            return self.source
        pieces.append(self.source[done:])
        return "".join(pieces)


class _Change:
    """What becomes of one leaf: takes its values, one for a plain leaf, all of an inner document's."""

    def __init__(self, leaf: Leaf, values: Iterator[str]) -> None:
        self.leaf = leaf
        self.parent = leaf.pointer.rpartition("/")[0]
        if leaf.inner is None:
            self._new = next(values)
            self.changed = self._new != leaf.value
        else:
            self._new = leaf.inner._splice(values)  # noqa: SLF001  # a document inside this document
            self.changed = self._new is not leaf.inner.source

    def literal(self, taken: set[tuple[str, str]]) -> str | None:
        """Give the new literal, or None if the leaf stays as it is."""
        if not self.changed:
            return None
        if self.leaf.kind is LeafKind.GROUP:
            # A group spells a text piece by piece: if the text had to change, no piece may stay.
            return "null"
        if self.leaf.kind is not LeafKind.KEY:
            return quote(self._new)
        name, number = self._new, 1
        while (self.parent, name) in taken:
            number += 1
            name = f"{self._new}_{number}"
        taken.add((self.parent, name))
        return quote(name)


def quote(value: str) -> str:
    """Write a string as a JSON literal."""
    return json.dumps(value, ensure_ascii=False)
