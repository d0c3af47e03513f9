"""The pieces of an object that comes in deltas, put together."""

from typing import Any

from guard.errors import WireError

MOST = 1024
"""Elements of a list that comes in deltas."""
_FIXED = ("id", "type", "index", "role")


class _Grown:
    """A string that came in pieces: joined once, however many there are."""

    def __init__(self, *pieces: str) -> None:
        self.pieces = list(pieces)


def merge(old: Any, new: Any) -> Any:
    """Put a delta to what there is: strings grow, lists go by ``index``, the rest is replaced.

    Args:
        old: what there is, which becomes part of what is given.
        new: the delta.

    Returns:
        Both together, for `whole` to read.

    Raises:
        WireError: if a list becomes too long.
    """
    if isinstance(old, _Grown) and isinstance(new, str):
        old.pieces.append(new)
        return old
    if isinstance(old, str) and isinstance(new, str):
        return _Grown(old, new)
    if isinstance(old, dict) and isinstance(new, dict):
        for name, value in new.items():
            old[name] = value if name in _FIXED else merge(old.get(name), value)
        return old
    if isinstance(old, list | None) and isinstance(new, list):
        return _merge_lists(old if old is not None else [], new)
    return new


def whole(merged: Any) -> Any:
    """Give what was merged as JSON has it."""
    if isinstance(merged, _Grown):
        return "".join(merged.pieces)
    if isinstance(merged, dict):
        return {name: whole(value) for name, value in merged.items()}
    if isinstance(merged, list):
        return [whole(each) for each in merged]
    return merged


def _merge_lists(old: list[Any], new: list[Any]) -> list[Any]:
    for item in new:
        at = _place(old, item)
        if at is None:
            old.append(item)
        else:
            old[at] = merge(old[at], item)
    if len(old) > MOST:
        raise WireError(f"delta: expected at most {MOST} elements in a list")
    return old


def _place(merged: list[Any], item: Any) -> int | None:
    """Give where an item continues one that is there: the same index, or without one the last of its type."""
    if not isinstance(item, dict):
        return None
    if "index" in item:
        known = (each.get("index") if isinstance(each, dict) else None for each in merged)
        return next((at for at, index in enumerate(known) if index == item["index"]), None)
    last = merged[-1] if merged else None
    same = isinstance(last, dict) and "index" not in last and last.get("type") == item.get("type")
    return len(merged) - 1 if same else None
