"""The tool calls of one choice: ids and names leave first, then the arguments as they are released."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from guard.errors import WireError
from guard.screen import Screening
from guard.stream.channel import Channel, Screens
from guard.stream.merge import MOST, merge
from guard.wire.jsontext import opaque

Part = tuple[dict[str, Any], Screening | None]
"""Members of a delta that may leave once the screening is on record."""

_TEXTS: Mapping[str, str] = MappingProxyType({"function": "arguments", "custom": "input"})
"""The kinds of calls, and the member of each that holds what the model wrote."""


class Calls:
    """Follows ``tool_calls`` and the older ``function_call``.

    Args:
        screens: what the policy says of completions.
        choice: the index of the choice.
    """

    NAMES: ClassVar = ("tool_calls", "function_call")

    def __init__(self, screens: Screens, choice: int) -> None:
        self._screens = screens
        self._choice = choice
        self._calls: dict[int, _Call] = {}
        self._function: _Call | None = None
        self.rest: dict[str, Any] = {}
        """What is no text of a call, or not described: it is screened at the end."""

    def add(self, name: str, delta: Any) -> Iterator[Part]:
        """Take a member of a delta.

        Raises:
            WireError: if there are too many calls.
        """
        if name == "function_call" and isinstance(delta, dict):
            if self._function is None:
                self._function = self._new("function_call", "function_call")
            yield from self._function.add(None, {"function": delta})
        elif isinstance(delta, list) and all(isinstance(each, dict) for each in delta):
            for each in delta:
                index = each.get("index", len(self._calls))
                if isinstance(index, int) and not isinstance(index, bool):
                    yield from self._call(index).add(index, each)
                else:
                    self.rest[name] = merge(self.rest.get(name), [each])
        elif delta is not None:
            self.rest[name] = merge(self.rest.get(name), delta)

    def close(self) -> Iterator[Part]:
        """Give what is still held of all calls; they are over then."""
        calls = [*self._calls.values(), *((self._function,) if self._function else ())]
        self._calls, self._function = {}, None
        for call in calls:
            yield from call.close()

    def _call(self, index: int) -> "_Call":
        if not 0 <= index < MOST:
            # An index is a count, and not a number to say something with.
            raise WireError(f"tool_calls.index: expected an integer from 0 to {MOST - 1}")
        if index not in self._calls:
            at = len(self._calls)
            self._calls[index] = self._new(f"tool_calls/{at}", f"tool_calls[{at}]")
        return self._calls[index]

    def _new(self, pointer: str, place: str) -> "_Call":
        return _Call(
            self._screens,
            f"/choices/{self._choice}/message/{pointer}",
            f"choices[{self._choice}].message.{place}",
            self.rest,
        )


class _Call:
    """One call; ``index`` is None for the older kind, of which there is only one."""

    def __init__(self, screens: Screens, pointer: str, place: str, rest: dict[str, Any]) -> None:
        self._screens = screens
        self._pointer, self._place = pointer, place
        self._rest = rest
        self._index: int | None = None
        self._fixed: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._texts: dict[tuple[str, str], Channel] = {}
        self._opened = False

    def add(self, index: int | None, delta: Mapping[str, Any]) -> Iterator[Part]:
        """Take what a chunk says of the call."""
        self._index = index
        for name, value in delta.items():
            if name in ("id", "type") and not self._opened and isinstance(value, str) and opaque(value):
                self._fixed.setdefault(name, value)
            elif name in _TEXTS and isinstance(value, dict):
                for inner, piece in value.items():
                    yield from self._inside(name, inner, piece)
            elif name not in ("index", "id", "type") and value is not None:
                self._keep({name: value})

    def close(self) -> Iterator[Part]:
        """Give what is still held."""
        yield from self._opening()
        for (kind, name), channel in self._texts.items():
            for out in channel.close():
                yield self._part(kind, {name: out.text} if out.text else {}), out.screening

    def _inside(self, kind: str, name: str, piece: Any) -> Iterator[Part]:
        if name == "name" and isinstance(piece, str) and not self._opened:
            self._names[kind] = self._names.get(kind, "") + piece
        elif name == _TEXTS[kind] and isinstance(piece, str):
            if (kind, name) not in self._texts:
                self._texts[kind, name] = self._channel(kind, name)
            if piece:
                yield from self._opening()
            for out in self._texts[kind, name].feed(piece):
                yield self._part(kind, {name: out.text} if out.text else {}), out.screening
        elif piece is not None:
            self._keep({kind: {name: piece}})

    def _opening(self) -> Iterator[Part]:
        """Give ids and names, once: clients expect them before the arguments."""
        if self._opened:
            return
        self._opened = True
        opening: dict[str, Any] = {}
        for kind in dict.fromkeys((*self._names, *(kind for kind, _ in self._texts))):
            channel = self._channel(kind, "name")
            outs = [*channel.feed(self._names.get(kind, "")), *channel.close()]
            for out in outs:
                yield {}, out.screening
            opening[kind] = {"name": "".join(out.text for out in outs), _TEXTS[kind]: ""}
        if self._index is None:
            yield {"function_call": opening.get("function", {})}, None
        else:
            yield {"tool_calls": [{"index": self._index, **self._fixed, **opening}]}, None

    def _channel(self, kind: str, name: str) -> Channel:
        inside = (name,) if self._index is None else (kind, name)
        return Channel(self._screens, "/".join((self._pointer, *inside)), ".".join((self._place, *inside)))

    def _part(self, kind: str, inside: dict[str, Any]) -> dict[str, Any]:
        if not inside:
            return {}
        if self._index is None:
            return {"function_call": inside}
        return {"tool_calls": [{"index": self._index, kind: inside}]}

    def _keep(self, more: dict[str, Any]) -> None:
        said = (
            {"function_call": more}
            if self._index is None
            else {"tool_calls": [{"index": self._index, **more}]}
        )
        for name, value in said.items():
            self._rest[name] = merge(self._rest.get(name), value)
