"""Rules that hold for some requests only: conditions on route, model, app and labels, and what they change.

The more exact name decides, wherever it stands: an entity's own over a group's, a group's over ``*``. Of two
that are equally exact, one under a condition takes the place of one without; of several conditions that
hold, the strictest of each counts. So the order of conditions never matters.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Protocol, TypeVar

import cel

from guard.decide.compare import strictest
from guard.decide.rules import EVERY, CategoryRule, DirectionRules, EntityRule
from guard.types import Direction

VARIABLES: Final = ("app", "labels", "model", "route")
"""What a condition can ask about."""
_MOST: Final = 64
"""Combinations of conditions that are kept worked out."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a request is, for conditions.

    Args:
        route: the operation, as the tables name it.
        model: the model that is asked.
        app: the label of the app that asks, or empty.
        labels: further labels of the request.
    """

    route: str = ""
    model: str = field(default="", repr=False)
    app: str = ""
    labels: Mapping[str, str] = field(default_factory=dict, repr=False)


class Holds(Enum):
    """Whether a condition holds for a request."""

    NO = "no"
    YES = "yes"
    UNSURE = "unsure"


class Program(Protocol):
    """A compiled condition."""

    def execute(self, context: dict[str, Any]) -> Any:
        """Give its value."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """Rules that hold where all conditions do.

    Args:
        id: its name within the policy.
        directions: the rules.
        routes: operations; empty for all.
        models: models, exactly or, with ``*`` at the end, by how they begin; empty for all.
        apps: app labels; empty for all.
        source: the expression in CEL, or empty.
        program: the same, compiled.
        layer: the number of the file it stands in.
    """

    id: str
    directions: Mapping[Direction, DirectionRules]
    routes: frozenset[str] = frozenset()
    models: tuple[str, ...] = ()
    apps: frozenset[str] = frozenset()
    source: str = ""
    program: Program | None = field(default=None, repr=False, compare=False)
    layer: int = 0

    def holds(self, context: Context) -> Holds:
        """Tell whether its rules hold for a request; an expression that cannot be worked out leaves that open."""
        if self.routes and not at(self.routes, context.route):
            return Holds.NO
        if self.apps and context.app not in self.apps:
            return Holds.NO
        if self.models and not any(_named(each, context.model) for each in self.models):
            return Holds.NO
        if self.program is None:
            return Holds.YES
        asked = {
            "route": context.route,
            "model": context.model,
            "app": context.app,
            "labels": dict(context.labels),
        }
        try:
            value = self.program.execute(asked)
        except Exception:  # noqa: BLE001  # whatever it is: a label that is not there, a type that does not fit
            return Holds.UNSURE
        return Holds.UNSURE if not isinstance(value, bool) else Holds.YES if value else Holds.NO


def at(routes: Collection[str], route: str) -> bool:
    """Tell whether a route is one of some: its name stands for Azure's of the same name as well.

    Args:
        routes: their names.
        route: the name of that of a request.
    """
    return route in routes or route.removeprefix("azure.") in routes


def compiled(source: str) -> Program:
    """Compile a condition.

    Raises:
        ValueError: it is no expression in CEL, or asks about something else than `VARIABLES`; the message says so.
    """
    try:
        program = cel.compile(source)
    except Exception:  # noqa: BLE001  # the library raises several kinds, and repeats the source
        raise ValueError("expected an expression in CEL") from None
    unknown = sorted(set(program.variables()) - set(VARIABLES))
    if unknown:
        raise ValueError(f"unknown variable `{unknown[0][:40]}`: expected {', '.join(VARIABLES)}")
    made: Program = program
    return made


def overlaid(half: DirectionRules, overlays: Sequence[tuple[DirectionRules, Holds]]) -> DirectionRules:
    """Give the rules of a direction with those of overlays that hold.

    Args:
        half: the rules without conditions.
        overlays: those under conditions, and whether these hold; where that is open, the stricter rule counts.
    """
    entities = _all(half.entities, [(each.entities, how) for each, how in overlays])
    categories = _all(half.categories, [(each.categories, how) for each, how in overlays])
    return DirectionRules(entities, categories)


RuleT = TypeVar("RuleT", EntityRule, CategoryRule)


def _all(
    base: Mapping[str, RuleT], overlays: Sequence[tuple[Mapping[str, RuleT], Holds]]
) -> dict[str, RuleT]:
    """Give the rule for each name that anything is said of."""
    names = sorted({*base, *(name for rules, _ in overlays for name in rules)})
    return {name: rule for name in names if (rule := _effective(name, base, overlays)) is not None}


def _effective(
    name: str, base: Mapping[str, RuleT], overlays: Sequence[tuple[Mapping[str, RuleT], Holds]]
) -> RuleT | None:
    """Give the rule for one name."""
    found = _said(name, base)
    held = [rule for rules, how in overlays if how is Holds.YES and (rule := _said(name, rules))]
    exact = max((exactness(rule, name) for rule in held), default=-1)
    if found is None or exact >= exactness(found, name):
        found = strictest(rule for rule in held if exactness(rule, name) == exact) if held else None
    else:
        exact = exactness(found, name)
    # What may hold as well, and would decide then, makes it stricter and never weaker.
    unsure = [rule for rules, how in overlays if how is Holds.UNSURE and (rule := _said(name, rules))]
    every = [each for each in unsure if exactness(each, name) >= exact] + ([found] if found else [])
    return strictest(every) if every else None


def _said(name: str, rules: Mapping[str, RuleT]) -> RuleT | None:
    return rules.get(name) or rules.get(EVERY)


def exactness(rule: EntityRule | CategoryRule, name: str) -> int:
    """Tell how exactly a rule says what it is for: 2 by name, 1 by a group, 0 by ``*``.

    Args:
        rule: the rule.
        name: what it decides about.
    """
    key = rule.id.split(".entities.")[-1].split(".categories.")[-1]
    return 2 if key == name else 0 if key == EVERY else 1


def _named(pattern: str, model: str) -> bool:
    return model.startswith(pattern[:-1]) if pattern.endswith("*") else model == pattern


MadeT = TypeVar("MadeT")


class Cache:
    """Policies that were worked out, by what they were worked out for. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, what: Hashable, make: Callable[[], MadeT]) -> MadeT:
        """Give what was made for something, or make it."""
        with self._lock:
            if what not in self._known:
                self._known[what] = make()
                if len(self._known) > _MOST:
                    self._known.popitem(last=False)
            self._known.move_to_end(what)
            made: MadeT = self._known[what]
            return made
