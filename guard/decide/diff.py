"""What becomes stricter and what weaker from one policy to another, in words. Pure."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeVar

from guard.decide import rulechanges
from guard.decide.changes import CHANGED, NOTHING, Change, Side, Sided, listed, ranked, sided
from guard.decide.compare import weaker
from guard.decide.policy import (
    RECORDABLE,
    AllowRule,
    Custom,
    Durability,
    History,
    Mode,
    Policy,
    Record,
    Topic,
    WordList,
)
from guard.plugged import Plugged
from guard.types import Action, Category, Direction

_MODE: Final = {Mode.SHADOW.value: 0, Mode.ENFORCE.value: 1}
_HISTORY: Final = {History.REMEMBER.value: 0, History.REFUSE.value: 1}
_RECORD: Final = {Record.NONE.value: 0, Record.FLAGGED.value: 1}
_DURABILITY: Final = {Durability.ASYNC.value: 0, Durability.SPOOL.value: 1, Durability.STRICT.value: 2}
_GAPS: Final = {"allow": 0, "block": 1}
_NO_RARE: Final[rulechanges.Rare] = MappingProxyType({})
NamedT = TypeVar("NamedT")


@dataclass(frozen=True, slots=True)
class Diff:
    """What changes from one policy to another; a change that is both stands in both, with the same words.

    Args:
        stricter: what is acted on more, sooner or harder.
        weaker: what is acted on less, later or more lightly.
        different: what is neither.
    """

    stricter: tuple[Change, ...] = ()
    weaker: tuple[Change, ...] = ()
    different: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything changes."""
        return bool(self.stricter or self.weaker or self.different)


def diff(before: Policy, after: Policy, rare: rulechanges.Rare = _NO_RARE) -> Diff:
    """Give what changes from one policy to another.

    Args:
        before: the policy as it was.
        after: the policy as it is now.
        rare: entities that ``*`` does not stand for of itself, each with the countries that make it do so:
            such a one is looked for only where it is named, or one of them is.
    """
    found = set(_changes(before, after, rare))
    if not found and before.digest != after.digest:
        change = Change("digest", "files or versions", before.digest[:12], after.digest[:12])
        found = {(Side.DIFFERENT, change)}
    by_side = {side: tuple(sorted(change for each, change in found if each is side)) for side in Side}
    return Diff(by_side[Side.STRICTER], by_side[Side.WEAKER], by_side[Side.DIFFERENT])


def _changes(before: Policy, after: Policy, rare: rulechanges.Rare) -> Iterator[Sided]:
    yield from rulechanges.changes(before, after, rare)
    yield from _named(
        "words", {each.id: each for each in before.words}, {each.id: each for each in after.words}, _words
    )
    yield from _named(
        "topics", {each.id: each for each in before.topics}, {each.id: each for each in after.topics}, _topic
    )
    yield from _named(
        "own entities",
        {each.name: each for each in before.customs},
        {each.name: each for each in after.customs},
        _custom,
    )
    yield from _named(
        "detectors",
        {each.name: each for each in before.plugged},
        {each.name: each for each in after.plugged},
        _plugged,
    )
    yield from _allow(before, after)
    yield from listed("routes", "passes", before.passes, after.passes, strict=False)
    yield from listed("countries", "recognisers of", before.countries, after.countries, strict=True)
    old, new = ([each.name for each in policy.recognisers] for policy in (before, after))
    yield from listed("recognizers", "file", old, new, strict=True)
    yield from _gaps(before, after)
    yield from _settings(before, after)


def _named(
    where: str,
    old: Mapping[str, NamedT],
    new: Mapping[str, NamedT],
    changed: Callable[[str, NamedT, NamedT], Iterator[Sided]],
) -> Iterator[Sided]:
    """Yield what came and went of what has a name, and what changed in the rest."""
    for name in sorted(new.keys() - old.keys()):
        yield from _whole(where, name, new[name], Side.STRICTER)
    for name in sorted(old.keys() - new.keys()):
        for _, change in _whole(where, name, old[name], Side.WEAKER):
            yield Side.WEAKER, change.mirrored
    for name in sorted(old.keys() & new.keys()):
        yield from changed(name, old[name], new[name])


def _whole(where: str, name: str, item: object, side: Side) -> Iterator[Sided]:
    if isinstance(item, WordList):
        text = f"{rulechanges.rule_text(item.rule)} ({len(item.words)})"
        side = Side.DIFFERENT if item.rule.action is Action.ALLOW else side
    elif isinstance(item, Topic):
        text = rulechanges.rule_text(item.rule)
    elif isinstance(item, Plugged):
        text = f"asked about each {_both(item.directions)}"
    else:
        text = "looked for"
    yield side, Change(where, name, NOTHING, text)


def _words(name: str, old: WordList, new: WordList) -> Iterator[Sided]:
    yield from _rule("words", name, old, new)
    yield from _counted("words", name, old.words, new.words)


def _topic(name: str, old: Topic, new: Topic) -> Iterator[Sided]:
    yield from _rule("topics", name, old, new)
    if (old.examples, old.negatives) != (new.examples, new.negatives):
        yield Side.DIFFERENT, Change("topics", f"{name}: sentences", CHANGED, CHANGED)


def _rule(where: str, name: str, old: WordList | Topic, new: WordList | Topic) -> Iterator[Sided]:
    change = Change(where, name, rulechanges.rule_text(old.rule), rulechanges.rule_text(new.rule))
    yield from sided(change, less=bool(weaker(new.rule, old.rule)), more=bool(weaker(old.rule, new.rule)))
    yield from listed(where, f"{name}: looked for in each", old.directions, new.directions, strict=True)


