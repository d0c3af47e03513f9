"""Policy files become a Policy: packs are merged, every name is checked, all mistakes are told at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from guard.decide import checks, floors, own, routes, settings
from guard.decide.halves import halves
from guard.decide.known import Known
from guard.decide.layers import Layer, chain
from guard.decide.policy import Policy
from guard.decide.resolve import passes, recogniser_files, resolve
from guard.decide.rules import DirectionRules
from guard.decide.source import Place
from guard.errors import ConfigError, PolicyError
from guard.types import Action, Category, Direction

__all__ = ("Known", "load", "pack")


def load(path: Path, known: Known, packs: Path, floor: Path | None = None) -> Policy:
    """Load a policy and everything it extends.

    Args:
        path: the policy file.
        known: the entities, countries and detectors there are.
        packs: the folder of the shipped packs.
        floor: a policy that it is held to: read before all others, whatever they extend.

    Raises:
        PolicyError: with every mistake, each as ``file:line: key: what was expected``.
    """
    read = chain(path, packs, floor)
    layers, problems = read.layers, read.problems
    if not layers:
        raise PolicyError(*problems)
    known, entries, wrong = _extended(layers, known)
    problems += wrong
    problems += [problem for layer in layers for problem in checks.problems(layer, known)]
    problems += routes.too_many(layers[-1].source, passes(layers))
    if problems:
        raise PolicyError(*dict.fromkeys(problems))
    every = {direction: halves(layers, direction, known) for direction in Direction}
    policy = resolve(layers, known, entries, every)
    policy = replace(policy, floors=floors.floors(layers, every, known.entities))
    problems += floors.problems(layers, policy)
    problems += settings.problems(layers, policy)
    for direction in Direction:
        problems += _unaccompanied(policy, direction, layers)
    problems += _unasked(policy, entries)
    if problems:
        raise PolicyError(*dict.fromkeys(problems))
    return policy


def _extended(layers: list[Layer], known: Known) -> tuple[Known, dict[str, own.Entry], list[str]]:
    """Give the names there are with those that the files bring along, and what is wrong with these."""
    lists = [f"words:{each.id}" for layer in layers for each in layer.model.words]
    read, problems = _recognisers(layers, known)
    builtin = frozenset((*known.entities, *(entity for entity, _ in read)))
    # The first file that names an entity owns it: another must not make it match less.
    owners = {each.name: layer.path for layer in reversed(layers) for each in layer.model.entities}
    known = replace(
        known,
        builtin=builtin,
        owners=owners,
        entities=builtin.union(owners),
        detectors=frozenset((*known.detectors, *lists, *(name for _, name in read))),
    )
    entries, wrong = _own(layers, known)
    theirs = {label for each in entries.values() for label in each.offer.labels} - frozenset(Category)
    known = replace(
        known,
        entities=frozenset((*known.entities, *theirs)),
        detectors=frozenset((*known.detectors, *entries)),
    )
    return known, entries, problems + wrong


def _unaccompanied(policy: Policy, direction: Direction, layers: Sequence[Layer]) -> Iterator[str]:
    """Yield the rules that wait for something which no rule acts on, or which a stream cannot wait for."""
    base = policy.directions[direction]
    here: Place = (direction.value,)
    stands = [(layers[-1], here, base, base.entities)]
    for overlay in policy.overlays:
        layer = layers[overlay.layer]
        at = next(at for at, each in enumerate(layer.model.when) if each.id == overlay.id)
        there = overlay.directions[direction]
        every = DirectionRules({**base.entities, **there.entities}, base.categories)
        stands.append((layer, ("when", at, direction.value), every, there.entities))
    for layer, above, rules, named in stands:
        for entity in sorted(each for each, rule in named.items() if rule.only_with):
            place: Place = (*above, "entities", entity)
            beside = named[entity].only_with
            others = [other for name in beside if (other := rules.entity(name))]
            if not any(each.action > Action.ALLOW and not each.only_with for each in others):
                yield layer.problem(
                    place, f"only_with: expected an action on {' or '.join(sorted(beside))} in this direction"
                )
            if direction is Direction.COMPLETION and not policy.hold.whole:
                yield layer.problem(
                    place, "only_with needs the whole of a completion: expected stream.hold all"
                )


def _own(layers: Iterable[Layer], known: Known) -> tuple[dict[str, own.Entry], list[str]]:
    """Read the detectors of all layers, by name, where the later one wins: and every mistake."""
    found: dict[str, own.Entry] = {}
    problems: list[str] = []
    for layer in layers:
        read = own.read(layer.source, layer.model.detectors, layer.path.parent, known.detectors, known.offer)
        problems += read.problems
        found |= {each.plugged.name: each for each in read.usable}
    problems += [problem for each in found.values() for problem in own.misnamed(each, known.entities)]
    return found, problems


def _unasked(policy: Policy, entries: Mapping[str, own.Entry]) -> Iterator[str]:
    """Yield the detectors that would never be asked."""
    for each in entries.values():
        harm = each.offer.labels & frozenset(Category)
        rules = [policy.wanted(direction) for direction in each.plugged.directions]
        named = any(
            any(half.category(label) if label in harm else half.entity(label) for label in each.offer.labels)
            for half in rules
        )
        if not named:
            yield each.source.problem(each.place, "expected a rule for one of its labels: it is never asked")


def pack(name: str, packs: Path) -> Path:
    """Give the path of a policy named by pack or by file."""
    named = packs / f"{name}.yaml"
    return named if "/" not in name and not name.endswith(".yaml") and named.exists() else Path(name)


def _recognisers(layers: Iterable[Layer], known: Known) -> tuple[list[tuple[str, str]], list[str]]:
    """Read the recogniser files of all layers: what is in them, and every mistake."""
    found: list[tuple[str, str]] = []
    problems = []
    for layer in layers:
        for at, path in enumerate(recogniser_files(layer)):
            try:
                found += known.recognisers(path)
            except ConfigError as bad:
                problems.append(layer.source.problem(("recognizers", at), str(bad)))
    return found, problems
