"""Presidio's anonymizer over HTTP: a text is rewritten by spans and operators that the request gives.

Nothing is looked for and nothing decided here. Spans that overlap become one, so that nothing which
had to go is left at an edge; Presidio splices them.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel, Field

from guard.api.dropin.endpoint import Call, answer, parsed
from guard.errors import WireError
from guard.exchange import Answer
from guard.types import readable

OPERATORS = ("hash", "keep", "mask", "redact", "replace")
_DEFAULT = "DEFAULT"
_SALT_BYTES = 32
_SHORTEST_SALT = 16
_WRONG = HTTPStatus.UNPROCESSABLE_ENTITY  # what Presidio says here; its analyzer says 500


class Operator(BaseModel):
    """How the spans of one entity are rewritten."""

    type: Literal["hash", "keep", "mask", "redact", "replace"]
    new_value: str | None = None
    masking_char: str | None = Field(default=None, min_length=1, max_length=1)
    chars_to_mask: int | None = None
    from_end: bool | None = None
    hash_type: Literal["sha256", "sha512"] = "sha256"
    salt: str | None = None


class Result(BaseModel):
    """One span that is to be rewritten."""

    start: int = Field(ge=0)
    end: int
    score: float
    entity_type: str = Field(min_length=1)


class Anonymize(BaseModel):
    """A request to the anonymizer."""

    text: str | list[str]
    analyzer_results: list[Result] | list[list[Result]]
    anonymizers: dict[str, Operator] | None = None


async def anonymize(call: Call) -> Answer:
    """Rewrite one text or several."""
    asked = parsed(Anonymize, call.body, _WRONG)
    operators = asked.anonymizers or {}
    for operator in operators.values():
        _check(operator)
    several = isinstance(asked.text, list)
    texts = [readable(each) for each in (asked.text if isinstance(asked.text, list) else [asked.text])]
    results = _by_text(texts, asked.analyzer_results, several=several)
    done = await call.service.aside(partial(_each, texts, results, operators))
    return answer(done if several else done[0])


async def anonymizers(_call: Call) -> Answer:
    """List the operators."""
    return answer(list(OPERATORS))


def rewritten(text: str, results: Iterable[Result], operators: Mapping[str, Operator]) -> dict[str, Any]:
    """Rewrite a text.

    Args:
        text: the text.
        results: what is to be rewritten of it, in any order; no span ends behind the text.
        operators: by entity, ``DEFAULT`` for all others; without one a span becomes its entity's name.

    Returns:
        The new text and where in it each operator wrote what, the last one first.
    """
    pieces: list[str] = []
    items: list[dict[str, Any]] = []
    done = length = 0
    for each in _disjoint(results):
        operator = operators.get(each.entity_type) or operators.get(_DEFAULT) or Operator(type="replace")
        new = _operate(text[each.start : each.end], each.entity_type, operator)
        before = text[done : each.start]
        start = length + len(before)
        pieces += (before, new)
        done, length = each.end, start + len(new)
        items.append(
            {
                "start": start,
                "end": length,
                "entity_type": each.entity_type,
                "text": new,
                "operator": operator.type,
                "score": each.score,
            }
        )
    return {"text": "".join((*pieces, text[done:])), "items": items[::-1]}


def _each(
    texts: Sequence[str], results: Sequence[Sequence[Result]], operators: Mapping[str, Operator]
) -> list[dict[str, Any]]:
    return [rewritten(text, found, operators) for text, found in zip(texts, results, strict=True)]


def _by_text(
    texts: Sequence[str], results: Sequence[Result | list[Result]], *, several: bool
) -> list[list[Result]]:
    """Give the results of each text.

    Raises:
        WireError: if there is not one list of them for each, or a span holds nothing of its text.
    """
    lists = [each for each in results if isinstance(each, list)]
    plain = [each for each in results if not isinstance(each, list)]
    if (several and (plain or len(lists) != len(texts))) or (not several and lists):
        what = "one list of results for each text" if several else "a list of results"
        raise WireError(f"analyzer_results: expected {what}", param="analyzer_results", status=_WRONG)
    by_text = lists if several else [plain]
    for number, (text, found) in enumerate(zip(texts, by_text, strict=True)):
        for at, each in enumerate(found):
            if not each.start < each.end <= len(text):
                place = f"analyzer_results[{number}][{at}]" if several else f"analyzer_results[{at}]"
                raise WireError(
                    f"{place}: expected start < end, and an end within the text", param=place, status=_WRONG
                )
    return by_text


def _check(operator: Operator) -> None:
    """Check that an operator has what it needs.

    Raises:
        WireError: if it has not.
    """
    needed = {"masking_char", "chars_to_mask", "from_end"} if operator.type == "mask" else set()
    missing = sorted(each for each in needed if getattr(operator, each) is None)
    if missing:
        raise WireError(f"anonymizers: mask needs {', '.join(missing)}", param="anonymizers", status=_WRONG)
    if operator.salt is not None and len(_encoded(operator.salt)) < _SHORTEST_SALT:
        raise WireError(
            f"anonymizers: expected a salt of at least {_SHORTEST_SALT} bytes, or none",
            param="anonymizers",
            status=_WRONG,
        )


def _disjoint(results: Iterable[Result]) -> list[Result]:
    """Make spans disjoint: those that overlap become one, named after the surest, then the longest of them."""
    joined: list[Result] = []
    names: list[Result] = []
    for each in sorted(results, key=lambda each: (each.start, -each.end)):
        if not joined or each.start >= joined[-1].end:
            joined.append(each)
            names.append(each)
            continue
        names[-1] = max(names[-1], each, key=lambda one: (one.score, one.end - one.start))
        known = {"start": joined[-1].start, "end": max(joined[-1].end, each.end)}
        joined[-1] = names[-1].model_copy(update=known)
    return joined


def _operate(value: str, entity: str, operator: Operator) -> str:
    """Give what stands in a value's place."""
    if operator.type == "replace":
        return operator.new_value or f"<{entity}>"
    if operator.type == "redact":
        return ""
    if operator.type == "keep":
        return value
    if operator.type == "hash":
        # Without a salt nobody can find a value by trying all there are, as with telephone numbers.
        salt = secrets.token_bytes(_SALT_BYTES) if operator.salt is None else _encoded(operator.salt)
        return hashlib.new(operator.hash_type, _encoded(value) + salt).hexdigest()
    hidden = min(len(value), max(0, operator.chars_to_mask or 0))
    mask = (operator.masking_char or "*") * hidden
    return value[: len(value) - hidden] + mask if operator.from_end else mask + value[hidden:]


def _encoded(value: str) -> bytes:
    return readable(value).encode()
