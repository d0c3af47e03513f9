"""What a record holds: labels and digests of personal data, masked excerpts of harmful language."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from audit.events import Flag
from audit.record import MAX_TOKENS, Record
from guard import Guard, Text
from guard.decide.policy import Evidence
from guard.detect.custom import ObjectDetector
from guard.evidence import EXCERPT, EXCERPTS, Index, Origin, record
from guard.types import Direction

HARM = "I know where you live and I am going to kill you"
MAIL = "jane.doe@example.org"
ORIGIN = Origin("default", "chat.completions", "other", "whole", "")


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard.load("default", key=b"k" * 32)


@dataclass(frozen=True)
class Built:
    event: Flag
    body: bytes


def recorded(guard: Guard, *values: str, index: Index, place: str = "messages[0].content") -> Record:
    texts = [Text(f"/{at}", value, place=place) for at, value in enumerate(values)]
    return record(guard.screen(texts, Direction.PROMPT), guard, ORIGIN, index)


def made(guard: Guard, *values: str, place: str = "messages[0].content") -> tuple[Built, dict[str, Any]]:
    built = recorded(guard, *values, index=lambda _: (), place=place)
    assert isinstance(built.event, Flag)
    assert built.tokens == ()
    return Built(built.event, built.body), json.loads(built.body) if built.body else {}


def test_personal_data_alone_is_not_recorded(guard: Guard) -> None:
    built, body = made(guard, f"write to {MAIL}")
    assert built.event.level == "fingerprint"
    assert body["excerpts"] == []
    assert MAIL not in built.body.decode()
    assert "write to" not in built.body.decode()
    assert body["findings"][0]["label"] == "EMAIL_ADDRESS"
    assert len(body["findings"][0]["digest"]) == 20


def test_equal_values_have_equal_digests_and_only_under_one_key(guard: Guard) -> None:
    digest = made(guard, f"write to {MAIL}")[1]["findings"][0]["digest"]
    assert made(guard, f"ask {MAIL.upper()}")[1]["findings"][0]["digest"] == digest
    assert made(guard, "ask bob@example.org")[1]["findings"][0]["digest"] != digest
    other = Guard.load("default", key=b"x" * 32)
    assert made(other, f"write to {MAIL}")[1]["findings"][0]["digest"] != digest


def test_harm_is_kept_with_every_entity_masked(guard: Guard) -> None:
    built, body = made(guard, f"{HARM}. Signed: {MAIL}, at 10.1.2.3 or https://example.org/jane")
    assert built.event.level == "redacted"
    text = body["excerpts"][0]["text"]
    assert text.startswith(f"{HARM}. Signed: <EMAIL_ADDRESS>, at <IP_ADDRESS>")
    assert "example.org" not in text


def test_entities_the_policy_lets_pass_are_masked_too(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("policy: p\nprompt: {categories: {'*': {block: low}}}\n")
    _, body = made(Guard.load(path), f"{HARM}. Signed: {MAIL}")
    assert body["excerpts"][0]["text"] == f"{HARM}. Signed: <EMAIL_ADDRESS>"


def test_excerpt_is_a_window_and_an_entity_at_its_edge_is_not_cut(guard: Guard) -> None:
    card = "4111 1111 1111 1111"
    sentence = "The report is due on Friday. "
    before = "x" * 40 + f" {card} " + sentence * ((EXCERPT - 10) // len(sentence))
    _, body = made(guard, f"{before}{HARM}." + " after" * 1000)
    text = body["excerpts"][0]["text"]
    assert len(text) < 2 * EXCERPT + 700  # a finding is a window at most
    assert "1111" not in text
    assert HARM in text


def test_excerpts_are_bounded(guard: Guard) -> None:
    _, body = made(guard, *[f"{HARM}. " * 40 for _ in range(60)])
    assert sum(len(each["text"]) for each in body["excerpts"]) <= EXCERPTS + 60 * 20


def test_what_the_screening_found_is_masked_where_the_excerpt_cannot_tell(
    guard: Guard, tmp_path: Path
) -> None:
    key = "-----BEGIN PRIVATE KEY-----\n" + "Qm9ndXM0\n" * 400 + "-----END PRIVATE KEY-----"
    _, body = made(guard, f"{key}\n{HARM}.")
    assert "Qm9ndXM0" not in json.dumps(body)
    texts = [Text("/metadata/ssn", f"536228726 {HARM}.", place="metadata.?")]
    built = record(guard.screen(texts, Direction.PROMPT), guard, ORIGIN, lambda _: ())
    assert b"536228726" not in built.body
    path = tmp_path / "w.yaml"
    path.write_text(
        "policy: w\nextends: [default]\nwords: [{id: x, list: [Project Nightfall], action: annotate}]\n"
    )
    built, _ = made(Guard.load(path), f"Project Nightfall. {HARM}.")
    assert b"Nightfall" not in built.body


def test_evidence_none_is_a_header_only(guard: Guard) -> None:
    rules = replace(guard.rules, policy=replace(guard.policy, evidence=Evidence.NONE))
    built, _ = made(replace(guard, rules=rules), f"{HARM}. Signed: {MAIL}")
    assert (built.event.level, built.body) == ("none", b"")


def test_evidence_fingerprint_keeps_no_excerpt(guard: Guard) -> None:
    rules = replace(guard.rules, policy=replace(guard.policy, evidence=Evidence.FINGERPRINT))
    built, body = made(replace(guard, rules=rules), HARM)
    assert (built.event.level, body["excerpts"]) == ("fingerprint", [])


class Broken:
    name = "broken"
    supported_entities = ("X",)

    def analyze(self, text: str, *_: object) -> list[Any]:
        raise RuntimeError(text)


def test_text_that_cannot_be_masked_is_not_kept(guard: Guard) -> None:
    masking = replace(guard.masking, custom=(ObjectDetector(Broken()),))
    built, body = made(replace(guard, masking=masking), f"{HARM}. Signed: {MAIL}")
    assert (built.event.level, body["excerpts"]) == ("fingerprint", [])
    assert body["downgraded"] == "masking did not run"


def test_header_counts_and_names_gaps(guard: Guard) -> None:
    detectors = {direction: (Broken(),) for direction in Direction}
    built, _ = made(replace(guard, rules=replace(guard.rules, detectors=detectors)), "hi")
    assert [(each.type, each.category, each.detector) for each in built.event.findings] == [
        ("NOT_RUN", "error", "broken")
    ]
    built, _ = made(guard, f"{MAIL} and {MAIL} and bob@example.org")
    assert [(each.type, each.n) for each in built.event.findings] == [("EMAIL_ADDRESS", 3)]
    assert len(built.event.policy) == 64


class Asked:
    """An index that keeps what it was asked for and gives each value a token."""

    def __init__(self) -> None:
        self.values: list[tuple[str, str]] = []

    def __call__(self, found: Iterable[tuple[str, str]]) -> tuple[bytes, ...]:
        self.values = list(found)
        return tuple(number.to_bytes(10, "big") for number in range(len(self.values)))


def test_every_entity_is_indexed_by_label_and_value(guard: Guard) -> None:
    asked = Asked()
    built = recorded(guard, f"write to {MAIL}", f"{HARM}, and bob@example.org too", index=asked)
    assert sorted(asked.values) == [("EMAIL_ADDRESS", "bob@example.org"), ("EMAIL_ADDRESS", MAIL)]
    assert built.tokens == ((0).to_bytes(10, "big"), (1).to_bytes(10, "big"))
    asked = Asked()
    assert recorded(guard, HARM, index=asked).tokens == ()
    assert asked.values == []


def test_evidence_none_asks_for_no_tokens(guard: Guard) -> None:
    asked = Asked()
    rules = replace(guard.rules, policy=replace(guard.policy, evidence=Evidence.NONE))
    built = recorded(replace(guard, rules=rules), f"write to {MAIL}", index=asked)
    assert (built.tokens, asked.values) == ((), [])


def test_tokens_are_bounded(guard: Guard) -> None:
    asked = Asked()
    text = " ".join(f"user{number}@example.org" for number in range(MAX_TOKENS + 20))
    built = recorded(guard, text, index=asked)
    assert len(asked.values) > MAX_TOKENS
    assert len(built.tokens) == MAX_TOKENS
    assert json.loads(built.body)["index"] == "cut"
    assert "index" not in json.loads(recorded(guard, f"write to {MAIL}", index=Asked()).body)
