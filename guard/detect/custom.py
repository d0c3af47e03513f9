"""A user's own recognisers: Presidio's YAML files, Presidio's objects, and ours as Presidio's.

https://microsoft.github.io/presidio/analyzer/adding_recognizers/
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from guard.detect import presidio
from guard.detect.patterns import FLAGS, Pattern, PatternDetector, PatternGroup, WindowDetector
from guard.errors import ConfigError, PatternError
from guard.types import Finding, Kind, Span, Text

_LARGEST = 4 << 20
_HOOKS = ("analyze", "enhance_using_context")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _PatternEntry(_Part):
    name: str = ""
    regex: str
    score: float = Field(ge=0, le=1)


class _Language(_Part):
    language: str
    context: tuple[str, ...] | None = None


class _Entry(_Part):
    name: str
    type: Literal["custom", "predefined"] = "custom"
    class_name: str = ""
    enabled: bool = True
    supported_language: str = ""
    supported_languages: tuple[str | _Language, ...] | None = None
    supported_entity: str = ""
    supported_entities: tuple[str, ...] = ()
    patterns: tuple[_PatternEntry, ...] = ()
    deny_list: tuple[str, ...] = ()
    deny_list_score: float = Field(default=1.0, ge=0, le=1)
    context: tuple[str, ...] | None = None
    country_code: str = ""
    global_regex_flags: int | None = None
    version: str = ""
    score_thresholds: dict[str, float] | float | None = None


class _File(_Part):
    supported_languages: tuple[str, ...] = ()
    supported_countries: tuple[str, ...] = ()
    global_regex_flags: int = FLAGS
    recognizers: tuple[_Entry, ...]


def read(path: Path) -> tuple[PatternDetector | WindowDetector, ...]:
    """Read a recogniser file of Presidio's; entries that are not enabled are left out.

    Args:
        path: a YAML file with a list ``recognizers``.

    Raises:
        ConfigError: if the file cannot be read or an entry is not what it should be.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise ConfigError(f"{path}: expected at most {_LARGEST >> 20} MiB")
        file = _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise ConfigError(f"{path}: cannot be read as YAML") from None
    except ValidationError as bad:
        first = bad.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "file"
        raise ConfigError(f"{path}: {place}: {first['msg']}") from None
    return tuple(_detectors(path, file))


def _detectors(path: Path, file: _File) -> Iterator[PatternDetector | WindowDetector]:
    known = {each.name: each for each in presidio.catalogue()}
    for at, entry in enumerate(file.recognizers):
        place = f"{path}: recognizers.{at}"
        if not entry.enabled:
            continue
        if entry.type == "predefined":
            name = entry.class_name or entry.name
            if name not in known:
                raise ConfigError(f"{place}: no predefined recogniser of this name without a model")
            yield from presidio.detectors([known[name]])
            continue
        entity = entry.supported_entity or "".join(entry.supported_entities[:1])
        if not entity:
            raise ConfigError(f"{place}.supported_entity: expected the name of an entity")
        patterns = [Pattern(each.regex, each.score) for each in entry.patterns]
        if entry.deny_list:
            patterns.append(Pattern(_words(entry.deny_list), entry.deny_list_score))
        if not patterns:
            raise ConfigError(f"{place}: expected patterns or a deny_list")
        flags = file.global_regex_flags if entry.global_regex_flags is None else entry.global_regex_flags
        made = PatternDetector(
            entity,
            patterns,
            context=_context(entry),
            country=presidio.country(entry.country_code),
            default=True,
            name=f"custom/{entry.name}",
            flags=flags,
        )
        try:
            made.check()
        except PatternError as bad:
            raise ConfigError(f"{place}.patterns: {bad}") from None
        yield made


def _words(listed: tuple[str, ...]) -> str:
    # Longer words first, so that one is not taken for the beginning of another.
    escaped = "|".join(re.escape(each) for each in sorted(listed, key=len, reverse=True))
    return rf"(?:^|(?<=\W))(?:{escaped})(?:(?=\W)|$)"


def _context(entry: _Entry) -> tuple[str, ...]:
    """Give the context words of every language of an entry."""
    words = list(entry.context or ())
    for language in entry.supported_languages or ():
        if isinstance(language, _Language):
            words += language.context or ()
    return tuple(dict.fromkeys(words))


