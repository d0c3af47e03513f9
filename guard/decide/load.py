"""Policy files become a Policy: packs are merged, every name is checked, all mistakes are told at once."""

import difflib
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import re2
import rfc8785

from guard.decide import own, routes, schema
from guard.decide.policy import (
    EVERY,
    NEVER_HARM,
    RECORDABLE,
    AllowRule,
    CategoryRule,
    DirectionRules,
    EntityRule,
    History,
    Hold,
    Matcher,
    OnNotRun,
    Policy,
    WordList,
)
from guard.decide.source import Place, Source, read, validate
from guard.errors import ConfigError, PolicyError
from guard.plugged import Offer, Plugged
from guard.types import UNREAD, Action, Category, Direction, Operator, Rewrite, Severity

_ACTIONS = {action.word: action for action in Action}
_SEVERITIES = {severity.name.lower(): severity for severity in Severity}
_GAPS = {"block": Action.BLOCK, "allow": Action.ANNOTATE}
_NAME_LENGTH = 80
_KINDS = frozenset({"health", "government_id", "payment", "credential"})
"""Kinds of entities that are never recorded, named or not."""


@dataclass(frozen=True, slots=True)
class Known:
    """The names a policy may use.

    Args:
        entities: every entity there is.
        countries: every country that has detectors of its own.
        detectors: the names of all detectors.
        groups: names that stand for several entities, such as ``secret/*`` and ``nl/*``.
        recognisers: gives entity and name of each detector in a recogniser file.
        offer: tells what a further detector can find, or raises ConfigError.
        screened: gives the screened route that has a path in common with a method and a path, or None.
    """

    entities: Collection[str]
    countries: Collection[str]
    detectors: Collection[str]
    groups: Mapping[str, Collection[str]] = field(default_factory=dict)
    recognisers: Callable[[Path], Iterable[tuple[str, str]]] = lambda _: ()
    offer: Callable[[Plugged], Offer] = lambda plugged: Offer(
        frozenset({*plugged.labels, *plugged.mapping.values()} - plugged.mapping.keys())
    )
    screened: Callable[[str, str], str | None] = lambda _method, _path: None


@dataclass(frozen=True, slots=True)
class _Layer:
    """One file of a policy: the packs it extends come before it."""

    path: Path
    source: Source
    model: schema.PolicyModel


def load(path: Path, known: Known, packs: Path) -> Policy:
    """Load a policy and everything it extends.

    Args:
        path: the policy file.
        known: the entities, countries and detectors there are.
        packs: the folder of the shipped packs.

    Raises:
        PolicyError: with every mistake, each as ``file:line: key: what was expected``.
    """
    layers = list(_layers(path, packs, ()))
    lists = [f"words:{each.id}" for layer in layers for each in layer.model.words]
    read, problems = _recognisers(layers, known)
    known = replace(
        known,
        entities=frozenset((*known.entities, *(entity for entity, _ in read))),
        detectors=frozenset((*known.detectors, *lists, *(name for _, name in read))),
    )
    entries, wrong = _own(layers, known)
    problems += wrong
    theirs = {label for each in entries.values() for label in each.offer.labels} - frozenset(Category)
    known = replace(
        known,
        entities=frozenset((*known.entities, *theirs)),
        detectors=frozenset((*known.detectors, *entries)),
    )
    problems += [problem for layer in layers for problem in _problems(layer, known)]
    problems += routes.too_many(layers[-1].source, _passes(layers))
    if problems:
        raise PolicyError(*problems)
    policy = _resolve(layers, known, entries)
    problems = [
        problem for direction in Direction for problem in _unaccompanied(policy, direction, layers[-1])
    ]
    problems += _unasked(policy, entries)
    if problems:
        raise PolicyError(*problems)
    return policy


def _unaccompanied(policy: Policy, direction: Direction, layer: _Layer) -> Iterator[str]:
    """Yield the rules that wait for something which no rule acts on, or which a stream cannot wait for."""
    rules = policy.directions[direction]
    for entity, rule in sorted(rules.entities.items()):
        place: Place = (direction.value, "entities", entity)
        others = [other for name in rule.only_with if (other := rules.entity(name))]
        if rule.only_with and not any(each.action > Action.ALLOW and not each.only_with for each in others):
            yield layer.source.problem(
                place,
                f"only_with: expected an action on {' or '.join(sorted(rule.only_with))} in this direction",
            )
        if rule.only_with and direction is Direction.COMPLETION and not policy.hold.whole:
            yield layer.source.problem(
                place, "only_with needs the whole of a completion: expected stream.hold all"
            )


