"""Where the sources of a text are cited in it: indices that have to follow when the text changes."""

import json
from collections.abc import Callable, Mapping
from typing import Any

_INDICES = {
    "url_citation": ("start_index", "end_index"),
    "container_file_citation": ("start_index", "end_index"),
    "file_citation": ("index",),
}


class Moves:
    """How places in a text moved when it changed.

    What stands before the first or behind the last change moves exactly. A citation that begins or
    ends between them covers all of that stretch, for nothing says which of its words became which.

    Args:
        before: the text the indices were made for.
        after: the text as it is now.

    Attributes:
        same: whether it did not change.
    """

    def __init__(self, before: str, after: str) -> None:
        self._head = _common(before, after)
        rest = _common(before[self._head :][::-1], after[self._head :][::-1])
        self._last_before, self._last_after = len(before) - rest, len(after) - rest
        self._end = len(after)
        self.same = before == after

    def moved(self, annotation: Any) -> Any:
        """Give a citation with its indices as they are now; what cites no place stays as it is."""
        if self.same or not isinstance(annotation, dict):
            return annotation
        kind = annotation.get("type")
        names = _INDICES.get(kind, ()) if isinstance(kind, str) else ()
        known = {name: annotation[name] for name in names if isinstance(annotation.get(name), int)}
        return {**annotation, **{name: self._place(name, at) for name, at in known.items()}}

    def _place(self, name: str, at: int) -> int:
        if at <= self._head:
            return max(0, at)
        if at >= self._last_before:
            return min(self._end, at + self._last_after - self._last_before)
        return self._head if name == "start_index" else self._last_after


def _common(one: str, other: str) -> int:
    """Give how many characters two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def followed_in_chat(before: str, after: str, _restore: Callable[[str], str]) -> str:
    """Give a changed chat completion in which citations follow the texts they are in; as `followed` does."""
    old, new = json.loads(before), json.loads(after)
    if not isinstance(old, dict) or not isinstance(new, dict) or '"annotations"' not in after:
        return after
    changed = False
    for came, left in _pairs(old.get("choices"), new.get("choices")):
        for message, became in _pairs([came.get("message")], [left.get("message")]):
            text, listed = became.get("content"), became.get("annotations")
            if not isinstance(message.get("content"), str) or not isinstance(text, str):
                continue
            moves = Moves(message["content"], text)
            for each in listed if isinstance(listed, list) else ():
                inside = each.get("url_citation") if isinstance(each, dict) else None
                if isinstance(inside, dict) and not moves.same:
                    moved = moves.moved({**inside, "type": "url_citation"})
                    inside.update({name: moved[name] for name in inside})
                    changed = True
    return json.dumps(new, ensure_ascii=False) if changed else after


def followed(before: str, after: str, _restore: Callable[[str], str]) -> str:
    """Give a changed reply of the Responses API in which citations follow the texts they are in.

    Args:
        before: the reply as it came; JSON that was read before.
        after: the same with other texts.
        _restore: what turned tokens back; nothing here asks.
    """
    old, new = json.loads(before), json.loads(after)
    if not isinstance(old, dict) or not isinstance(new, dict) or '"annotations"' not in after:
        return after
    changed = False
    for came, left in _pairs(old.get("output"), new.get("output")):
        for part, became in _pairs(came.get("content"), left.get("content")):
            changed = _follow(part.get("text"), became) or changed
    return json.dumps(new, ensure_ascii=False) if changed else after


def _pairs(old: Any, new: Any) -> list[tuple[Mapping[str, Any], dict[str, Any]]]:
    """Give the objects that stand in the same places of two arrays."""
    if not isinstance(old, list) or not isinstance(new, list):
        return []
    both = zip(old, new, strict=False)
    return [(came, left) for came, left in both if isinstance(came, dict) and isinstance(left, dict)]


def _follow(before: Any, part: dict[str, Any]) -> bool:
    """Move the citations of one part; tell whether any was moved."""
    after, annotations = part.get("text"), part.get("annotations")
    if not isinstance(before, str) or not isinstance(after, str) or not isinstance(annotations, list):
        return False
    moves = Moves(before, after)
    part["annotations"] = [moves.moved(each) for each in annotations]
    return bool(part["annotations"] != annotations)
