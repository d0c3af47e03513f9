"""What changes from one policy to another, as values: a place, what it was there, what it is now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

NOTHING = "nothing"
"""What stands in the place of what is not there."""
CHANGED = "changed"
"""What stands before and after where it is not said what was there: words, sentences, patterns, addresses."""


class Side(Enum):
    """What a change does to those that the policy protects."""

    STRICTER = "stricter"
    WEAKER = "weaker"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One change.

    Args:
        where: the part of the policy, such as ``prompt``, or ``when support: prompt``.
        what: what changes there.
        before: what it was.
        after: what it is now.
        labels: every entity or category that it is about, where ``what`` stands for several.
    """

    where: str
    what: str
    before: str
    after: str
    labels: tuple[str, ...] = ()

    @property
    def mirrored(self) -> "Change":
        """The same change, undone."""
        return Change(self.where, self.what, self.after, self.before, self.labels)

    def __str__(self) -> str:
        what = f"{self.where}: {self.what}" if self.what else self.where
        return (
            f"{what}: {self.after}" if self.before == self.after else f"{what}: {self.before} -> {self.after}"
        )


Sided = tuple[Side, Change]


def sided(change: Change, *, less: bool, more: bool) -> Iterator[Sided]:
    """Yield a change on each side that it belongs to: it can be weaker in one respect and stricter in another.

    Args:
        change: what changes; nothing is yielded of one that neither weakens, nor strengthens, nor reads differently.
        less: whether it is weaker in some respect.
        more: whether it is stricter in some respect.
    """
    if less:
        yield Side.WEAKER, change
    if more:
        yield Side.STRICTER, change
    if not less and not more and change.before != change.after:
        yield Side.DIFFERENT, change


def ranked(where: str, what: str, before: str, after: str, order: Mapping[str, int]) -> Iterator[Sided]:
    """Yield the change of a setting whose words have a rank; words of the same rank only differ.

    Args:
        where: the part of the policy.
        what: the setting.
        before: its word before.
        after: its word now.
        order: the rank of each word, the strictest highest.
    """
    ours, theirs = order[after], order[before]
    yield from sided(Change(where, what, before, after), less=ours < theirs, more=ours > theirs)


def listed(
    where: str, what: str, before: Iterable[str], after: Iterable[str], *, strict: bool
) -> Iterator[Sided]:
    """Yield what a list gained and what it lost, each as a change of its own.

    Args:
        where: the part of the policy.
        what: what its items are.
        before: the items before.
        after: the items now.
        strict: whether one more item makes the policy stricter; else it makes it weaker.
    """
    old, new = frozenset(before), frozenset(after)
    gained, lost = (Side.STRICTER, Side.WEAKER) if strict else (Side.WEAKER, Side.STRICTER)
    for item in sorted(new - old):
        yield gained, Change(where, f"{what} {item}", NOTHING, "listed")
    for item in sorted(old - new):
        yield lost, Change(where, f"{what} {item}", "listed", NOTHING)
