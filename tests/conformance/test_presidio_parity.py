"""Every recogniser of the installed presidio-analyzer and ours of the same name: equal spans and scores.

Where ours differs on purpose, `DIFFERENT` says so by name and why.
"""

import json
import random  # noqa: TID251  # seeded
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import spacy
from corpus import WORDS, dense, mixed, value
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, predefined_recognizers
from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from sample import sample

from guard.detect import presidio
from guard.detect.patterns import PatternDetector, PatternGroup
from guard.types import Finding, Text

CATALOGUE = presidio.catalogue()
VECTORS = Path(__file__).parents[1] / "vectors/detect"
Spans = dict[tuple[int, int], float]

DIFFERENT: dict[str, tuple[str, Callable[[str, int, int], bool]]] = {
    "EmailRecognizer": (
        "an address under a private or reserved domain counts at 0.5, Presidio drops it",
        lambda text, start, end: not presidio.suffixes()(text[start:end].rpartition("@")[2]).fqdn,
    ),
    "InPanRecognizer": (
        "the weakest pattern asks for letters and digits in the value, Presidio takes them from anywhere after it",
        lambda text, start, end: end - start == 10,
    ),
    "UsHealthInsuranceMemberIdRecognizer": (
        "the digit has to stand in the value, Presidio takes one from a longer run of hyphens",
        lambda text, start, end: "-" in text[start : end + 1],
    ),
    "PhoneRecognizer": (
        "addresses of hosts and times of logs are no telephone numbers",
        lambda text, start, end: (
            text.count(".", max(0, start - 12), end + 12) > 1
            or text.count("-", max(0, start - 12), end + 12) > 1
            or text.count("/", max(0, start - 12), end + 12) > 1
        ),
    ),
}
DIFFERENT["ZaMobileNumberRecognizer"] = DIFFERENT["ZaTelephoneNumberRecognizer"] = DIFFERENT[
    "PhoneRecognizer"
]


def vectors(entity: str) -> list[dict[str, Any]]:
    return [
        json.loads(line) for line in (VECTORS / f"{entity.lower()}.jsonl").read_text("utf-8").splitlines()
    ]


def texts(recogniser: EntityRecognizer, choose: random.Random) -> list[str]:
    """Values of this recogniser and of others, in prose, at edges, next to each other."""
    made = []
    for pattern in getattr(recogniser, "patterns", None) or ():
        for _ in range(12):
            one = sample(pattern.regex, choose)[:300]
            other = sample(pattern.regex, choose)[:300]
            before, after = choose.choice(WORDS), choose.choice(WORDS)
            made += [
                one,
                f"{before} {one} {after}.",
                f"{one},{other}",
                f"x{one}",
                f"{one}9 {other.lower()}-{one}",
            ]
    made += [row["text"] for entity in recogniser.supported_entities for row in vectors(entity)]
    made += [
        dense(600, choose),
        mixed(600, choose),
        f"{value(choose)}\n{value(choose)}",
        "é" + dense(300, choose),
    ]
    return made


def theirs(recogniser: EntityRecognizer, text: str) -> Spans:
    found: Spans = {}
    for each in recogniser.analyze(text, recogniser.supported_entities, None):
        found[each.start, each.end] = max(each.score, found.get((each.start, each.end), 0))
    return found


def ours(group: PatternGroup, text: str) -> Spans:
    results = list(group.detect(0, Text("", text)))
    assert all(isinstance(each, Finding) for each in results), results
    found = {(each.span.start, each.span.end): each.score for each in results if isinstance(each, Finding)}
    # As Presidio drops what lies within a finding at least as sure.
    return {
        at: score
        for at, score in found.items()
        if not any(
            other != at and other[0] <= at[0] and at[1] <= other[1] and found[other] >= score
            for other in found
        )
    }


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda each: each.name)
def test_spans_and_scores_are_equal(entry: presidio.Recogniser):
    choose = random.Random(entry.name)
    recogniser = getattr(predefined_recognizers, entry.name)()
    recogniser.context = None
    group = PatternGroup([presidio._detector(recogniser, entry)])
    _, excused = DIFFERENT.get(entry.name, ("", lambda *_: False))
    seen = 0
    for text in texts(recogniser, choose):
        expected, found = theirs(recogniser, text), ours(group, text)
        seen += len(expected)
        for start, end in sorted(expected.keys() | found.keys()):
            if expected.get((start, end)) != pytest.approx(found.get((start, end))):
                assert excused(text, start, end), (text, (start, end), expected, found)
    assert seen > 0