def _counted(where: str, what: str, old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Sided]:
    """Yield how many of some words came and went, never which."""
    gone, come = len(set(old) - set(new)), len(set(new) - set(old))
    change = Change(where, what, *_parts(("word", "words"), old, new))
    if gone or come:
        yield from sided(change, less=gone > 0, more=come > 0)


def _parts(words: tuple[str, str], old: Collection[object], new: Collection[object]) -> tuple[str, str]:
    """Say how many there were and are, one or several, and how many of them on one side only."""

    def count(ours: Collection[object], theirs: Collection[object]) -> str:
        if not ours:
            return NOTHING
        said = f"{len(ours)} {words[len(ours) > 1]}"
        return f"{said}, {len(set(ours) - set(theirs))} of them only here" if theirs else said

    return count(old, new), count(new, old)


def _custom(name: str, old: Custom, new: Custom) -> Iterator[Sided]:
    change = Change("own entities", name, f"score {old.score:g}", f"score {new.score:g}")
    yield from sided(change, less=new.score < old.score, more=new.score > old.score)
    if old.pattern != new.pattern:
        yield Side.DIFFERENT, Change("own entities", f"{name}: pattern or words", CHANGED, CHANGED)
    lost, come = set(old.context) - set(new.context), set(new.context) - set(old.context)
    change = Change(
        "own entities", f"{name}: context", f"{len(old.context)} words", f"{len(new.context)} words"
    )
    if lost or come:
        yield from sided(change, less=bool(lost), more=bool(come))


def _plugged(name: str, old: Plugged, new: Plugged) -> Iterator[Sided]:
    yield from listed("detectors", f"{name}: asked about each", old.directions, new.directions, strict=True)
    for key in sorted(set(Plugged.__slots__) - {"name", "directions"}):
        was, now = getattr(old, key), getattr(new, key)
        if was == now:
            continue
        shown = isinstance(was, int | float) and isinstance(now, int | float)
        texts = (f"{was:g}", f"{now:g}") if shown else (CHANGED, CHANGED)
        yield Side.DIFFERENT, Change("detectors", f"{name}: {key}", *texts)


def _allow(before: Policy, after: Policy) -> Iterator[Sided]:
    old, new = _allowed(before), _allowed(after)
    for entity, validated in sorted(old.keys() | new.keys()):
        was, now = old.get((entity, validated), frozenset()), new.get((entity, validated), frozenset())
        if was == now:
            continue
        what = f"{entity}, also confirmed ones" if validated else entity
        change = Change("allow", what, *_parts(("value or pattern", "values or patterns"), was, now))
        yield from sided(change, less=bool(now - was), more=bool(was - now))


def _allowed(policy: Policy) -> dict[tuple[str, bool], frozenset[tuple[str, str]]]:
    found: dict[tuple[str, bool], frozenset[tuple[str, str]]] = {}
    for rule in policy.allow:
        key = rule.entity, rule.validated
        found[key] = found.get(key, frozenset()).union(_covered(rule))
    return found


def _covered(rule: AllowRule) -> Iterator[tuple[str, str]]:
    yield from (("value", value) for value in rule.values)
    if rule.pattern is not None:
        yield "pattern", str(getattr(rule.pattern, "pattern", rule.pattern))


def _gaps(before: Policy, after: Policy) -> Iterator[Sided]:
    old, new = before.on_not_run, after.on_not_run
    words = {Action.BLOCK: "block", Action.ANNOTATE: "allow"}
    yield from ranked("on_not_run", "default", words[old.default], words[new.default], _GAPS)
    for name in sorted(old.by_detector.keys() | new.by_detector.keys()):
        yield from ranked("on_not_run", name, words[old.action(name)], words[new.action(name)], _GAPS)


def _settings(before: Policy, after: Policy) -> Iterator[Sided]:
    yield from ranked("mode", "", before.mode.value, after.mode.value, _MODE)
    yield from ranked("history", "", before.history.value, after.history.value, _HISTORY)
    yield from ranked("audit", "record", before.record.value, after.record.value, _RECORD)
    yield from ranked("audit", "durability", before.durability.value, after.durability.value, _DURABILITY)
    held = Change("stream.hold", "", str(before.hold), str(after.hold))
    old, new = ((each.hold.whole, each.hold.window) for each in (before, after))
    alike = before.hold.whole or after.hold.whole or (before.hold.window and after.hold.window)
    yield from sided(held, less=bool(alike) and new < old, more=bool(alike) and new > old)
    plain: dict[str, Callable[[Policy], Any]] = {
        "policy": lambda each: each.id,
        "history.hours": lambda each: each.history_hours,
        "annotations": lambda each: each.annotations.value,
        "audit.evidence": lambda each: each.evidence.value,
        "audit.keep_days": lambda each: each.keep_days,
    }
    for name, value in plain.items():
        change = Change(name, "", str(value(before)), str(value(after)))
        yield from sided(change, less=False, more=False)
    # Whatever else there is, is never shown.
    for name in sorted((before.never_record ^ after.never_record) & RECORDABLE.union(Category)):
        was, now = (
            "never shown" if name in each.never_record else "may be shown" for each in (before, after)
        )
        yield Side.DIFFERENT, Change("audit.never_record", name, was, now)


def _both(directions: frozenset[Direction]) -> str:
    return " and ".join(sorted(directions))
