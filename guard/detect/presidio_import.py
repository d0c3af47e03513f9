"""Presidio's predefined recogniser classes, without its engine.

``import presidio_analyzer`` brings spaCy with it: 1.7 of its 2.2 seconds and most of its memory, for
an engine that is not used here. The recognisers themselves need none of it. So their modules are
run under the package's own name with a stand-in for the engine, and the names are taken back
afterwards: an app that imports Presidio itself gets the whole package.
"""

import importlib
import logging
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

_PACKAGE = "presidio_analyzer"
_RECOGNISERS = f"{_PACKAGE}.predefined_recognizers"
_PARTS = {
    "analysis_explanation": "AnalysisExplanation",
    "recognizer_result": "RecognizerResult",
    "entity_recognizer": "EntityRecognizer",
    "local_recognizer": "LocalRecognizer",
    "pattern_recognizer": "PatternRecognizer",
}


@dataclass
class Pattern:
    """Presidio's ``Pattern`` as data; the original compiles every expression to check it: 0.3 seconds."""

    name: str
    regex: str
    score: float


def _silent(_record: logging.LogRecord) -> bool:
    """Let no record pass: Presidio logs matched values (IbanRecognizer.validate_result does)."""
    return False


for _name in ("presidio-analyzer", "presidio-anonymizer", "decision_process"):
    # A filter, because `disabled` is undone by whoever configures logging later, as uvicorn does.
    logging.getLogger(_name).addFilter(_silent)  # noqa: TID251


def folder() -> Path:
    """Give the folder of the installed package."""
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(_PACKAGE)
    return Path(spec.submodule_search_locations[0])


def load() -> Mapping[str, type[Any]]:
    """Give the classes of the predefined recognisers that need no model, by name."""
    place = folder()
    if _PACKAGE in sys.modules:  # an app has it already: nothing is saved by a second copy
        return MappingProxyType(dict(_classes(place)))
    with _without_engine(place):
        return MappingProxyType(dict(_classes(place)))


@contextmanager
def _without_engine(place: Path) -> Iterator[None]:
    package = _module(_PACKAGE, place)
    package.Pattern = Pattern  # type: ignore[attr-defined]
    try:
        for name, what in _PARTS.items():
            setattr(package, what, getattr(importlib.import_module(f"{_PACKAGE}.{name}"), what))
        _module(f"{_PACKAGE}.nlp_engine", place).NlpArtifacts = object  # type: ignore[attr-defined]
        _module(_RECOGNISERS, place / "predefined_recognizers")
        yield
    finally:
        for name in [each for each in sys.modules if each.partition(".")[0] == _PACKAGE]:
            del sys.modules[name]


def _module(name: str, place: Path) -> ModuleType:
    """Put an empty package into the list of modules; its submodules are the real ones."""
    module = sys.modules[name] = ModuleType(name)
    module.__path__ = [str(place)]
    return module


def _classes(place: Path) -> Iterator[tuple[str, type[Any]]]:
    for part in ("generic", "country_specific"):
        within = [str(place / "predefined_recognizers" / part)]
        for found in pkgutil.walk_packages(within, f"{_RECOGNISERS}.{part}."):
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                if isinstance(value, type) and name.endswith("Recognizer") and value.__module__ == found.name:
                    yield name, value
