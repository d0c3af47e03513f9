"""Where a rule stands, what it takes the place of and what takes its place; which rule decides about a label."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from guard.decide.directions import closest
from guard.decide.layers import Layer
from guard.decide.policy import Policy
from guard.decide.rulechanges import rule_text, said
from guard.decide.rules import EVERY, CategoryRule, EntityRule
from guard.decide.source import Place
from guard.decide.when import Overlay, exactness
from guard.errors import PolicyError
from guard.types import Category, Direction

Rule = EntityRule | CategoryRule
_SHOWN: Final = 8
_HOW: Final = {0: "'*'", 1: "its group", 2: "its name"}


@dataclass(frozen=True, slots=True)
class Names:
    """What is known of labels, whatever the policy.

    Args:
        groups: names that stand for several entities.
        detectors: what finds each label.
    """

    groups: Mapping[str, Collection[str]] = field(default_factory=dict)
    detectors: Mapping[str, Sequence[str]] = field(default_factory=dict)


def places(layers: Sequence[Layer], rule: str) -> list[str]:
    """Give where a rule stands, as ``file:line``, in the order in which the files are read: the last one counts.

    Args:
        layers: the files.
        rule: its id.
    """
    every = [layer.at(place) for layer in layers for place in _in(layer, rule.partition("~")[0])]
    return list(dict.fromkeys(every))


def rule(policy: Policy, layers: Sequence[Layer], rule_id: str, names: Names) -> Iterator[str]:
    """Say what a rule does, where it stands, what it takes the place of and what takes its place.

    Args:
        policy: the policy.
        layers: its files.
        rule_id: the rule.
        names: what is known of labels.

    Raises:
        PolicyError: if there is no rule of this id.
    """
    stands = places(layers, rule_id)
    if not stands:
        known = sorted({each.id for each, _ in _rules(policy)})
        raise PolicyError(f"unknown rule `{rule_id[:80]}`{closest(rule_id, known)}")
    found = [(each, label) for each, label in _rules(policy) if each.id == rule_id]
    text = rule_text(found[0][0]) if found else ""
    yield f"{rule_id}: {'leaves alone' if text == 'nothing' else text}" if found else rule_id
    yield f"  stands at {stands[-1]}"
    yield from (f"  in the place of what is said at {place}" for place in reversed(stands[:-1]))
    parts = rule_id.split(".")
    if parts[0] in set(Direction) or parts[0] == "when":
        yield from _labels(policy, layers, rule_id, sorted({label for _, label in found}), names)


def label(policy: Policy, layers: Sequence[Layer], name: str, names: Names) -> Iterator[str]:
    """Say which rule decides about an entity or a category, in each direction.

    Args:
        policy: the policy, as it holds for a request.
        layers: its files.
        name: the label.
        names: what is known of labels.

    Raises:
        PolicyError: if nobody knows the label.
    """
    known = {*Category, *names.detectors, *(each for _, each in _rules(policy))} - {EVERY}
    if name not in known:
        raise PolicyError(f"unknown entity or category `{name[:80]}`{closest(name, known)}")
    for direction in Direction:
        half = policy.directions[direction]
        found: Rule | None = half.category(name) if name in set(Category) else half.entity(name)
        if found is None:
            yield f"{direction}: {name} is left alone: no rule names it"
            continue
        text = rule_text(found)
        told = "left alone" if text == "nothing" else text
        where = ", ".join(place for each in found.id.split(" & ") for place in places(layers, each)[-1:])
        yield f"{direction}: {name}: {told}, by {_HOW[exactness(found, name)]} ({found.id}, {where})"
        for overlay in policy.overlays:
            yield from _overlaid(layers, overlay, direction, name, found)
        yield from _floors(policy, direction, [name])
    yield from (
        f"allowed by {each.id}"
        for each in policy.allow
        if each.entity in (name, EVERY) and name not in set(Category)
    )
    yield from _detectors([name], names)


def _labels(
    policy: Policy, layers: Sequence[Layer], rule_id: str, labels: list[str], names: Names
) -> Iterator[str]:
    """Say what a rule for some labels overrides, what overrides it, and what finds these labels."""
    _, direction_id, kind, key = _parted(rule_id)
    direction = Direction(direction_id)
    wide = key == EVERY or key in names.groups
    decided = [each for each in labels if each != EVERY]
    if wide:
        yield (
            f"  decides about {_several(decided)}"
            if decided
            else "  decides about all that has no rule of its own"
        )
    if not labels:
        yield "  decides about nothing: whatever it is for has a more exact rule"
    rules = {each for layer in layers for each in getattr(getattr(layer.model, direction_id), kind)}
    inside = {key, *names.groups.get(key, ())}
    less = [each for each in rules if each != key and (each == EVERY or key in names.groups.get(each, ()))]
    more = [
        each
        for each in rules
        if each != key
        and (key == EVERY or (each in inside and key in names.groups and each not in names.groups))
    ]
    if less and not rule_id.startswith("when."):
        yield f"  counts before {_several(sorted(less))}"
    if more and not rule_id.startswith("when."):
        yield f"  gives way to {_several(sorted(more))}"
    if rule_id.startswith("when."):
        overlay = next((each for each in policy.overlays if each.id == rule_id.split(".")[1]), None)
        yield from (f"  holds where {_asked(each)}" for each in [overlay] if each)
        return
    told: set[str] = set()
    for each in labels:
        half = policy.directions[direction]
        ours: Rule | None = half.category(each) if kind == "categories" else half.entity(each)
        if ours is not None:
            for overlay in policy.overlays:
                told.update(f"  {line.strip()}" for line in _overlaid(layers, overlay, direction, each, ours))
    yield from sorted(told)
    yield from (f"  {line.strip()}" for line in _floors(policy, direction, labels))
    yield from (f"  {line}" for line in _detectors(decided if not wide else (), names))


def _overlaid(
    layers: Sequence[Layer], overlay: Overlay, direction: Direction, name: str, found: Rule
) -> Iterator[str]:
    half = overlay.directions[direction]
    other: Rule | None = half.category(name) if isinstance(found, CategoryRule) else half.entity(name)
    if other is not None and exactness(other, name) >= exactness(found, name):
        where = ", ".join(places(layers, other.id)[-1:])
        text = rule_text(other)
        told = "left alone" if text == "nothing" else text
        yield f"  where {_asked(overlay)}: {told} ({other.id}, {where})"


def _floors(policy: Policy, direction: Direction, labels: Iterable[str]) -> Iterator[str]:
    held = (floor for each in labels for floor in policy.floors.get(direction, {}).get(each, ()))
    for place, text in dict.fromkeys((each.place, rule_text(each.rule)) for each in held):
        yield f"  held by the floor at {place}: {text}, or stricter"


def _detectors(labels: Iterable[str], names: Names) -> Iterator[str]:
    found = sorted({each for name in labels for each in names.detectors.get(name, ())})
    if found:
        yield f"found by {_several(found)}"


def _several(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:_SHOWN])} and {more} more"


def _asked(overlay: Overlay) -> str:
    return said((tuple(sorted(overlay.routes)), overlay.models, tuple(sorted(overlay.apps)), overlay.source))


def _rules(policy: Policy) -> Iterator[tuple[Rule, str]]:
    """Yield every rule of a policy with each label that it decides about."""
    halves = [
        *policy.directions.values(),
        *(half for each in policy.overlays for half in each.directions.values()),
    ]
    for half in halves:
        yield from ((each, name) for name, each in half.entities.items())
        yield from ((each, name) for name, each in half.categories.items())
    yield from ((each.rule, f"words:{each.id}") for each in policy.words)
    yield from ((each.rule, f"topics:{each.id}") for each in policy.topics)


def _parted(rule_id: str) -> tuple[str, str, str, str]:
    """Give condition, direction, kind and key of a rule for labels."""
    condition = ""
    if rule_id.startswith("when."):
        _, condition, rule_id = rule_id.split(".", 2)
    direction, kind, key = rule_id.split(".", 2)
    return condition, direction, kind, key


def _in(layer: Layer, rule_id: str) -> Iterator[Place]:
    """Yield where a file says something by the name of a rule."""
    head, _, rest = rule_id.partition(".")
    model = layer.model
    if head == "words":
        yield from ((head, at) for at, words in enumerate(model.words) if words.id == rest)
    elif head == "topics":
        yield from ((head, at) for at, topic in enumerate(model.topics) if topic.id == rest)
    elif head == "allow":
        named = (f"allow.{each.entity}.{at}@{model.policy}" for at, each in enumerate(model.allow))
        yield from ((head, at) for at, name in enumerate(named) if name == rule_id)
    elif head == "on_not_run":
        yield from ((head, name) for name in model.on_not_run if name == rest)
    elif rule_id.count(".") >= (4 if head == "when" else 2):
        yield from _in_halves(layer, *_parted(rule_id))


def _in_halves(layer: Layer, condition: str, direction: str, kind: str, key: str) -> Iterator[Place]:
    """Yield where a file has a rule for a label, a group or ``*``: for all requests, or under a condition."""
    if direction not in set(Direction) or kind not in ("entities", "categories"):
        return
    parts: list[tuple[Place, object]] = [((), layer.model)]
    if condition:
        parts = [(("when", at), each) for at, each in enumerate(layer.model.when) if each.id == condition]
    for place, part in parts:
        if key in getattr(getattr(part, direction), kind):
            yield *place, direction, kind, key
