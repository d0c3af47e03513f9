"""Every detector there is, and those that a policy needs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from guard.detect import presidio
from guard.detect.custom import ObjectDetector
from guard.detect.detector import Detector
from guard.detect.encoder.detector import LABELS, NAME, SHOWN, EncoderDetector
from guard.detect.encoder.labels import ENTITIES
from guard.detect.encoder.model import Model, folder
from guard.detect.patterns import PatternDetector, PatternGroup, WindowDetector
from guard.detect.pii import DETECTORS
from guard.detect.secret import SECRETS
from guard.detect.topics import Topic, TopicDetector, Topics
from guard.detect.words import WordsDetector
from guard.types import UNREAD, Category

EVERY = "*"
_OURS: tuple[PatternDetector, ...] = (*DETECTORS, *SECRETS)


@dataclass(frozen=True, slots=True)
class Listing:
    """What `guard detectors` shows of one detector."""

    label: str
    detector: str
    countries: str
    languages: str
    default: bool
    checks: str
    source: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a policy needs detectors for.

    Args:
        entities: entity names, or ``*`` for all that are on by default or belong to ``countries``.
        categories: categories of harm, or ``*``.
        countries: ISO 3166-1 alpha-2 codes whose recognisers ``*`` switches on.
        words: the tenant's lists by id.
        custom: a user's own detectors, of which ``*`` switches on every one.
        plugged: further detectors, which are asked if a label of theirs is wanted.
        floor: the lowest score that is asked for, 0 for everything there is.
        everything: tell harm below the thresholds as well, as severity safe, and topics below theirs.
        topics: the tenant's topics.
        apart: labels that the encoder tells besides, where it runs anyway: see `guard.detect.beside`.
    """

    entities: Collection[str] = ()
    categories: Collection[str] = ()
    countries: Collection[str] = ()
    words: Mapping[str, Sequence[str]] | None = None
    custom: Sequence["Custom"] = ()
    plugged: Sequence[Detector] = ()
    floor: float = 0.0
    everything: bool = False
    topics: Sequence[Topic] = ()
    apart: frozenset[str] = frozenset()


Custom = PatternDetector | WindowDetector | ObjectDetector


@cache
def _recognisers() -> tuple[presidio.Recogniser, ...]:
    return presidio.catalogue()


@cache
def model() -> Model:
    """Load the encoder once for all tenants."""
    return Model(folder())


@lru_cache(maxsize=64)
def _group(
    recognisers: tuple[presidio.Recogniser, ...], ours: tuple[PatternDetector, ...], floor: float
) -> PatternGroup:
    """Put detectors behind a gate; both directions of a policy, its masking and other tenants mostly share one."""
    return PatternGroup([*presidio.detectors(recognisers), *ours], floor)


@lru_cache(maxsize=64)
def group(own: tuple[PatternDetector | WindowDetector, ...], floor: float) -> PatternGroup:
    """Put a tenant's own detectors behind a gate of their own: that of the catalogue stays shared."""
    return PatternGroup(own, floor)


def entities() -> frozenset[str]:
    """Give every entity that a policy may name."""
    found = {entity for recogniser in _recognisers() for entity in recogniser.entities}
    return frozenset(found) | {each.entity for each in _OURS} | set(ENTITIES) | UNREAD


def countries() -> frozenset[str]:
    """Give every country that has recognisers of its own."""
    found = {each.country for each in _recognisers()} | {each.country for each in _OURS}
    return frozenset(found - {""})


def groups() -> dict[str, frozenset[str]]:
    """Give the names that stand for several entities: ``secret/*``, and ``nl/*`` for each country."""
    found = {"secret/*": frozenset(each.entity for each in SECRETS if each.default)}
    for code in countries():
        theirs = {entity for each in _recognisers() if each.country == code for entity in each.entities}
        found[f"{code}/*"] = frozenset(theirs | {each.entity for each in _OURS if each.country == code})
    return found | {"gb/*": found["uk/*"]}


