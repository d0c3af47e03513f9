"""The names that a policy may use, as whoever loads it knows them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from guard.plugged import Offer, Plugged
from guard.types import Direction


@dataclass(frozen=True, slots=True)
class Known:
    """The names a policy may use.

    Args:
        entities: every entity there is, with those of the policy itself.
        countries: every country that has detectors of its own.
        detectors: the names of all detectors.
        groups: names that stand for several entities, such as ``secret/*`` and ``nl/*``.
        recognisers: gives entity and name of each detector in a recogniser file.
        offer: tells what a further detector can find, or raises ConfigError.
        screened: gives the screened route that has a path in common with a method and a path, or None.
        rewritable: by the name of each screened route, the directions in which its texts can be rewritten.
        builtin: the entities that are there without the policy.
        owners: the file that each entity of a policy's own stands in: the first that names it.
        doubts: gives what keeps a topic from being told, by its id, examples and negatives: the key, the number of
            the sentence or None for all of them, and what was expected.
        versions: of everything that decides what is found: a policy's digest covers them.
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
    rewritable: Mapping[str, frozenset[Direction]] = field(default_factory=dict)
    builtin: Collection[str] = frozenset()
    owners: Mapping[str, Path] = field(default_factory=dict)
    doubts: Callable[[str, Sequence[str], Sequence[str]], Iterable[tuple[str, int | None, str]]] = (
        lambda _topic, _examples, _negatives: ()
    )
    versions: Mapping[str, str] = field(default_factory=dict)
