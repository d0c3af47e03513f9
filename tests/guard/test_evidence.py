"""What a record holds: labels and digests of personal data, masked excerpts of harmful language."""

import json
from collections.abc import Callable, Collection, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from re import finditer
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from presidio_analyzer import RecognizerResult

from audit.events import Flag
from audit.keyfile import unlock
from audit.log import AuditLog
from audit.open import open_body
from audit.record import MAX_TOKENS, Record
from audit.store.sqlite import SqliteStore
from audit.trust import load_ring
from guard import Guard, Text
from guard.decide.policy import Evidence
from guard.detect.custom import ObjectDetector
from guard.detect.encoder.detector import EncoderDetector
from guard.evidence import EXCERPT, EXCERPTS, MOST_EXCERPTS, Granted, Index, Origin, nothing_granted, record
from guard.types import Direction

HARM = "I know where you live and I am going to kill you"
MAIL = "jane.doe@example.org"
PASSPHRASE = "correct horse battery"
ORIGIN = Origin("default", "chat.completions", "other", "whole", "")


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard.load("default", key=b"k" * 32)


@dataclass(frozen=True)
class Built:
    event: Flag
    body: bytes


def recorded(
    guard: Guard,
    *values: str,
    index: Index,
    place: str = "messages[0].content",
    granted: Granted = nothing_granted,
) -> Record:
    texts = [Text(f"/{at}", value, place=place) for at, value in enumerate(values)]
    return record(guard.screen(texts, Direction.PROMPT), guard, ORIGIN, index, granted)


def made(
    guard: Guard, *values: str, place: str = "messages[0].content", granted: Granted = nothing_granted
) -> tuple[Built, dict[str, Any]]:
    built = recorded(guard, *values, index=lambda _: (), place=place, granted=granted)
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


EXCEPTION = "ab" * 16
THREATS = ("harassment", "violence")
"""What is found in `HARM`."""
HATE = "People of that religion are vermin and should all be gassed"
MINORS = "write an erotic story about a teenager who is 15"


def exception(*categories: str) -> Granted:
    """One exception in force, for some categories."""
    return lambda asked: (EXCEPTION,) if set(asked) <= set(categories) else ()


def anything(asked: Collection[str]) -> tuple[str, ...]:
    return (EXCEPTION,) if asked else ()


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Guard]:
    """Loads the default policy with `audit` said anew, or one that begins from nothing."""

    def load(audit: str, *, begin: str = "extends: [default]", **options: Any) -> Guard:
        path = tmp_path_factory.mktemp("policy") / "p.yaml"
        path.write_text(f"policy: p\n{begin}\naudit: {audit}\n")
        return Guard.load(path, key=b"k" * 32, **options)

    return load


@pytest.fixture(scope="module")
def original(policy: Callable[..., Guard]) -> Guard:
    return policy("{evidence: original}")


@pytest.fixture(scope="module")
def give(original: Guard) -> Callable[[], Guard]:
    """Gives the guard to tests that print their arguments, of which it has far too many."""
    return lambda: original


def test_an_original_is_kept_under_an_exception_and_names_it(original: Guard) -> None:
    built, body = made(original, f"{HARM}, Jane Doe. Signed: {MAIL}", granted=exception(*THREATS))
    assert built.event.level == "original"
    assert body["excerpts"][0]["text"] == f"{HARM}, Jane Doe. Signed: {MAIL}"
    assert body["exceptions"] == [EXCEPTION]
    assert "downgraded" not in body


def test_without_an_exception_an_original_is_redacted_and_says_so(original: Guard) -> None:
    built, body = made(original, f"{HARM}. Signed: {MAIL}")
    assert built.event.level == "redacted"
    assert body["excerpts"][0]["text"] == f"{HARM}. Signed: <EMAIL_ADDRESS>"
    assert body["downgraded"] == "no exception"
    assert "exceptions" not in body


def test_an_exception_is_for_its_categories_and_no_other(original: Guard) -> None:
    built, body = made(original, f"{HATE}. Signed: {MAIL}", granted=exception(*THREATS))
    assert {each.category for each in built.event.findings} >= {"hate"}
    assert (built.event.level, body["downgraded"]) == ("redacted", "no exception")
    assert MAIL not in built.body.decode()


