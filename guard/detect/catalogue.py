"""Every detector there is, and those that a policy needs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from guard.detect import presidio
from guard.detect.detector import Detector
from guard.detect.lexicon import LexiconDetector
from guard.detect.patterns import PatternGroup
from guard.detect.secret import SECRETS
from guard.detect.words import WordsDetector
from guard.types import NOT_SCANNABLE, Category

EVERY = "*"


@dataclass(frozen=True, slots=True)
class Listing:
    """What `guard detectors` shows of one detector."""

    label: str
    detector: str
    countries: str
    languages: str
    default: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a policy needs detectors for.

    Args:
        entities: entity names, or ``*`` for all that are on by default or belong to ``countries``.
        categories: categories of harm, or ``*``.
        countries: ISO 3166-1 alpha-2 codes whose recognisers ``*`` switches on.
        words: the tenant's lists by id.
    """

    entities: Collection[str] = ()
    categories: Collection[str] = ()
    countries: Collection[str] = ()
    words: Mapping[str, Sequence[str]] | None = None


@cache
def _recognisers() -> tuple[presidio.Recogniser, ...]:
    return presidio.catalogue()


@cache
def _lexicon() -> LexiconDetector:
    return LexiconDetector()


def entities() -> frozenset[str]:
    """Give every entity that a policy may name."""
    found = {entity for recogniser in _recognisers() for entity in recogniser.entities}
    return frozenset(found) | {secret.entity for secret in SECRETS} | {NOT_SCANNABLE}


def countries() -> frozenset[str]:
    """Give every country that has recognisers of its own."""
    return frozenset(recogniser.country for recogniser in _recognisers() if recogniser.country)


def listings() -> list[Listing]:
    """List all detectors by label."""
    rows = [
        Listing(entity, f"presidio/{item.name}", item.country, ",".join(item.languages), item.default)
        for item in _recognisers()
        for entity in item.entities
    ]
    rows += [Listing(secret.entity, secret.name, "", "", default=True) for secret in SECRETS]
    rows += [Listing(category, "lexicon", "", "en", default=True) for category in sorted(_lexicon().labels)]
    rows.append(Listing(NOT_SCANNABLE, "wire", "", "", default=True))
    return sorted(rows, key=lambda row: (row.label, row.detector))


def build(wanted: Wanted) -> tuple[Detector, ...]:
    """Build the detectors a policy needs, and no other."""
    every = EVERY in wanted.entities
    chosen = {presidio.country(code) for code in wanted.countries}
    recognisers = [
        item
        for item in _recognisers()
        if not set(wanted.entities).isdisjoint(item.entities)
        or (every and (item.default or item.country in chosen))
    ]
    secrets = [secret for secret in SECRETS if every or secret.entity in wanted.entities]
    detectors: list[Detector] = []
    if recognisers or secrets:
        detectors.append(PatternGroup([*presidio.detectors(recognisers), *secrets]))
    if EVERY in wanted.categories or not set(wanted.categories).isdisjoint(Category):
        detectors.append(_lexicon())
    detectors += [WordsDetector(name, words) for name, words in (wanted.words or {}).items()]
    return tuple(detectors)
