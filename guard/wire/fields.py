"""Fields that several of OpenAI's bodies share: checked in requests, kept of replies that are refused."""

from collections.abc import Mapping
from typing import Any

from guard.errors import WireError
from guard.wire.jsontext import opaque

FILTERS = frozenset(
    """
    content_filter_results prompt_filter_results prompt_index citation custom_blocklists detected details
    filtered hate illicit indirect_attack jailbreak license personally_identifiable_information profanity
    protected_material_code protected_material_text redacted self_harm severity sexual sub_categories
    sub_category violence URL
    """.split()
)
"""Names of the members that Azure adds to OpenAI's replies."""
CATEGORIES = (
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
)
"""What OpenAI's moderation tells apart; a result has every one of them."""
MODERATION = frozenset(
    (
        *"categories category_applied_input_types category_scores flagged input moderation output results".split(),
        *CATEGORIES,
    )
)
"""Names of the members of a moderation that OpenAI adds to replies on request."""

_LATEST = 1 << 33  # seconds since the epoch, some time in 2242
_COUNTS = ("prompt_tokens", "completion_tokens", "total_tokens")


def expect(body: Mapping[str, Any], name: str, kind: type, what: str) -> None:
    """Check that a member is there and of a kind.

    Raises:
        WireError: if it is not.
    """
    if name not in body:
        raise WireError(f"{name}: missing, expected {what}", param=name)
    if not isinstance(body[name], kind):
        raise WireError(f"{name}: expected {what}", param=name)


def text_or_tokens(body: Mapping[str, Any], name: str, *, missing: bool = False) -> None:
    """Check a member that is a text, texts, a text's tokens, or tokens of several texts.

    A mixture is nobody's: whether its numbers are tokens could not be told.

    Args:
        body: the request.
        name: the member.
        missing: whether it may be left out.

    Raises:
        WireError: if it is anything else.
    """
    what = "a string, an array of strings, an array of tokens or an array of arrays of tokens"
    if name not in body and not missing:
        raise WireError(f"{name}: missing, expected {what}", param=name)
    value = body.get(name)
    if isinstance(value, str) or (value is None and missing):
        return
    if not isinstance(value, list) or not (_strings(value) or _numbers(value) or _arrays(value)):
        raise WireError(f"{name}: expected {what}", param=name)


def _strings(value: list[Any]) -> bool:
    return all(isinstance(each, str) for each in value)


def _numbers(value: list[Any]) -> bool:
    return all(isinstance(each, int) and not isinstance(each, bool) for each in value)


def _arrays(value: list[Any]) -> bool:
    return all(isinstance(each, list) and _numbers(each) for each in value)


def envelope(source: Mapping[str, Any], kind: str, default: str) -> dict[str, Any]:
    """Give the fields of a reply or chunk that hold no text, in the provider's order.

    Args:
        source: the provider's reply or chunk.
        kind: what it is.
        default: the id of one whose id is none.
    """
    created = source.get("created")
    return {
        "id": name(source.get("id"), default),
        "object": kind,
        "created": created if isinstance(created, int) and 0 <= created <= _LATEST else 0,
        "model": name(source.get("model"), "unknown"),
    }


def name(value: Any, default: str) -> str:
    """Give an id or a name if it looks like one, for it is not screened."""
    return value if isinstance(value, str) and opaque(value) else default


def usage(reply: Mapping[str, Any]) -> dict[str, Any]:
    """Give the counts of tokens of a reply, nothing if it has none."""
    counts = reply.get("usage")
    counts = counts if isinstance(counts, dict) else {}
    kept = {each: counts[each] for each in _COUNTS if isinstance(counts.get(each), int)}
    return {"usage": kept} if kept else {}


def array(value: Any) -> list[Any]:
    """Give an array, an empty one for anything else."""
    return value if isinstance(value, list) else []