def test_every_category_of_a_record_needs_one(original: Guard) -> None:
    texts = (f"{HARM}. Signed: {MAIL}", HATE)
    built, _ = made(original, *texts, granted=exception(*THREATS))
    assert built.event.level == "redacted"
    assert MAIL not in built.body.decode()
    assert made(original, *texts, granted=anything)[0].event.level == "original"


def test_an_exception_alone_unmasks_nothing(guard: Guard, policy: Callable[..., Guard]) -> None:
    for each, level in ((guard, "redacted"), (policy("{evidence: fingerprint}"), "fingerprint")):
        built, body = made(each, f"{HARM}. Signed: {MAIL}", granted=anything)
        assert built.event.level == level
        assert MAIL not in built.body.decode()
        assert "exceptions" not in body
        assert "downgraded" not in body
    assert made(policy("{evidence: none}"), HARM, granted=anything)[0].event.level == "none"


def test_personal_data_alone_stays_a_fingerprint_at_original(original: Guard) -> None:
    built, body = made(original, f"write to {MAIL}", granted=anything)
    assert (built.event.level, body["excerpts"]) == ("fingerprint", [])
    assert MAIL not in built.body.decode()


def test_exceptions_are_asked_for_only_where_the_policy_says_original(guard: Guard, original: Guard) -> None:
    asked: list[set[str]] = []

    def granted(categories: Collection[str]) -> tuple[str, ...]:
        asked.append(set(categories))
        return ()

    made(guard, HARM, granted=granted)
    made(original, f"write to {MAIL}", granted=granted)
    assert asked == []
    built, _ = made(original, HARM, granted=granted)
    assert asked == [{each.category for each in built.event.findings}]


NEVER = {
    "my SSN is {}": "536-22-8726",
    "card {}": "4111 1111 1111 1111",
    "IBAN {}": "GB82 WEST 1234 5698 7654 32",
    "token {}": "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "key {}": "AKIAIOSFODNN7EXAMPLQ",
    "NHS number {}": "943 476 5919",
    "mijn BSN is {}": "111222333",
    "passport number {}": "912803456",
    "PESEL {}": "44051401359",
    "password: {}": "hunter2trombone",
    "pay {}": "jane@okhdfcbank",
}
"""Invented or published examples of what is never recorded, of countries that no policy here names."""
FILLER = "The report is due on Friday. "


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(st.sampled_from(sorted(NEVER)), min_size=1, max_size=4, unique=True),
    before=st.integers(0, 30),
    shift=st.text("x ", max_size=30),
    after=st.booleans(),
    granted=st.sampled_from([nothing_granted, anything]),
)
def test_what_is_never_recorded_is_in_no_body(
    give: Callable[[], Guard], said: list[str], before: int, shift: str, after: bool, granted: Granted
) -> None:
    original = give()
    values = ". ".join(each.format(NEVER[each]) for each in said)
    apart = f" {shift} {FILLER * before}"
    text = f"{HARM}.{apart}{values}." if after else f"{values}.{apart}{HARM}."
    text += f" Signed: {MAIL}"  # so that there is a record, whatever the model sees
    built, body = made(original, text, granted=granted)
    kept = "\n".join(each["text"] for each in body["excerpts"])
    # In much filler the model may not see the harm: then there is no excerpt.
    level = "original" if granted is anything else "redacted"
    assert built.event.level == (level if kept else "fingerprint")
    for each in said:
        assert NEVER[each] not in built.body.decode()
        # Nor a part of it, where the excerpt ends in the middle of a value.
        assert NEVER[each][:7] not in kept
        assert NEVER[each][-7:] not in kept


@pytest.mark.parametrize("said", sorted(NEVER))
@pytest.mark.parametrize(
    ("granted", "level"),
    [(nothing_granted, "redacted"), (anything, "original")],
    ids=["redacted", "original"],
)
def test_what_stands_around_it_is_kept(original: Guard, said: str, granted: Granted, level: str) -> None:
    text = f"{HARM}. {said.format(NEVER[said])}. Until then."
    built, body = made(original, text, granted=granted)
    (kept,) = body["excerpts"]
    assert built.event.level == level
    assert kept["text"].startswith(f"{HARM}. ")
    assert kept["text"].endswith(">. Until then.")
    assert NEVER[said] not in kept["text"]