def _own(layers: Iterable[_Layer], known: Known) -> tuple[dict[str, own.Entry], list[str]]:
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
        rules = [policy.directions[direction] for direction in each.plugged.directions]
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


def _layers(path: Path, packs: Path, above: tuple[Path, ...]) -> Iterator[_Layer]:
    source = read(path)
    model = validate(source, schema.PolicyModel)
    for at, name in enumerate(model.extends):
        parent = packs / f"{name}.yaml"
        if name.endswith(".yaml"):
            parent = path.parent / name
        place: Place = ("extends", at)
        if not parent.exists():
            shipped = ", ".join(sorted(each.stem for each in packs.glob("*.yaml") if "." not in each.stem))
            raise PolicyError(
                source.problem(place, f"unknown pack `{name}`: expected one of {shipped}, or a .yaml file")
            )
        if parent.resolve() in (*above, path.resolve()):
            raise PolicyError(source.problem(place, f"`{name}` extends this file in turn: expected no cycle"))
        yield from _layers(parent, packs, (*above, path.resolve()))
    yield _Layer(path, source, model)


def _files(layer: _Layer) -> list[Path]:
    return [layer.path.parent / name for name in layer.model.recognizers]


def _recognisers(layers: Iterable[_Layer], known: Known) -> tuple[list[tuple[str, str]], list[str]]:
    """Read the recogniser files of all layers: what is in them, and every mistake."""
    found: list[tuple[str, str]] = []
    problems = []
    for layer in layers:
        for at, path in enumerate(_files(layer)):
            try:
                found += known.recognisers(path)
            except ConfigError as bad:
                problems.append(layer.source.problem(("recognizers", at), str(bad)))
    return found, problems


def _problems(layer: _Layer, known: Known) -> Iterator[str]:
    say = layer.source.problem
    for direction in Direction:
        rules = getattr(layer.model, direction.value)
        for entity, rule in rules.entities.items():
            place: Place = (direction.value, "entities", entity)
            if entity != EVERY and entity not in known.entities and entity not in known.groups:
                yield say(
                    place, f"unknown entity `{entity}`{_closest(entity, (*known.entities, *known.groups))}"
                )
            yield from (say(place, problem) for problem in _entity_problems(entity, rule, known))
        for category, levels in rules.categories.items():
            if not (levels.annotate or levels.redact or levels.block):
                yield say(
                    (direction.value, "categories", category),
                    "expected annotate, redact or block with a severity",
                )
    for at, code in enumerate(layer.model.countries):
        if {"gb": "uk"}.get(code, code) not in known.countries:
            yield say(
                ("countries", at),
                f"unknown country `{code}`: expected one of {', '.join(sorted(known.countries))}",
            )
    for name in layer.model.on_not_run:
        if name != "default" and name not in known.detectors:
            yield say(("on_not_run", name), f"unknown detector `{name}`{_closest(name, known.detectors)}")
    yield from _words_problems(layer)
    yield from _allow_problems(layer, known)
    yield from _audit_problems(layer, known)
    yield from _history_problems(layer)
    yield from routes.problems(layer.source, layer.model.routes.passes, known.screened)


def _entity_problems(entity: str, rule: schema.EntityModel, known: Known) -> Iterator[str]:
    for other in rule.only_with:
        if other not in known.entities:
            yield f"only_with: unknown entity `{other}`{_closest(other, known.entities)}"
    if rule.only_with and (entity in (EVERY, *UNREAD) or entity in known.groups or rule.action == "allow"):
        yield "only_with has no meaning here: expected one entity, and an action above allow"
    redacts = rule.action == "redact"
    if not redacts and "operator" in rule.model_fields_set:
        yield f"operator `{rule.operator}` has no effect: expected action redact"
    if rule.keep_last and rule.operator is not Operator.MASK:
        yield "keep_last has no effect: expected operator mask"
    if redacts and entity in UNREAD:
        yield "content that cannot be read cannot be rewritten: expected allow, annotate or block"


