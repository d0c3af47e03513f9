"""A user's own recognisers: files, objects, and ours as Presidio's."""

from pathlib import Path
from typing import Any

import pytest
from presidio_analyzer import (
    AnalyzerEngine,
    EntityRecognizer,
    Pattern,
    PatternRecognizer,
    RecognizerRegistry,
    RecognizerResult,
)
from presidio_analyzer.nlp_engine import NoOpNlpEngine

from guard import Guard
from guard.detect import custom
from guard.detect.custom import ObjectDetector, adopt, export, read
from guard.detect.patterns import PatternDetector, PatternGroup
from guard.detect.pii import DETECTORS
from guard.detect.secret import SECRETS
from guard.errors import ConfigError, PatternError, PolicyError
from guard.types import Finding, NotRun, Reason, Text

CLINIC = r"""
recognizers:
  - name: Ward
    supported_entity: WARD
    supported_languages:
      - language: en
        context: [ward]
      - language: de
        context: [station]
    patterns: [{name: ward, regex: '\b[A-Z][0-9]{2}\b', score: 0.2}]
  - name: Titles
    type: custom
    supported_language: en
    supported_entities: [TITLE]
    deny_list: [Mr., Mrs., Dr.]
  - name: Closed
    enabled: false
    supported_entity: CLOSED
    deny_list: [x]
  - name: IbanRecognizer
    type: predefined
"""


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    path = tmp_path / "clinic.yaml"
    path.write_text(CLINIC, encoding="utf-8")
    return path


def found(detector: Any, value: str) -> list[tuple[str, int, int, float]]:
    group = detector if isinstance(detector, ObjectDetector) else PatternGroup([detector])
    results = list(group.detect(0, Text("", value)))
    assert all(isinstance(each, Finding) for each in results), results
    return [(each.label, each.span.start, each.span.end, each.score) for each in results]


def test_a_file_of_presidios_is_read(clinic: Path):
    ward, titles, iban = read(clinic)
    assert [each.entity for each in (ward, titles, iban)] == ["WARD", "TITLE", "IBAN_CODE"]
    assert found(ward, "Station B12") == [("WARD", 8, 11, 0.55)]
    assert found(ward, "room B12") == [("WARD", 5, 8, 0.2)]
    assert found(titles, "Dr. Lee, (mrs.) and mr.x") == [("TITLE", 0, 3, 1.0), ("TITLE", 10, 14, 1.0)]
    assert found(titles, "Drs. and Mr") == []


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{name: A, supported_entity: A}", "expected patterns or a deny_list"),
        ("{name: A, deny_list: [x]}", "supported_entity: expected the name of an entity"),
        ("{name: A, supported_entity: A, patterns: [{regex: '(', score: 1}]}", "patterns: custom/A: "),
        ("{name: A, supported_entity: A, patterns: [{regex: x, score: 2}]}", "patterns.0.score"),
        ("{name: A, supported_entity: A, patterns: [{regex: 'a+(?!b)c', score: 1}]}", "without limit"),
        ("{name: SpacyRecognizer, type: predefined}", "no predefined recogniser of this name"),
        ("{name: A, supported_entity: A, deny_list: [x], colour: red}", "recognizers.0.colour"),
    ],
)
def test_a_mistake_names_its_place(tmp_path: Path, entry: str, message: str):
    path = tmp_path / "odd.yaml"
    path.write_text(f"recognizers: [{entry}]", encoding="utf-8")
    with pytest.raises(ConfigError) as told:
        read(path)
    assert str(told.value).startswith(f"{path}: recognizers.0")
    assert message in str(told.value)


@pytest.mark.parametrize("content", ["", "[", "recognizers: 3", "x: 1", "\x00"])
def test_what_is_no_recogniser_file_is_refused(tmp_path: Path, content: str):
    path = tmp_path / "odd.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"odd\.yaml"):
        read(path)


def test_a_policy_may_name_the_entities_of_its_files(clinic: Path, tmp_path: Path):
    policy = tmp_path / "p.yaml"
    policy.write_text(
        "policy: p\nrecognizers: [clinic.yaml]\nprompt: {entities: {WARD: redact, TITLE: annotate}}\n"
        "on_not_run: {custom/Ward: allow}\n",
        encoding="utf-8",
    )
    guard = Guard.load(policy)
    assert guard.check("Dr. Lee, Station B12").text == "Dr. Lee, Station <WARD>"
    before = guard.policy.digest
    clinic.write_text(CLINIC.replace("0.2", "0.3"), encoding="utf-8")
    assert Guard.load(policy).policy.digest != before


def test_a_policy_with_a_broken_file_must_not_load(tmp_path: Path):
    policy = tmp_path / "p.yaml"
    policy.write_text("policy: p\nrecognizers: [none.yaml]\n", encoding="utf-8")
    with pytest.raises(PolicyError, match=r"p\.yaml:2: recognizers\.0: .*none\.yaml: cannot be read"):
        Guard.load(policy)