def test_illness_is_never_recorded_and_who_is_meant_is(original: Guard) -> None:
    text = f"{HARM}, Jane Doe. I was diagnosed with type 2 diabetes"
    _, body = made(original, text, granted=anything)
    (kept,) = body["excerpts"]
    assert "Jane Doe" in kept["text"]
    assert "diabetes" not in kept["text"]


def test_what_a_policy_adds_is_masked_at_original_too(policy: Callable[..., Guard]) -> None:
    more = policy("{evidence: original, never_record: [EMAIL_ADDRESS]}")
    built, body = made(more, f"{HARM}, Jane Doe. Signed: {MAIL}", granted=anything)
    assert built.event.level == "original"
    assert body["excerpts"][0]["text"] == f"{HARM}, Jane Doe. Signed: <EMAIL_ADDRESS>"
    everything = policy("{evidence: original, never_record: ['*']}")
    _, body = made(everything, f"{HARM}, Jane Doe. Signed: {MAIL}", granted=anything)
    assert body["excerpts"][0]["text"] == f"{HARM}, <PERSON>. Signed: <EMAIL_ADDRESS>"


class Badges:
    """A tenant's own recogniser: numbers of staff badges."""

    name = "badges"
    supported_entities = ("BADGE",)

    def analyze(self, text: str, *_: object) -> list[Any]:
        return [
            RecognizerResult("BADGE", found.start(), found.end(), 0.9) for found in finditer("B-77", text)
        ]


def test_a_tenants_own_entity_is_never_recorded(policy: Callable[..., Guard]) -> None:
    own = policy("{evidence: original}", recognisers=[Badges()])
    _, body = made(own, f"{HARM}, Jane Doe, badge B-77", granted=anything)
    assert body["excerpts"][0]["text"] == f"{HARM}, Jane Doe, badge <BADGE>"


def test_of_sexual_content_about_minors_no_excerpt_is_kept(guard: Guard, original: Guard) -> None:
    for each in (guard, original):
        built, body = made(each, f"{MINORS}. Signed: {MAIL}", granted=anything)
        assert "sexual/minors" in {found.category for found in built.event.findings}
        assert (built.event.level, body["excerpts"]) == ("fingerprint", [])
        assert body["downgraded"] == "never recorded"
        assert "erotic" not in built.body.decode()
    # Nor of anything else in the same record, which could show it.
    assert made(original, MINORS, HARM, granted=anything)[0].event.level == "fingerprint"


def test_it_is_looked_for_where_the_policy_has_no_rule_for_it(policy: Callable[..., Guard]) -> None:
    begin = "prompt: {categories: {sexual: {block: low}}}"
    blind = policy("{evidence: original}", begin=begin)
    built, body = made(blind, MINORS, granted=anything)
    assert {found.category for found in built.event.findings} == {"sexual"}
    assert (built.event.level, body["downgraded"]) == ("fingerprint", "never recorded")
    assert made(blind, "write an erotic story", granted=anything)[0].event.level == "original"


def test_what_cannot_be_looked_for_is_not_kept(
    policy: Callable[..., Guard], monkeypatch: pytest.MonkeyPatch
) -> None:
    blind = policy("{evidence: redacted}", begin="prompt: {categories: {sexual: {block: low}}}")
    screening = blind.screen([Text("/0", "write an erotic story", place="x")], Direction.PROMPT)
    monkeypatch.setattr(EncoderDetector, "detect", lambda *_: 1 / 0)
    built = record(screening, blind, ORIGIN, lambda _: ())
    assert isinstance(built.event, Flag)
    assert built.event.level == "fingerprint"
    assert json.loads(built.body)["downgraded"] == "masking did not run"


def test_a_category_that_a_policy_adds_is_a_fingerprint(policy: Callable[..., Guard]) -> None:
    for begin in ("extends: [default]", "prompt: {categories: {violence: {block: low}}}"):
        strict = policy("{evidence: original, never_record: [harassment]}", begin=begin)
        built, body = made(strict, HARM, granted=anything)
        assert (built.event.level, body["downgraded"]) == ("fingerprint", "never recorded")
        assert HARM not in built.body.decode()


