"""Presidio's recognisers as detectors of ours: the predefined ones, a user's files, a user's objects.

The catalogue (names, patterns, scores, context words, validators) is Presidio's; the loop is
ours: one gate for all patterns, a budget per pattern, whole-word context, nothing logged.
https://microsoft.github.io/presidio/supported_entities/
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import yaml

from guard.detect import presidio_import
from guard.detect.patterns import FLAGS, Match, Pattern, PatternDetector, WindowDetector, unchecked
from guard.detect.phone import phones, south_african

SOURCE = "https://microsoft.github.io/presidio/supported_entities/"
_NEEDS_A_MODEL = ("HuggingFaceNerRecognizer", "BasicLangExtractRecognizer")
_CERTAIN = 1.0  # Presidio's score of what a validator confirmed
_COUNTRY_ALIASES = {"gb": "uk"}

# Patterns without limit, bounded: what they look for stands within the value itself, but they look
# for it in the rest of the text, or take in a zone id of any length.
_BOUNDED = {
    "InPanRecognizer": (
        (".*?[a-zA-Z]", r"[\w@#$%^?~-]{0,9}[a-zA-Z]"),
        (".*?[0-9]{4}", r"[\w@#$%^?~-]{0,6}[0-9]{4}"),
    ),
    "IpRecognizer": (("%[0-9a-zA-Z]+", "%[0-9a-zA-Z]{1,40}"),),
    "UsHealthInsuranceMemberIdRecognizer": (("[A-Z0-9-]*", "[A-Z0-9-]{0,20}"),),
}

# The groups around each of a thousand top-level domains, which only cost time to read.
_NEEDLESS = re.compile(r"(?<=[|:])\(\?:(\w+)\)(?=[|)])")

# Seven digits; of a longer run what is left over lies in the window behind them, with an extension.
_PHONE_ANCHOR = "[+(\uff0b\uff08\\d](?:[\\s().\\-/\u00a0\u2010-\u2015\uff08\uff09]{0,4}\\d){6}"
# Recognisers that run code of their own: each gets only the stretch around what every value of it holds.
_WINDOWS = {
    "IbanRecognizer": (r"[a-z]{2}[0-9]{2}", 1, 48),  # ISO 13616: at most 34, plus separators
    "PhoneRecognizer": (_PHONE_ANCHOR, 12, 84),
    "ZaMobileNumberRecognizer": (_PHONE_ANCHOR, 12, 84),
    "ZaTelephoneNumberRecognizer": (_PHONE_ANCHOR, 12, 84),
}


@dataclass(frozen=True, slots=True)
class Recogniser:
    """One entry of the catalogue: what it finds, for which countries and languages, on by default or not."""

    name: str
    entities: tuple[str, ...]
    country: str
    languages: tuple[str, ...]
    default: bool
    checks: str


@cache
def _classes() -> Mapping[str, type[Any]]:
    return presidio_import.load()


def catalogue() -> tuple[Recogniser, ...]:
    """List the predefined recognisers that need no model, as Presidio's own configuration has them."""
    conf = presidio_import.folder() / "conf" / "default_recognizers.yaml"
    entries = yaml.load(conf.read_bytes(), yaml.CSafeLoader)["recognizers"]
    return tuple(_entry(entry) for entry in entries if entry["name"] not in _NEEDS_A_MODEL)


def _entry(entry: Mapping[str, Any]) -> Recogniser:
    made = _classes()[entry["name"]]()
    listed = entry.get("supported_languages") or ()
    languages = tuple(str(item["language"] if isinstance(item, dict) else item) for item in listed)
    return Recogniser(
        name=entry["name"],
        entities=tuple(made.supported_entities),
        country=str(entry.get("country_code", "")),
        languages=languages,
        default=entry.get("enabled", True) is True and (not languages or "en" in languages),
        checks=_checks(made),
    )


def country(code: str) -> str:
    """Give a country code as the catalogue spells it."""
    return _COUNTRY_ALIASES.get(code.lower(), code.lower())


def detectors(recognisers: Iterable[Recogniser]) -> list[PatternDetector | WindowDetector]:
    """Build the detectors of some recognisers of the catalogue."""
    return [_detector(_classes()[each.name](), each) for each in recognisers]