class Shout(EntityRecognizer):
    """A recogniser with code of its own."""

    def load(self) -> None: ...

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any) -> list[RecognizerResult]:
        if "boom" in text:
            raise ZeroDivisionError
        return [RecognizerResult("SHOUT", at, at + 1, 0.9) for at, sign in enumerate(text) if sign == "!"]


ROOM = PatternRecognizer("ROOM", patterns=[Pattern("room", r"room \d+", 0.5)], name="Room", context=["floor"])


def test_objects_are_taken_as_they_are(tmp_path: Path):
    policy = tmp_path / "p.yaml"
    policy.write_text("policy: p\nprompt: {entities: {ROOM: redact, SHOUT: block}}\n", encoding="utf-8")
    guard = Guard.load(policy, recognisers=[ROOM, Shout(["SHOUT"], name="Shout")])
    assert guard.check("see room 12").text == "see <ROOM>"
    assert guard.check("no!").rules == ("prompt.entities.SHOUT",)


def test_a_pattern_recogniser_runs_behind_the_gate():
    detector = adopt(ROOM)
    assert isinstance(detector, PatternDetector)
    assert found(detector, "floor 3, room 12") == [("ROOM", 9, 16, 0.85)]


def test_code_of_its_own_runs_and_its_failure_is_a_value(tmp_path: Path):
    assert found(adopt(Shout(["SHOUT"], name="Shout")), "a!") == [("SHOUT", 1, 2, 0.9)]
    policy = tmp_path / "p.yaml"
    policy.write_text("policy: p\nprompt: {entities: {SHOUT: redact}}\n", encoding="utf-8")
    guard = Guard.load(policy, recognisers=[Shout(["SHOUT"], name="Shout")])
    assert guard.check("boom").not_run == (NotRun("custom/Shout", Reason.ERROR, 0),)
    assert guard.check("boom").blocked


def test_a_pattern_without_limit_is_refused_at_once():
    odd = PatternRecognizer("ODD", patterns=[Pattern("odd", r"a+(?!b)c", 0.5)], name="Odd")
    with pytest.raises(PatternError, match="custom/Odd"):
        adopt(odd)


EXPORTED = [
    (
        next(each for each in SECRETS if each.entity == "GITHUB_TOKEN"),
        "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",
    ),
    (next(each for each in DETECTORS if each.entity == "NL_BSN"), "111222333"),
]


@pytest.mark.parametrize(("detector", "value"), EXPORTED, ids=lambda each: getattr(each, "entity", ""))
def test_ours_run_in_presidios_engine(detector: PatternDetector, value: str):
    registry = RecognizerRegistry(recognizers=[export(detector)], supported_languages=["en"])
    engine = AnalyzerEngine(
        registry, NoOpNlpEngine([{"lang_code": "en", "model_name": "none"}]), supported_languages=["en"]
    )
    text = f"my bsn is {value}."
    results = engine.analyze(text, "en", [detector.entity])
    assert [(each.start, each.end) for each in results] == [(10, 10 + len(value))]
    ((_, start, end, score),) = found(detector, text)
    assert [(each.start, each.end, each.score) for each in results] == [(start, end, pytest.approx(score))]
    assert engine.analyze("my bsn is in the post", "en", [detector.entity]) == []


def test_nothing_is_silent_in_presidios_engine_either():
    slow = PatternDetector("SLOW", [custom.Pattern(r"(?:a|aa|a.){1,60}(?<!a)$", 0.9)])
    with pytest.raises(TimeoutError, match="slow did not run"):
        export(slow).analyze("a" * 60 + "\n12", ["SLOW"], None)


def test_a_long_list_of_words_is_read_and_found(tmp_path: Path):
    path = tmp_path / "words.yaml"
    words = ", ".join(f"codename{number:04}" for number in range(3_000))
    path.write_text(
        f"recognizers: [{{name: W, supported_entity: W, deny_list: [{words}]}}]", encoding="utf-8"
    )
    (detector,) = read(path)
    assert found(detector, "of Codename1234 and codename9999") == [("W", 3, 15, 1.0)]


def test_an_entity_that_a_policy_describes_is_found_in_any_case_and_surer_beside_a_word():
    made = custom.own("PROJECT_CODE", "PRJ-[0-9]{6}", 0.5, ("ticket",))
    assert custom.own("PROJECT_CODE", "PRJ-[0-9]{6}", 0.5, ("ticket",)) is made
    group = PatternGroup([made], 0.0)
    (found,) = group.detect(0, Text("/a", "see prj-123456"))
    (surer,) = group.detect(0, Text("/a", "ticket PRJ-123456"))
    assert (found.label, found.detector, found.score) == ("PROJECT_CODE", "policy/project_code", 0.5)
    assert surer.score > found.score
    assert not list(group.detect(0, Text("/a", "PRJ-12345")))