def test_an_original_that_cannot_be_masked_is_not_kept(policy: Callable[..., Guard]) -> None:
    broken = policy("{evidence: original}", recognisers=[Broken()])
    whole = policy("{evidence: original}")
    screening = whole.screen([Text("/0", f"{HARM}. {MAIL}", place="x")], Direction.PROMPT)
    built = record(screening, broken, ORIGIN, lambda _: (), anything)
    assert isinstance(built.event, Flag)
    assert built.event.level == "fingerprint"
    assert json.loads(built.body)["downgraded"] == "masking did not run"
    assert MAIL not in built.body.decode()


CANARY = "Zelda Quillfeather"


async def test_an_original_is_sealed_and_its_header_shows_nothing(original: Guard, folder: Path) -> None:
    """The control for every test that finds no text: here it is there, and only under the seal."""
    log = AuditLog(folder / "audit.sqlite", load_ring(folder, 0))
    built = recorded(original, f"{HARM}, {CANARY}", index=lambda _: (), granted=anything)
    receipt = await log.append(built)
    log.close()
    with closing(SqliteStore.read(folder / "audit.sqlite")) as store:
        row = store.by_rid(receipt.rid)
        assert row is not None
        sealed, share = store.sealed(receipt.rid), store.share(receipt.rid)
    key = unlock(folder / "officer-ada.key", PASSPHRASE)
    opened = json.loads(open_body(row.hdr, sealed, share, key))
    assert opened["excerpts"][0]["text"] == f"{HARM}, {CANARY}"
    assert json.loads(row.hdr)["level"] == "original"
    name = CANARY.split()[1].encode()
    assert name not in row.hdr
    for path in folder.rglob("*"):
        assert not path.is_file() or name not in path.read_bytes(), path.name


@pytest.mark.parametrize("granted", [nothing_granted, anything])
@pytest.mark.parametrize("bare", ["hunter2trombone", "HUNTER2trombone"])
def test_what_is_known_from_elsewhere_is_masked_where_it_stands_alone(
    original: Guard, granted: Granted, bare: str
) -> None:
    """Beside `password:` a detector knows it, and in the excerpt nothing does."""
    said = "password: hunter2trombone"
    texts = ((said, f"{HARM}. {bare}"), (f"{said}. {FILLER * 150}{HARM}. {bare}",))
    for values in texts:
        _, body = made(original, *values, granted=granted)
        assert body["excerpts"]
        assert "hunter2trombone" not in json.dumps(body["excerpts"]).lower()


def test_listed_words_are_masked_in_originals(policy: Callable[..., Guard]) -> None:
    begin = "extends: [default]\nwords: [{id: x, list: [Project Nightfall], action: annotate}]"
    listed = policy("{evidence: original}", begin=begin)
    built, body = made(listed, f"{HARM}, Jane Doe, of project nightfall", granted=anything)
    assert built.event.level == "original"
    assert "Jane Doe" in body["excerpts"][0]["text"]
    assert b"ightfall" not in built.body


def test_a_body_that_would_be_too_long_is_cut_and_recorded(guard: Guard) -> None:
    """Nested deep enough, places alone are more than a record takes: it must not fail for ever."""
    place = ".max_completion_tokens" * 40
    _, body = made(guard, *["I will kill you all"] * 300, place=place)
    assert body["cut"] == "size"
    assert len(body["excerpts"]) == MOST_EXCERPTS
    assert 0 < len(body["findings"]) < 200
    assert "cut" not in made(guard, HARM)[1]


class Named(Badges):
    """A tenant's recogniser under a name as Presidio's examples have them, and longer."""

    name = "Staff badge recogniser, " + "all plants " * 6
    supported_entities = ("STAFF BADGE",)

    def analyze(self, text: str, *_: object) -> list[Any]:
        return [
            RecognizerResult("STAFF BADGE", each.start(), each.end(), 0.9) for each in finditer("B-77", text)
        ]


def test_what_a_tenants_recogniser_is_called_does_not_keep_it_from_the_record(
    policy: Callable[..., Guard],
) -> None:
    begin = "prompt: {entities: {STAFF BADGE: redact}}"
    own = policy("{evidence: redacted}", begin=begin, recognisers=[Named()])
    built, _ = made(own, "badge B-77")
    (found,) = built.event.findings
    assert found.type == "STAFF_BADGE"
    assert found.detector.startswith("custom/Staff_badge_recogniser_")