def _detector(made: Any, recogniser: Recogniser) -> PatternDetector | WindowDetector:
    window = _WINDOWS.get(recogniser.name)
    if window is None:
        return pattern_detector(made, country=recogniser.country, default=recogniser.default)
    anchor, before, after = window
    return WindowDetector(
        recogniser.entities[0],
        anchor=anchor,
        before=before,
        after=after,
        find_in=partial(_analyze if recogniser.name == "IbanRecognizer" else _phones, made),
        context=made.context or (),
        name=f"presidio/{recogniser.name}",
    )


def pattern_detector(
    recogniser: Any, *, country: str = "", default: bool = False, prefix: str = "presidio"
) -> PatternDetector:
    """Give the detector of a `PatternRecognizer` that runs no code of its own but validators.

    Args:
        recogniser: the object.
        country: the ISO 3166-1 alpha-2 code of the country it belongs to, "" if to none.
        default: whether ``*`` in a policy switches it on.
        prefix: what stands before its name in the detector's.

    Raises:
        PatternError: if one of its patterns cannot be read.
    """
    name = recogniser.name
    valid = _CERTAIN if name == "EmailRecognizer" or _overrides(recogniser, "validate_result") else 0.0
    return PatternDetector(
        recogniser.supported_entities[0],
        [
            Pattern(_bounded(name, each.regex), each.score, valid=valid or each.score)
            for each in recogniser.patterns
        ],
        context=recogniser.context or (),
        validate=_predicate(recogniser),
        checks=_checks(recogniser),
        source=SOURCE,
        country=country,
        default=default,
        name=f"{prefix}/{name}",
        flags=FLAGS if recogniser.global_regex_flags is None else int(recogniser.global_regex_flags),
    )


def _predicate(recogniser: Any) -> Callable[[str], bool | None]:
    if recogniser.name == "EmailRecognizer":
        return _has_domain
    own = _overrides(recogniser, "validate_result") or _overrides(recogniser, "invalidate_result")
    return partial(_validate, recogniser) if own else unchecked


def _checks(recogniser: Any) -> str:
    """Say what a recogniser checks beyond its patterns."""
    own = [name for name in ("validate_result", "invalidate_result") if _overrides(recogniser, name)]
    return {(): "", ("invalidate_result",): "impossible values"}.get(tuple(own), "checksum or registry")


def _overrides(recogniser: Any, method: str) -> bool:
    for base in type(recogniser).__mro__:
        if method in vars(base):
            return base.__name__ not in ("PatternRecognizer", "LocalRecognizer", "EntityRecognizer")
    return False


def _bounded(name: str, source: str) -> str:
    for unlimited, limited in _BOUNDED.get(name, ()):
        source = source.replace(unlimited, limited)
    return _NEEDLESS.sub(r"\1", source)


def _phones(recogniser: Any, window: str) -> list[Match]:
    """Find telephone numbers as the recogniser does, in a fraction of its time."""
    if recogniser.name == "ZaMobileNumberRecognizer":
        found = south_african(window, "mobile")
    elif recogniser.name == "ZaTelephoneNumberRecognizer":
        found = south_african(window, "telephone")
    else:
        found = phones(window, tuple(recogniser.supported_regions))
    return [Match(each.start, each.end, each.score) for each in found]


def _analyze(recogniser: Any, window: str) -> list[Match]:
    results = recogniser.analyze(window, recogniser.supported_entities, None)
    return [
        Match(each.start, each.end, each.score, True if each.score == _CERTAIN else None) for each in results
    ]


@cache
def suffixes() -> Any:
    """Give the bundled snapshot of the public suffix list: no fetch, no cache on disk."""
    import tldextract  # noqa: PLC0415  # its import takes as long as the engine's start

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def _has_domain(address: str) -> bool | None:
    """Check the domain of an e-mail address; one that is private or reserved counts, only less certainly."""
    domain = address.rpartition("@")[2]
    if domain.rpartition(".")[2].isdigit():  # a version, not a domain: RFC 3696, section 2
        return False
    return True if suffixes()(domain).fqdn else None


def _validate(recogniser: Any, value: str) -> bool | None:
    valid: bool | None = recogniser.validate_result(value)
    if valid is False or recogniser.invalidate_result(value):
        return False
    return valid
