"""What every kind of further detector is: how it is asked, and what its replies mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from guard.types import Direction, Severity


class Nonsense(Exception):  # noqa: N818  # a signal between adapter and detector
    """A reply that is not what was agreed on; it never repeats what was in it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing a detector told of one text, not yet in our words.

    Args:
        label: the detector's own name for it; anybody's text until it is known to be one.
        score: how sure it is, 0 to 1.
        start: first code point; None for the whole text.
        end: the code point after the last.
        severity: how bad it is, None where the detector does not say.
    """

    label: str = field(repr=False)
    score: float = 1.0
    start: int | None = None
    end: int | None = None
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a detector told of one text.

    Args:
        found: all of it that makes sense.
        whole: False if some of it does not.
    """

    found: tuple[Found, ...] = ()
    whole: bool = True


class Adapter(Protocol):
    """Speaks one API; knows neither network nor policy."""

    @property
    def vocabulary(self) -> Mapping[str, str]:
        """Every label the API is known to give, and what it is called here."""

    @property
    def several(self) -> int:
        """Give how many texts one call may hold."""

    @property
    def longest(self) -> int:
        """Give how many code points one text may have, 0 for any number."""

    def headers(self, key: str) -> Mapping[str, str]:
        """Give the header that carries the key."""

    def question(self, texts: Sequence[str], direction: Direction) -> Any:
        """Give the JSON value that asks about some texts."""

    def answers(self, reply: Any, texts: Sequence[str]) -> Sequence[Answer]:
        """Read a reply: one Answer for each text, in order.

        Raises:
            Nonsense: if it is not what was agreed on.
        """


def bearer(key: str) -> Mapping[str, str]:
    """Give the header most APIs take a key in."""
    return {"authorization": f"Bearer {key}"}


def member(value: Any, name: str, kind: type[Any]) -> Any:
    """Give a member of a JSON object.

    Raises:
        Nonsense: if it is missing, or of another type.
    """
    found = value.get(name) if isinstance(value, dict) else None
    if not isinstance(found, kind) or (kind is not bool and isinstance(found, bool)):
        raise Nonsense
    return found


def items(value: Any, count: int) -> Sequence[Any]:
    """Give the items of a JSON array of a known length.

    Raises:
        Nonsense: if it is something else, or has another length.
    """
    if not isinstance(value, list) or len(value) != count:
        raise Nonsense
    return value


def score(value: Any) -> float:
    """Read a score.

    Raises:
        Nonsense: if it is no number from 0 to 1.
    """
    # Not a number fails the comparison as well.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise Nonsense
    return float(value)


def span(start: Any, end: Any, text: str) -> tuple[int, int]:
    """Read a range of code points of a text.

    Raises:
        Nonsense: if it is none.
    """
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise Nonsense
    return start, end