def listings() -> list[Listing]:
    """List all detectors by label."""
    rows = [
        Listing(
            label=entity,
            detector=f"presidio/{each.name}",
            countries=each.country,
            languages=",".join(each.languages),
            default=each.default,
            checks=each.checks,
            source=presidio.SOURCE,
        )
        for each in _recognisers()
        for entity in each.entities
    ]
    rows += [
        Listing(each.entity, each.name, each.country, "", each.default, each.checks, each.source)
        for each in _OURS
    ]
    rows += [
        Listing(label, NAME, "", "en", default=True, checks="", source="models/CARD.md")
        for label in sorted(LABELS)
    ]
    rows += [Listing(label, "wire", "", "", default=True, checks="", source="") for label in sorted(UNREAD)]
    return sorted(rows, key=lambda row: (row.label, row.detector))


def build(wanted: Wanted) -> tuple[Detector, ...]:
    """Build the detectors a policy needs, and no other."""
    recognisers, ours, patterns = _chosen(wanted)
    detectors: list[Detector] = [*objects(wanted)]
    if recognisers or ours:
        detectors.append(_group(recognisers, ours, wanted.floor))
    if patterns:
        detectors.append(group(patterns, wanted.floor))
    labels = read_by_encoder(wanted)
    topics = told(wanted, wanted.topics)
    if labels:
        known = labels | wanted.apart
        detectors.append(EncoderDetector(model(), known, everything=wanted.everything, topics=topics))
    elif topics is not None:
        detectors.append(TopicDetector(model(), topics))
    detectors += [WordsDetector(name, words) for name, words in (wanted.words or {}).items()]
    detectors += [each for each in wanted.plugged if asked(each, wanted)]
    return tuple(detectors)


def members(wanted: Wanted) -> list[PatternDetector | WindowDetector]:
    """Give the detectors made of patterns that a policy needs, those of the catalogue and the user's own."""
    recognisers, ours, patterns = _chosen(wanted)
    return [*presidio.detectors(recognisers), *ours, *patterns]


def objects(wanted: Wanted) -> list[ObjectDetector]:
    """Give the user's recognisers that run code of their own and that a policy needs."""
    return [each for each in _own(wanted) if isinstance(each, ObjectDetector)]


def _own(wanted: Wanted) -> list["Custom"]:
    every = EVERY in wanted.entities
    return [each for each in wanted.custom if every or not each.labels.isdisjoint(wanted.entities)]


def _chosen(
    wanted: Wanted,
) -> tuple[
    tuple[presidio.Recogniser, ...],
    tuple[PatternDetector, ...],
    tuple[PatternDetector | WindowDetector, ...],
]:
    """Give what a policy needs of Presidio's, of ours and of the user's own."""
    every = EVERY in wanted.entities
    chosen = {presidio.country(code) for code in wanted.countries}
    recognisers = tuple(
        each
        for each in _recognisers()
        if not set(wanted.entities).isdisjoint(each.entities)
        or (every and (each.default or each.country in chosen))
    )
    ours = tuple(
        each
        for each in _OURS
        if each.entity in wanted.entities or (every and (each.default or each.country in chosen))
    )
    patterns = tuple(each for each in _own(wanted) if not isinstance(each, ObjectDetector))
    return recognisers, ours, patterns


def asked(plugged: Detector, wanted: Wanted) -> bool:
    """Tell whether a further detector is asked: no text goes elsewhere for what no rule acts on."""
    harm = plugged.labels & frozenset(Category)
    others = plugged.labels - harm
    every = (EVERY in wanted.entities and others) or (EVERY in wanted.categories and harm)
    return bool(every or others.intersection(wanted.entities) or harm.intersection(wanted.categories))


def quick(detectors: Iterable[Detector]) -> bool:
    """Tell whether none of these detectors does more than match patterns and words."""
    return all(isinstance(each, PatternGroup | WordsDetector) for each in detectors)


def told(wanted: Wanted, topics: Sequence[Topic]) -> Topics | None:
    """Give topics to look for, None if there are none: then nothing is read that only topics need."""
    if not topics:
        return None
    return Topics(model(), topics, SHOWN if wanted.everything else None)


def read_by_encoder(wanted: Wanted) -> frozenset[str]:
    """Give what a policy needs the encoder for."""
    entities = frozenset(ENTITIES if EVERY in wanted.entities else wanted.entities)
    categories = frozenset(Category if EVERY in wanted.categories else wanted.categories)
    return (entities | categories) & LABELS