@lru_cache(maxsize=1024)
def own(entity: str, pattern: str, score: float, context: tuple[str, ...] = ()) -> PatternDetector:
    """Give the detector of an entity that a policy describes itself; the same one for the same description.

    Args:
        entity: its name.
        pattern: in RE2's syntax; case is ignored.
        score: of what matches.
        context: words before a value that make it surer.
    """
    name = f"policy/{entity.lower()}"
    return PatternDetector(entity, [Pattern(pattern, score)], context=context, default=True, name=name)


class ObjectDetector:
    """A recogniser object that runs code of its own: it is given whole texts and no NLP artifacts.

    Args:
        recogniser: anything with Presidio's ``name``, ``supported_entities`` and ``analyze``.
    """

    def __init__(self, recogniser: Any) -> None:
        self._recogniser = recogniser
        self.name = f"custom/{recogniser.name}"
        self.labels = frozenset(recogniser.supported_entities)

    def detect(self, index: int, text: Text) -> Iterator[Finding]:
        """Find what the recogniser finds; what it raises is the caller's to report."""
        for each in self._recogniser.analyze(text.value, sorted(self.labels), None) or ():
            span = Span(max(0, each.start), min(each.end, len(text.value)))
            yield Finding(index, span, each.entity_type, Kind.ENTITY, min(1.0, each.score), self.name)


def adopt(recogniser: Any) -> PatternDetector | ObjectDetector:
    """Give the detector of a Presidio recogniser object.

    Args:
        recogniser: a ``PatternRecognizer``, whose patterns then run behind the gate, or any other
            ``EntityRecognizer``, whose code runs as it is.

    Raises:
        PatternError: if one of its patterns cannot be read.
    """
    own = any(hook in vars(base) for hook in _HOOKS for base in _own_classes(recogniser))
    if own or not getattr(recogniser, "patterns", None):
        return ObjectDetector(recogniser)
    made = presidio.pattern_detector(recogniser, prefix="custom", default=True)
    made.check()
    return made


def _own_classes(recogniser: Any) -> Iterator[type[Any]]:
    for base in type(recogniser).__mro__:
        if base.__name__ in ("PatternRecognizer", "LocalRecognizer", "EntityRecognizer"):
            return
        yield base


def export(detector: PatternDetector, language: str = "en") -> Any:
    """Give one of our detectors as a Presidio recogniser, for `RecognizerRegistry.add_recognizer`.

    It finds the same spans with the same scores; context is looked at here, not in Presidio's enhancer.

    Args:
        detector: one of ``guard.detect.pii.DETECTORS`` or ``guard.detect.secret.SECRETS``, say.
        language: the language Presidio asks recognisers for.
    """
    import presidio_analyzer  # noqa: PLC0415  # brings spaCy: only for who uses Presidio's engine

    group = PatternGroup([detector])

    def analyze(self: Any, text: str, *_: Any, **__: Any) -> list[Any]:
        return [
            _result(presidio_analyzer.RecognizerResult, self, each)
            for each in group.detect(0, Text("", text))
        ]

    exported = type("ExportedRecognizer", (presidio_analyzer.PatternRecognizer,), {"analyze": analyze})
    return exported(
        supported_entity=detector.entity,
        patterns=[
            presidio_analyzer.Pattern(f"{detector.name} {at}", each.source, each.score)
            for at, each in enumerate(detector.patterns)
        ],
        context=list(detector.context) or None,
        supported_language=language,
        name=detector.name,
        global_regex_flags=detector.flags,
    )


def _result(result: Any, recogniser: Any, each: Any) -> Any:
    if not isinstance(each, Finding):
        # Presidio has no word for it, and silence would mean "clean".
        raise TimeoutError(f"{each.detector} did not run: {each.reason}")
    return result(
        entity_type=each.label,
        start=each.span.start,
        end=each.span.end,
        score=each.score,
        recognition_metadata={
            result.RECOGNIZER_NAME_KEY: recogniser.name,
            result.RECOGNIZER_IDENTIFIER_KEY: recogniser.id,
            result.IS_SCORE_ENHANCED_BY_CONTEXT_KEY: True,
        },
    )
