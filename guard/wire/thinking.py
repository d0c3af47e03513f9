"""Thinking of Anthropic's models is signed: what becomes of a block whose text had to change.

The provider takes thinking back only as it wrote it. Tokens that were turned back for the caller become
the same tokens again on the way to the provider, so such a block stays what was signed. What was
redacted does not: in a reply the signature goes, so that nothing claims to be signed; in a request the
thinking of that message goes, for changed text would only be refused. Where the provider insists
on thinking (a tool's result after a request with a fixed budget), its own error says so.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_DECODE = json.JSONDecoder().raw_decode
_SPACE = re.compile(r"[ \t\n\r]*")
_TOKEN = re.compile("<[A-Z0-9_]{1,200}>")
_THINKING = ("thinking", "redacted_thinking")


@dataclass(frozen=True, slots=True)
class _Value:
    """A value and where it is written."""

    value: Any = field(repr=False)
    start: int
    end: int


def unsigned_request(source: str, written: str, tokens: Mapping[str, str]) -> str:
    """Take the thinking out of each message whose thinking is not what the provider signed any more.

    A token that the provider was shown before stands in its thinking as it wrote it. A value that it
    wrote itself, and that is a token only now, does not; nor does what was redacted, nor a stand-in, of
    which it cannot be told. All thinking of a message goes, for the provider wants all of it or none; a
    message that held nothing else goes as a whole. Everything else stays as it is written.

    Args:
        source: the request as it came.
        written: the same request as it was rewritten.
        tokens: what the tokens that were issued for it stand for.
    """
    if source == written or '"thinking"' not in source:
        return written
    before, after = json.loads(source)["messages"], _member(written, 0, "messages")
    if after is None or not isinstance(after.value, list):
        return written
    first = _first_shown(written, after)
    kept = []
    for old, message in zip(before, _elements(written, after.start), strict=True):
        thoughts = zip(_thinks(old), _thinks(message.value), strict=True)
        signed = all(_as_signed(said, new, tokens) for said, new in thoughts) and all(
            first.get(token, message.end) < message.start
            for new in _thinks(message.value)
            for token in _TOKEN.findall(str(new))
            if token in tokens
        )
        kept.append(_text(written, message) if signed else _without_thinking(written, message))
    messages = ", ".join(text for text in kept if text)
    return f"{written[: after.start]}[{messages}]{written[after.end :]}"


def unsigned_reply(source: str, written: str, restore: Callable[[str], str]) -> str:
    """Take the signature off each block of thinking that says something else than was signed.

    Args:
        source: the reply as it came.
        written: the same reply as it was rewritten, with tokens turned back.
        restore: turns the tokens issued in this exchange back.
    """
    if source == written or '"thinking"' not in source:
        return written
    parsed = json.loads(source)
    before = parsed.get("content") if isinstance(parsed, dict) else None
    after = _member(written, 0, "content") if isinstance(before, list) else None
    if before is None or after is None:
        return written
    pieces: list[str] = []
    done = 0
    for old, block in zip(before, _elements(written, after.start), strict=True):
        said = old.get("thinking") if isinstance(old, dict) else None
        if not isinstance(said, str) or block.value.get("thinking") == restore(said):
            continue
        signature = _member(written, block.start, "signature")
        if signature is not None:
            pieces += (written[done : signature.start], '""')
            done = signature.end
    return "".join((*pieces, written[done:]))


def _first_shown(written: str, messages: _Value) -> dict[str, int]:
    """Give where each token stands first; what stands beside the messages is read before them."""
    first: dict[str, int] = {}
    for match in _TOKEN.finditer(written):
        at = match.start() if messages.start <= match.start() < messages.end else -1
        first[match.group()] = min(at, first.get(match.group(), at))
    return first


def _as_signed(said: Any, new: Any, tokens: Mapping[str, str]) -> bool:
    """Tell whether nothing but values became tokens in some thinking."""
    if new == said or not isinstance(new, str):
        return bool(new == said)
    return bool(_TOKEN.sub(lambda match: tokens.get(match.group(), match.group()), new) == said)


def _thinks(message: Any) -> list[Any]:
    """Give what the blocks of thinking in a message say."""
    content = message.get("content")
    return [
        block.get("thinking")
        for block in (content if isinstance(content, list) else ())
        if "thinking" in block
    ]


def _without_thinking(written: str, message: _Value) -> str:
    """Write a message without its thinking, nothing if it held nothing else."""
    content = _member(written, message.start, "content")
    if content is None:
        raise RuntimeError("thinking that stands nowhere")
    kept = [
        _text(written, block)
        for block in _elements(written, content.start)
        if block.value.get("type") not in _THINKING
    ]
    if not kept:
        return ""
    return f"{written[message.start : content.start]}[{', '.join(kept)}]{written[content.end : message.end]}"


def _text(written: str, value: _Value) -> str:
    return written[value.start : value.end]


def _member(text: str, at: int, name: str) -> _Value | None:
    """Find a member of the object that begins at a place."""
    at = _after(text, _skip(text, at))
    while text[at] != "}":
        found, end = _DECODE(text, at)
        at = _after(text, _skip(text, end))
        value, end = _DECODE(text, at)
        if found == name:
            return _Value(value, at, end)
        at = _next(text, end)
    return None


def _elements(text: str, at: int) -> Iterator[_Value]:
    """Yield the elements of the array that begins at a place."""
    at = _after(text, at)
    while text[at] != "]":
        value, end = _DECODE(text, at)
        yield _Value(value, at, end)
        at = _next(text, end)


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _after(text: str, at: int) -> int:
    """Give where the next thing begins after a sign."""
    return _skip(text, at + 1)


def _next(text: str, at: int) -> int:
    """Give where the next member or element begins, or the end of what holds them."""
    at = _skip(text, at)
    return _after(text, at) if text[at] == "," else at
