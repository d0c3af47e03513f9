"""The detectors that a policy brings along: what may stand there, and what becomes of it."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from guard.decide import schema
from guard.decide.source import Place, Source
from guard.errors import ConfigError
from guard.plugged import Offer, Plugged, PluggedKind
from guard.types import Category, Severity

_NEEDED: Final = {
    PluggedKind.HTTP: ("url", "labels"),
    PluggedKind.OPENAI_MODERATION: ("url",),
    PluggedKind.AZURE_TEXT_ANALYZE: ("url",),
    PluggedKind.LLAMA_GUARD: ("url", "model"),
    PluggedKind.PRESIDIO_ANALYZER: ("url",),
    PluggedKind.PYTHON: ("entry_point",),
}
_CALLED: Final = frozenset(("url", "key_env", "key_file"))
_TAKEN: Final = {
    PluggedKind.HTTP: _CALLED | {"labels", "severity"},
    PluggedKind.OPENAI_MODERATION: _CALLED | {"model"},
    PluggedKind.AZURE_TEXT_ANALYZE: _CALLED,
    PluggedKind.LLAMA_GUARD: _CALLED | {"model", "severity"},
    PluggedKind.PRESIDIO_ANALYZER: _CALLED | {"labels", "language"},
    PluggedKind.PYTHON: frozenset(("entry_point", "severity")),
}
"""What each kind takes beyond what all of them take."""
_SPECIAL: Final = frozenset().union(*_TAKEN.values())
_URL: Final = re.compile(r"https?://[\x21-\x7e]+")
_ENTITY: Final = re.compile("[A-Z][A-Z0-9_]{0,60}")
_VARIABLE: Final = re.compile("[A-Za-z_][A-Za-z0-9_]{0,80}")
_RESERVED: Final = frozenset(("default", "patterns", "rewrite"))
"""Names that mean something else where detectors are told by name."""
_MOST_LABELS: Final = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of ``detectors`` that can be used.

    Args:
        plugged: what it says.
        offer: what the detector can find.
        source: the file it stands in.
        place: where in the file.
    """

    plugged: Plugged
    offer: Offer
    source: Source = field(repr=False)
    place: Place


@dataclass(frozen=True, slots=True)
class Entries:
    """What one file says of detectors: those that can be used, and every mistake."""

    usable: tuple[Entry, ...]
    problems: tuple[str, ...]


def read(
    source: Source,
    models: Sequence[schema.DetectorModel],
    folder: Path,
    taken: Collection[str],
    offer: Callable[[Plugged], Offer],
) -> Entries:
    """Read one file's entries.

    Args:
        source: the file.
        models: its entries.
        folder: where it lies; paths in it start there.
        taken: names of other detectors.
        offer: tells what a detector can find, or raises ConfigError.
    """
    usable: list[Entry] = []
    problems: list[str] = []
    names = _RESERVED.union(taken)
    for at, model in enumerate(models):
        place: Place = ("detectors", at)
        wrong = [source.problem((*place, *key), message) for key, message in _wrong(model, names)]
        names |= {model.name}
        problems += wrong
        if wrong:
            continue
        plugged = _plugged(model, folder)
        try:
            usable.append(Entry(plugged, offer(plugged), source, place))
        except ConfigError as bad:
            problems.append(source.problem(place, str(bad)))
    return Entries(tuple(usable), tuple(problems))


def misnamed(entry: Entry, entities: Collection[str]) -> Iterator[str]:
    """Yield the labels of a detector that are no entity, no category, and no name of an entity.

    Args:
        entry: the detector.
        entities: every entity there is besides.
    """
    ours = frozenset(Category)
    for label in sorted(entry.offer.labels):
        if label not in ours and label not in entities and not _ENTITY.fullmatch(label):
            yield entry.source.problem(
                (*entry.place, "map"),
                f"unknown label `{label[:80]}`: expected one of {', '.join(Category)}, an entity of "
                "`guard detectors`, or a name of your own such as PROJECT_NAME; `map` gives it another name",
            )


def _wrong(model: schema.DetectorModel, names: Collection[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield what is wrong with an entry, with the key at fault."""
    if model.name in names:
        yield ("name",), f"`{model.name}` is the name of another detector too"
    for key in _NEEDED[model.kind]:
        if not getattr(model, key):
            yield (key,), "missing"
    for key in sorted((_SPECIAL - _TAKEN[model.kind]) & model.model_fields_set):
        kinds = [kind for kind, taken in _TAKEN.items() if key in taken]
        yield (key,), f"has no effect with kind {model.kind}: expected kind {' or '.join(kinds)}"
    if model.url and "url" in _TAKEN[model.kind] and not _is_address(model.url):
        # Not repeated: there may be a password in it.
        yield ("url",), "expected an address such as https://host/path, without user, password and fragment"
    if model.key_env is not None and not _VARIABLE.fullmatch(model.key_env):
        yield ("key_env",), "expected the name of an environment variable, and never a key itself"
    if model.key_env and model.key_file:
        yield (), "expected either key_env or key_file"
    if len(model.labels) + len(model.map) > _MOST_LABELS:
        yield (), f"expected at most {_MOST_LABELS} labels"


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    # An address without user has no `@` before its path; an empty fragment is one too.
    plain = "@" not in parts.netloc and "\\" not in url and "#" not in url
    return bool(_URL.fullmatch(url)) and bool(parts.hostname) and plain


def _plugged(model: schema.DetectorModel, folder: Path) -> Plugged:
    return Plugged(
        name=model.name,
        kind=model.kind,
        url=model.url or "",
        entry_point=model.entry_point or "",
        labels=model.labels,
        mapping=MappingProxyType(dict(model.map)),
        directions=frozenset(model.directions),
        timeout_s=model.timeout_ms / 1000,
        concurrency=model.concurrency,
        failures=model.breaker.failures,
        open_s=model.breaker.open_s,
        key_env=model.key_env or "",
        key_file=None if model.key_file is None else folder / model.key_file,
        model=model.model or "",
        language=model.language or "",
        max_chars=model.max_chars,
        severity=Severity[model.severity.upper()],
    )