def _words_problems(layer: _Layer) -> Iterator[str]:
    ids = [words.id for words in layer.model.words]
    for at, words in enumerate(layer.model.words):
        place: Place = ("words", at)
        if words.id in ids[:at]:
            yield layer.source.problem((*place, "id"), f"`{words.id}` is the id of another list too")
        if (words.file is None) == (words.list is None):
            yield layer.source.problem(place, "expected either file or list")
            continue
        try:
            if not _words(layer, words):
                yield layer.source.problem(place, "expected at least one word")
        except (OSError, UnicodeDecodeError):
            yield layer.source.problem((*place, "file"), "expected a readable UTF-8 file of one word a line")


def _allow_problems(layer: _Layer, known: Known) -> Iterator[str]:
    for at, rule in enumerate(layer.model.allow):
        place: Place = ("allow", at)
        if rule.entity != EVERY and rule.entity not in known.entities:
            yield layer.source.problem(
                (*place, "entity"), f"unknown entity `{rule.entity}`{_closest(rule.entity, known.entities)}"
            )
        if (rule.regex is None) == (not rule.values):
            yield layer.source.problem(place, "expected either regex or values")
        if rule.regex is not None:
            try:
                _compile(rule.regex)
            except re2.error:
                yield layer.source.problem((*place, "regex"), "expected a regular expression in RE2 syntax")


def _audit_problems(layer: _Layer, known: Known) -> Iterator[str]:
    names = (*known.entities, *known.groups, *Category, *_KINDS, EVERY)
    for at, name in enumerate(layer.model.audit.never_record):
        if name not in names:
            yield layer.source.problem(
                ("audit", "never_record", at), f"unknown entity or category `{name}`{_closest(name, names)}"
            )


def _passes(layers: Iterable[_Layer]) -> tuple[str, ...]:
    return tuple(sorted({each for layer in layers for each in layer.model.routes.passes}))


def _history_problems(layer: _Layer) -> Iterator[str]:
    history = layer.model.history
    if "hours" in history.model_fields_set and history.action is History.REFUSE:
        yield layer.source.problem(("history", "hours"), "hours have no effect: expected action remember")


def _closest(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name[:_NAME_LENGTH], list(names), n=1)
    return f": did you mean `{near[0]}`?" if near else ": `guard detectors` lists what there is"


def _compile(pattern: str) -> Matcher:
    options = re2.Options()
    options.log_errors = False
    compiled: Matcher = re2.compile(pattern, options)
    return compiled


