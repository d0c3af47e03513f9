"""The files of a policy become one: later ones win, groups are taken apart, everything has its value."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

import rfc8785

from guard.decide import own, schema, values
from guard.decide.checks import KINDS
from guard.decide.halves import Half, apart, entity_rule, harm_rule
from guard.decide.known import Known
from guard.decide.layers import Layer
from guard.decide.policy import (
    NEVER_HARM,
    RECORDABLE,
    AllowRule,
    Custom,
    Hold,
    OnNotRun,
    Policy,
    Topic,
    WordList,
)
from guard.decide.rules import EVERY, CategoryRule, DirectionRules, EntityRule
from guard.decide.when import Overlay, compiled
from guard.types import Action, Direction, Rewrite

GAPS: Final = {"block": Action.BLOCK, "allow": Action.ANNOTATE}
"""What is done about a detector that did not run, by the word for it."""
ValueT = TypeVar("ValueT")


def _last(models: Iterable[schema.Model], name: str, default: ValueT) -> ValueT:
    """Give the value of the last of the files, or of one part of them, that sets a key."""
    for model in models:
        if name in model.model_fields_set:
            default = getattr(model, name)
    return default


def resolve(
    layers: Sequence[Layer],
    known: Known,
    entries: Mapping[str, own.Entry],
    every: Mapping[Direction, Sequence[Half]],
) -> Policy:
    """Give what the files of a policy come to, its floors left out.

    Args:
        layers: the files, without mistakes.
        known: the names there are.
        entries: the further detectors.
        every: the rules of each direction as they are after each file: see `halves`.
    """
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
    directions = {direction: every[direction][-1].rules for direction in Direction}
    words = {each.id: _word_list(layer, each, min_score) for layer in layers for each in layer.model.words}
    overlays = {
        each.id: _overlay(number, each, min_score, known)
        for number, layer in enumerate(layers)
        for each in layer.model.when
    }
    customs = {
        each.name: values.custom(layer.path.parent, each) for layer in layers for each in layer.model.entities
    }
    topics = {each.id: _topic(layer, each) for layer in layers for each in layer.model.topics}
    allow = tuple(
        AllowRule(
            id=f"allow.{rule.entity}.{at}@{layer.model.policy}",
            entity=rule.entity,
            values=frozenset(rule.values),
            pattern=None if rule.regex is None else values.matcher(rule.regex),
            validated=rule.validated,
        )
        for layer in layers
        for at, rule in enumerate(layer.model.allow)
    )
    return Policy(
        id=layers[-1].model.policy,
        digest=_digest(layers, words, customs, topics, entries, known),
        mode=_last(models, "mode", first.mode),
        on_not_run=OnNotRun(
            default=GAPS[gaps.get("default", "block")],
            by_detector={name: GAPS[word] for name, word in gaps.items() if name != "default"}
            | _own_gaps(layers),
        ),
        directions=MappingProxyType(directions),
        words=tuple(words.values()),
        allow=allow,
        countries=frozenset(code for layer in layers for code in layer.model.countries),
        recognisers=tuple(path for layer in layers for path in recogniser_files(layer)),
        hold=Hold.read(stream.hold),
        record=_last(audits, "record", first.audit.record),
        evidence=_last(audits, "evidence", first.audit.evidence),
        never_record=_never_record(layers, known),
        durability=_last(audits, "durability", first.audit.durability),
        keep_days=_last(audits, "keep_days", first.audit.keep_days),
        plugged=tuple(each.plugged for each in entries.values()),
        history=history.action,
        history_hours=history.hours,
        passes=passes(layers),
        annotations=_last(models, "annotations", first.annotations),
        overlays=tuple(overlays.values()),
        customs=tuple(customs.values()),
        topics=tuple(topics.values()),
        files=frozenset(path for layer in layers for path in layer.files),
    )


def _own_gaps(layers: Iterable[Layer]) -> dict[str, Action]:
    """Give what further detectors say themselves of their not running: it wins over what is said elsewhere."""
    last = {each.name: each.on_not_run for layer in layers for each in layer.model.detectors}
    return {name: GAPS[word] for name, word in last.items() if word is not None}


def _never_record(layers: Iterable[Layer], known: Known) -> frozenset[str]:
    """Give what is never recorded: a layer can add to it, and none can take from it."""
    said = {name for layer in layers for name in layer.model.audit.never_record} - KINDS
    entities = frozenset(known.entities)
    never = (entities - RECORDABLE) | NEVER_HARM
    for name in said:
        never |= entities if name == EVERY else frozenset(known.groups.get(name, (name,)))
    return never


def _said(layer: Layer, name: str) -> bool:
    return name in layer.model.model_fields_set


def _overlay(number: int, model: schema.WhenModel, min_score: float, known: Known) -> Overlay:
    directions = {}
    for direction in Direction:
        half: schema.DirectionModel = getattr(model, direction.value)
        prefix = f"when.{model.id}.{direction}"
        entities = {name: entity_rule(prefix, name, rule, min_score) for name, rule in half.entities.items()}
        harm: dict[str, CategoryRule] = {
            name: harm_rule(prefix, name, levels) for name, levels in half.categories.items()
        }
        directions[direction] = DirectionRules(
            MappingProxyType(apart(entities, known.groups)), MappingProxyType(harm)
        )
    return Overlay(
        model.id,
        MappingProxyType(directions),
        frozenset(model.routes),
        model.models,
        frozenset(model.apps),
        model.condition or "",
        None if model.condition is None else compiled(model.condition),
        number,
    )


def _word_list(layer: Layer, model: schema.WordsModel, min_score: float) -> WordList:
    rule = EntityRule(f"words.{model.id}", values.ACTIONS[model.action], Rewrite(model.operator), min_score)
    return WordList(
        model.id, values.words(layer.path.parent, model.file, model.list), rule, frozenset(model.directions)
    )


def _topic(layer: Layer, model: schema.TopicModel) -> Topic:
    folder = layer.path.parent
    return Topic(
        model.id,
        values.sentences(folder, model.examples_file, model.examples),
        values.sentences(folder, model.negatives_file, model.negatives),
        EntityRule(f"topics.{model.id}", values.ACTIONS[model.action], Rewrite(), model.min_score),
        frozenset(model.directions),
    )


def _digest(
    layers: Iterable[Layer],
    words: Mapping[str, WordList],
    customs: Mapping[str, Custom],
    topics: Mapping[str, Topic],
    entries: Mapping[str, own.Entry],
    known: Known,
) -> str:
    """Give the SHA-256 of the files as they were understood, of the words in their lists, and of what finds them."""
    content: dict[str, Any] = {
        "layers": [layer.digest for layer in layers],
        "words": {name: list(each.words) for name, each in words.items()},
        "entities": {name: each.pattern for name, each in customs.items()},
        "topics": {name: [list(each.examples), list(each.negatives)] for name, each in topics.items()},
        "recognizers": [
            hashlib.sha256(path.read_bytes()).hexdigest()
            for layer in layers
            for path in recogniser_files(layer)
        ],
        "versions": dict(known.versions),
    }
    plugins = {name: each.offer.version for name, each in entries.items() if each.offer.version}
    if plugins:
        content["plugins"] = plugins
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def passes(layers: Iterable[Layer]) -> tuple[str, ...]:
    """Give the routes that pass unscreened, of all files."""
    return tuple(sorted({each for layer in layers for each in layer.model.routes.passes}))


def recogniser_files(layer: Layer) -> list[Path]:
    """Give the recogniser files that a file names."""
    return [layer.path.parent / name for name in layer.model.recognizers]