def test_what_differs_is_there():
    names = {each.name for each in CATALOGUE}
    assert names.issuperset(DIFFERENT)


@pytest.mark.parametrize("name", sorted(presidio._BOUNDED))
def test_what_is_bounded_still_stands_in_the_installed_patterns(name: str):
    sources = [each.regex for each in getattr(predefined_recognizers, name)().patterns]
    for unlimited, _ in presidio._BOUNDED[name]:
        assert any(unlimited in source for source in sources)


BLANK = spacy.blank("en")


class Blank(NlpEngine):
    """Words without lemmas: what Presidio needs to look at context, and no model."""

    def load(self) -> None: ...

    def is_loaded(self) -> bool:
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        doc = BLANK(text)
        words = [token.text for token in doc]
        return NlpArtifacts([], doc, [token.idx for token in doc], words, self, language)

    def process_batch(self, texts: Any, language: str, **_: Any) -> Any:
        return ((text, self.process_text(text, language)) for text in texts)

    def is_stopword(self, word: str, language: str) -> bool:
        return False

    def is_punct(self, word: str, language: str) -> bool:
        return not any(sign.isalnum() for sign in word)

    def get_supported_entities(self) -> list[str]:
        return []

    def get_supported_languages(self) -> list[str]:
        return ["en"]


RAISED: dict[str, int] = {}
WITH_CONTEXT = [
    each
    for each in CATALOGUE
    if each.name not in DIFFERENT and getattr(predefined_recognizers, each.name)().context
]


@pytest.mark.parametrize("entry", WITH_CONTEXT, ids=lambda each: each.name)
def test_a_context_word_raises_the_score_as_much(entry: presidio.Recogniser):
    choose = random.Random(entry.name)
    recogniser = getattr(predefined_recognizers, entry.name)()
    recogniser.supported_language = "en"
    detector = presidio._detector(recogniser, entry)
    group = PatternGroup([detector])
    registry = RecognizerRegistry(recognizers=[recogniser], supported_languages=["en"])
    enhancer = LemmaContextAwareEnhancer(context_matching_mode="whole_word")
    engine = AnalyzerEngine(registry, Blank(), context_aware_enhancer=enhancer, supported_languages=["en"])
    single = [word for word in recogniser.context if word.isalpha()]
    patterns = detector.patterns if isinstance(detector, PatternDetector) else ()
    raised = 0
    for pattern in patterns:
        for word in (choose.choice(single), "meeting") if single else ():
            text = f"the {word} is {sample(pattern.source, choose)[:100]} today"
            expected = {
                (each.start, each.end): each.score
                for each in engine.analyze(text, "en", recogniser.supported_entities)
            }
            found = ours(group, text)
            for at, score in expected.items():
                inside = {each.casefold() for each in re.findall(r"\w+", text[slice(*at)])}
                if inside & {each.casefold() for each in recogniser.context}:
                    continue  # Presidio lets a value support itself: HRA is a context word of "HRA 4"
                if text[: at[0]].strip() == f"the {word} is":
                    assert found.get(at) == pytest.approx(score), (text, at)
                    raised += word != "meeting"
    RAISED[entry.name] = raised


def test_many_recognisers_had_a_score_to_raise():
    assert len([name for name, count in RAISED.items() if count]) > len(RAISED) // 2
