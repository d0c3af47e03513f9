"""The output of a streamed response as far as it was released, and how it looks when it is cut off."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guard.wire import fields
from guard.wire.response_events import Path

Part = tuple[str, int]
"""Where a part stands in its item: the name of the array, and its index."""


@dataclass(slots=True)
class Item:
    """One element of the output.

    Args:
        id: its id, which the events about it name.
        value: the item as it was announced, or as it ended; None if it was neither.
        parts: its parts that were announced.
        open: which of these are not over.
        over: whether the item is.
    """

    id: str
    value: dict[str, Any] | None = field(default=None, repr=False)
    parts: dict[Part, dict[str, Any]] = field(default_factory=dict, repr=False)
    open: list[Part] = field(default_factory=list)
    over: bool = False

    def begin(self, part: Part, value: dict[str, Any]) -> None:
        """Take a part that is announced."""
        self.parts[part] = value
        if part not in self.open:
            self.open.append(part)

    def end(self, part: Part, value: dict[str, Any]) -> None:
        """Take a part that is over."""
        self.parts[part] = value
        if part in self.open:
            self.open.remove(part)

    def ended(self, part: Part) -> bool:
        """Tell whether a part is over."""
        return part in self.parts and part not in self.open

    def put(self, path: Path, text: str) -> None:
        """Put a text in its place, in its part or in the item.

        Args:
            path: the place in the response.
            text: what was released of it.
        """
        steps = path[2:]
        part = self.parts.get((str(steps[0]), int(steps[1]))) if len(steps) == 3 and _part(steps) else None  # noqa: PLR2004
        if part is not None:
            part[str(steps[2])] = text
        elif self.value is not None:
            _grow(self.value, steps, text)

    def cut(self) -> dict[str, Any]:
        """End the item as it is."""
        value = dict(self.value or {})
        for within in {name for name, _ in self.parts}:
            value[within] = [part for (name, _), part in sorted(self.parts.items()) if name == within]
        self.value, self.over = {**value, "status": "incomplete"}, True
        return self.value


class Items:
    """All items of a streamed response, by their index."""

    def __init__(self) -> None:
        self._items: dict[int, Item] = {}

    def get(self, at: int, given: Any = None) -> Item:
        """Give an item.

        Args:
            at: its index.
            given: its id as an event has it; the first that looks like one counts.
        """
        if at not in self._items:
            self._items[at] = Item(fields.name(given, "") or f"item_{at}")
        return self._items[at]

    def ended(self, at: Any) -> bool:
        """Tell whether an item is over, so that nothing more can be said of it."""
        return isinstance(at, int) and at in self._items and self._items[at].over

    def unfinished(self) -> Iterator[tuple[int, Item]]:
        """Give the items that were announced and are not over, in order."""
        for at, item in sorted(self._items.items()):
            if item.value is not None and not item.over:
                yield at, item

    def output(self) -> list[dict[str, Any]]:
        """Give what was released, in order."""
        return [item.value for _, item in sorted(self._items.items()) if item.value is not None]

    def places(self, output: Sequence[Any]) -> list[int]:
        """Give the index that each item of a whole output had in the stream, a new one if it was not there.

        Items are found by their ids, for a provider may leave an index out; else by where they stand.
        """
        by_id = {item.id: index for index, item in self._items.items()}
        known = [by_id.get(_id(item)) for item in output]
        claimed = set(known)
        taken: set[int] = set()
        free = max([len(output), *(index + 1 for index in self._items)])
        places = []
        for at, index in enumerate(known):
            place = at if index is None and at not in claimed else index
            if place is None or place in taken:
                place, free = free, free + 1
            taken.add(place)
            places.append(place)
        return places


def _id(item: Any) -> str:
    value = item.get("id") if isinstance(item, Mapping) else None
    return value if isinstance(value, str) else ""


def _part(steps: Path) -> bool:
    return isinstance(steps[1], int) and isinstance(steps[2], str)


def _grow(holder: Any, steps: Path, text: str) -> None:
    """Put a text at a place that may not be there yet; where something else stands nothing is put."""
    for step, following in zip(steps, (*steps[1:], None), strict=True):
        new: Any = text if following is None else [] if isinstance(following, int) else {}
        if isinstance(step, int) and isinstance(holder, list):
            holder.extend("" if following is None else {} for _ in range(step + 1 - len(holder)))
        elif not isinstance(step, str) or not isinstance(holder, dict):
            return
        elif holder.get(step) is None:
            holder[step] = new
        if following is None:
            holder[step] = text
        holder = holder[step]
