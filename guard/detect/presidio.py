"""Presidio's predefined recognisers as detectors of ours.

The catalogue (names, patterns, scores, context words, validators) is Presidio's; the loop is
ours: one gate for all patterns, a budget per pattern, whole-word context, nothing logged.
https://microsoft.github.io/presidio/supported_entities/
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import presidio_analyzer
import regex
import tldextract
import yaml
from presidio_analyzer import EntityRecognizer, PatternRecognizer, predefined_recognizers

from guard.detect.patterns import FLAGS, Match, Pattern, PatternDetector, WindowDetector


def _silent(_record: logging.LogRecord) -> bool:
    """Let no record pass: Presidio logs matched values (IbanRecognizer.validate_result does)."""
    return False


for _name in ("presidio-analyzer", "presidio-anonymizer", "decision_process"):
    # A filter, because `disabled` is undone by whoever configures logging later, as uvicorn does.
    logging.getLogger(_name).addFilter(_silent)  # noqa: TID251


_NEEDS_A_MODEL = ("HuggingFaceNerRecognizer", "BasicLangExtractRecognizer")
_PHONE_ANCHOR = "[+(\uff0b\uff08\\d](?:[\\s().\\-/\u00a0\u2010-\u2015\uff08\uff09]{0,4}\\d){6,}"
# IPv4 addresses and times of logs look alike to the anchor, and cost eight parses each.
_NO_PHONE = r"\d{1,3}(?:\.\d{1,3}){3}|\d{4}-\d\d-\d\d(?:[ T]?\d\d)*"
_COUNTRY_ALIASES = {"gb": "uk"}


@dataclass(frozen=True, slots=True)
class Recogniser:
    """One entry of the catalogue: what it finds, for which countries and languages, on by default or not."""

    name: str
    entities: tuple[str, ...]
    country: str
    languages: tuple[str, ...]
    default: bool


def catalogue() -> tuple[Recogniser, ...]:
    """List the predefined recognisers that need no model, as Presidio's own configuration has them."""
    conf = Path(presidio_analyzer.__file__).parent / "conf" / "default_recognizers.yaml"
    entries = yaml.safe_load(conf.read_text(encoding="utf-8"))["recognizers"]
    return tuple(_entry(entry) for entry in entries if entry["name"] not in _NEEDS_A_MODEL)


def _entry(entry: dict[str, object]) -> Recogniser:
    name = str(entry["name"])
    listed = entry.get("supported_languages")
    languages = tuple(
        str(item["language"] if isinstance(item, dict) else item)
        for item in (listed if isinstance(listed, list) else ())
    )
    return Recogniser(
        name=name,
        entities=tuple(_new(name).supported_entities),
        country=str(entry.get("country_code", "")),
        languages=languages,
        default=entry.get("enabled", True) is True and (not languages or "en" in languages),
    )


def country(code: str) -> str:
    """Give a country code as the catalogue spells it."""
    return _COUNTRY_ALIASES.get(code.lower(), code.lower())


def detectors(recognisers: Iterable[Recogniser]) -> list[PatternDetector | WindowDetector]:
    """Build the detectors of some recognisers of the catalogue."""
    return [_detector(_new(recogniser.name)) for recogniser in recognisers]


def _new(name: str) -> EntityRecognizer:
    return getattr(predefined_recognizers, name)()


def _detector(recogniser: EntityRecognizer) -> PatternDetector | WindowDetector:
    name = f"presidio/{recogniser.name}"
    context = recogniser.context or ()
    window = _WINDOWS.get(recogniser.name)
    if window is not None:
        anchor, before, after, unless = window
        return WindowDetector(
            recogniser.supported_entities[0],
            anchor=anchor,
            before=before,
            after=after,
            find_in=partial(_analyze, recogniser),
            context=context,
            name=name,
            unless=unless,
        )
    return PatternDetector(
        recogniser.supported_entities[0],
        [Pattern(pattern.regex, pattern.score) for pattern in recogniser.patterns],
        context=context,
        validate=partial(_validate, recogniser),
        name=name,
        flags=recogniser.global_regex_flags or FLAGS,
    )


# Recognisers that run code of their own, or whose pattern backtracks over long runs: each gets
# only the stretch around what every value of it contains.
_WINDOWS = {
    "EmailRecognizer": ("@", 257, 256, ""),  # RFC 5321: at most 64 before the sign, 255 after it
    "IbanRecognizer": (r"[a-z]{2}[0-9]{2}", 1, 48, ""),  # ISO 13616: at most 34, plus separators
    "PhoneRecognizer": (_PHONE_ANCHOR, 12, 52, _NO_PHONE),
    "ZaMobileNumberRecognizer": (_PHONE_ANCHOR, 12, 52, _NO_PHONE),
    "ZaTelephoneNumberRecognizer": (_PHONE_ANCHOR, 12, 52, _NO_PHONE),
}


def _analyze(recogniser: EntityRecognizer, window: str) -> list[Match]:
    if recogniser.name == "EmailRecognizer":
        return _emails(recogniser, window)
    results = recogniser.analyze(window, recogniser.supported_entities, None)
    return [
        Match(
            found.start, found.end, found.score, True if found.score == EntityRecognizer.MAX_SCORE else None
        )
        for found in results
    ]


# The bundled snapshot of the public suffix list: no fetch, no cache on disk.
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def _emails(recogniser: PatternRecognizer, window: str) -> list[Match]:
    """Find e-mail addresses; one under a private or reserved domain counts, only less certainly."""
    matches = []
    for pattern in recogniser.patterns:
        for match in regex.finditer(pattern.regex, window, FLAGS):
            start, end = match.span()
            domain = window[start:end].rpartition("@")[2]
            if not domain.rpartition(".")[2].isdigit():  # a version, not a domain: RFC 3696, section 2
                known = _SUFFIXES(domain).fqdn != ""
                matches.append(Match(start, end, pattern.score, True if known else None))
    return matches


def _validate(recogniser: PatternRecognizer, value: str) -> bool | None:
    valid: bool | None = recogniser.validate_result(value)
    if valid is False or recogniser.invalidate_result(value):
        return False
    return valid