def _words(layer: _Layer, words: schema.WordsModel) -> tuple[str, ...]:
    listed = words.list
    if listed is None:
        text = (layer.path.parent / str(words.file)).read_text(encoding="utf-8-sig")
        listed = tuple(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(sorted({word.strip() for word in listed if word.strip()}))


ValueT = TypeVar("ValueT")


def _last(models: Iterable[schema.Model], name: str, default: ValueT) -> ValueT:
    """Give the value of the last of the files, or of one part of them, that sets a key."""
    for model in models:
        if name in model.model_fields_set:
            default = getattr(model, name)
    return default


def _resolve(layers: list[_Layer], known: Known, entries: Mapping[str, own.Entry]) -> Policy:
    first = schema.PolicyModel(policy="defaults")
    models = [layer.model for layer in layers]
    audits = [model.audit for model in models]
    min_score = _last(models, "min_score", first.min_score)
    stream = _last(models, "stream", first.stream)
    history = _last(models, "history", first.history)
    gaps = {
        name: word
        for layer in layers
        for name, word in layer.model.on_not_run.items()
        if _said(layer, "on_not_run")
    }
    directions = {direction: _rules(layers, direction, min_score, known) for direction in Direction}
    words = {each.id: _word_list(layer, each, min_score) for layer in layers for each in layer.model.words}
    allow = tuple(
        AllowRule(
            id=f"allow.{rule.entity}.{at}@{layer.model.policy}",
            entity=rule.entity,
            values=frozenset(rule.values),
            pattern=None if rule.regex is None else _compile(rule.regex),
        )
        for layer in layers
        for at, rule in enumerate(layer.model.allow)
    )
    return Policy(
        id=layers[-1].model.policy,
        digest=_digest(layers, words, entries),
        mode=_last(models, "mode", first.mode),
        on_not_run=OnNotRun(
            default=_GAPS[gaps.get("default", "block")],
            by_detector={name: _GAPS[word] for name, word in gaps.items() if name != "default"}
            | _own_gaps(layers),
        ),
        directions=MappingProxyType(directions),
        words=tuple(words.values()),
        allow=allow,
        countries=frozenset(code for layer in layers for code in layer.model.countries),
        recognisers=tuple(path for layer in layers for path in _files(layer)),
        hold=Hold.read(stream.hold),
        record=_last(audits, "record", first.audit.record),
        evidence=_last(audits, "evidence", first.audit.evidence),
        never_record=_never_record(layers, known),
        durability=_last(audits, "durability", first.audit.durability),
        keep_days=_last(audits, "keep_days", first.audit.keep_days),
        plugged=tuple(each.plugged for each in entries.values()),
        history=history.action,
        history_hours=history.hours,
        passes=_passes(layers),
        annotations=_last(models, "annotations", first.annotations),
    )


def _own_gaps(layers: Iterable[_Layer]) -> dict[str, Action]:
    """Give what further detectors say themselves of their not running: it wins over what is said elsewhere."""
    last = {each.name: each.on_not_run for layer in layers for each in layer.model.detectors}
    return {name: _GAPS[word] for name, word in last.items() if word is not None}


def _never_record(layers: Iterable[_Layer], known: Known) -> frozenset[str]:
    """Give what is never recorded: a layer can add to it, and none can take from it."""
    said = {name for layer in layers for name in layer.model.audit.never_record} - _KINDS
    entities = frozenset(known.entities)
    never = (entities - RECORDABLE) | NEVER_HARM
    for name in said:
        never |= entities if name == EVERY else frozenset(known.groups.get(name, (name,)))
    return never


def _said(layer: _Layer, name: str) -> bool:
    return name in layer.model.model_fields_set


def _rules(layers: list[_Layer], direction: Direction, min_score: float, known: Known) -> DirectionRules:
    entities: dict[str, EntityRule] = {}
    categories: dict[str, CategoryRule] = {}
    for layer in layers:
        model: schema.DirectionModel = getattr(layer.model, direction.value)
        for entity, rule in model.entities.items():
            entities[entity] = EntityRule(
                id=f"{direction}.entities.{entity}",
                action=_ACTIONS[rule.action],
                rewrite=Rewrite(rule.operator, rule.keep_last),
                min_score=min_score if rule.min_score is None else rule.min_score,
                only_with=frozenset(rule.only_with),
            )
        for category, levels in model.categories.items():
            categories[category] = CategoryRule(
                id=f"{direction}.categories.{category}", levels=_levels(levels), min_score=levels.min_score
            )
    for group in sorted(known.groups.keys() & entities.keys()):
        shared = entities.pop(group)
        # A name says more than a group, in whatever file it stands.
        entities |= {entity: shared for entity in known.groups[group] if entity not in entities}
    return DirectionRules(MappingProxyType(entities), MappingProxyType(categories))


def _levels(model: schema.CategoryModel) -> tuple[tuple[Action, Severity], ...]:
    words = {Action.ANNOTATE: model.annotate, Action.REDACT: model.redact, Action.BLOCK: model.block}
    return tuple((action, _SEVERITIES[word]) for action, word in words.items() if word is not None)


def _word_list(layer: _Layer, model: schema.WordsModel, min_score: float) -> WordList:
    rule = EntityRule(f"words.{model.id}", _ACTIONS[model.action], Rewrite(model.operator), min_score)
    return WordList(model.id, _words(layer, model), rule, frozenset(model.directions))


def _digest(layers: Iterable[_Layer], words: Mapping[str, WordList], entries: Mapping[str, own.Entry]) -> str:
    """Give the SHA-256 of the files as they were understood, and of the words in their lists.

    Where the keys of detectors are kept decides nothing.
    """
    keys = {"detectors": {"__all__": {"key_env", "key_file"}}}
    content: dict[str, Any] = {
        "layers": [layer.model.model_dump(mode="json", exclude_unset=True, exclude=keys) for layer in layers],
        "words": {name: list(each.words) for name, each in words.items()},
        "recognizers": [
            hashlib.sha256(path.read_bytes()).hexdigest() for layer in layers for path in _files(layer)
        ],
    }
    versions = {name: each.offer.version for name, each in entries.items() if each.offer.version}
    if versions:
        content["plugins"] = versions
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()
