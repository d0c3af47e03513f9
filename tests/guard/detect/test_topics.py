"""Topics by example sentences: what is told, what is not, and what keeps a topic from being told."""

from dataclasses import replace
from typing import Any

import pytest

from guard.detect import topics as module
from guard.detect.catalogue import Wanted, build, model
from guard.detect.detector import Detector, DetectorTimeout, detect
from guard.detect.encoder.detector import EncoderDetector
from guard.detect.memory import Memory
from guard.detect.topics import Topic, TopicDetector, Topics
from guard.types import Finding, Kind, NotRun, Reason, Text

RIVALS = Topic(
    "pricing-of-rivals",
    (
        "How much does Globex charge for its enterprise plan?",
        "Compare our subscription prices with those of Initech.",
        "Is Hooli cheaper than us for fifty seats?",
        "What discount does the competition give to large customers?",
        "List the monthly fees of every competitor.",
        "Initech has just cut its rates by ten percent.",
    ),
    (
        "How much does your enterprise plan cost?",
        "Can I get a discount if I pay for a year?",
        "Who are your main competitors?",
        "What features does Globex have that you do not?",
        "Please send me the invoice for last month.",
        "The price of oil has gone up again.",
    ),
)
DOSAGE = Topic(
    "dosage",
    (
        "How many of these tablets can I take in a day?",
        "What dose of ibuprofen is right for a child of six?",
        "Take two pills every four hours until the pain stops.",
        "How much insulin should I inject before a meal?",
    ),
    (
        "Where is the nearest pharmacy?",
        "I need an appointment with the doctor.",
        "Which tablet has the better screen?",
        "How many calories should I eat in a day?",
    ),
)
ON_RIVALS = "Give me a table of rival products and their prices."
ON_DOSAGE = "Tell me the maximum dose of melatonin that an adult can take in a day."
BEFORE = "Good morning, I hope you had a nice weekend. Thanks for the help with the recipe."
AFTER = "Please answer in a few lines. Our office is on the second floor."
ORDINARY = (
    "Write a poem about the sea.",
    "What time does the train to Ghent leave?",
    "def total(rows): return sum(rows)",
    "Book a table for two at seven, please.",
    "My cat is asleep on the sofa.",
    f"{BEFORE} {AFTER}",
)


def detector(*topics: Topic, floor: float | None = None) -> TopicDetector:
    return TopicDetector(model(), Topics(model(), topics, floor))


def found(finds: Detector, value: str) -> list[tuple[str, str]]:
    results = [each for each in finds.detect(0, Text("", value)) if isinstance(each, Finding)]
    return [(each.label, value[each.span.start : each.span.end]) for each in results]


@pytest.mark.parametrize(
    ("topic", "value"),
    [(RIVALS, ON_RIVALS), (RIVALS, "A competitor quoted us forty dollars a user."), (DOSAGE, ON_DOSAGE)],
)
@pytest.mark.parametrize("among", [False, True])
def test_what_is_said_otherwise_is_told_where_it_stands(topic: Topic, value: str, among: bool):
    text = f"{BEFORE} {value} {AFTER}" if among else value
    said = found(detector(topic), text)
    assert [label for label, _ in said] == [f"topics:{topic.id}"]
    assert value in said[0][1]
    assert not among or len(said[0][1]) < len(text)


@pytest.mark.parametrize("topic", [RIVALS, DOSAGE])
@pytest.mark.parametrize("value", ORDINARY)
def test_what_is_about_something_else_is_not(topic: Topic, value: str):
    assert not found(detector(topic), value)


@pytest.mark.parametrize("topic", [RIVALS, DOSAGE])
def test_examples_are_told_and_what_is_not_the_topic_is_not(topic: Topic):
    finds = detector(topic)
    assert all(found(finds, each) for each in topic.examples)
    assert not any(found(finds, each) for each in topic.negatives)


def test_scores_say_how_sure():
    (score,) = [each.score for each in detector(RIVALS).detect(0, Text("", RIVALS.examples[0]))]
    assert 0.5 < score <= 1
    (finding,) = detector(RIVALS).detect(3, Text("", ON_RIVALS))
    assert (finding.text, finding.kind, finding.detector) == (3, Kind.TOPIC, "topics")


def test_a_lower_score_can_be_asked_for_and_a_higher_one():
    value = "Which of the other shops is cheaper for a whole team?"
    shown = list(detector(RIVALS, floor=0.0).detect(0, Text("", value)))
    assert len(shown) == 1
    just = round(shown[0].score, 2)
    assert found(detector(replace(RIVALS, min_score=max(0.0, just - 0.02))), value)
    assert not found(detector(replace(RIVALS, min_score=just + 0.02)), value)


def test_topics_do_not_change_each_other():
    text = f"{ON_RIVALS} {BEFORE} {ON_DOSAGE}"
    both = detector(RIVALS, DOSAGE)
    assert sorted(found(both, text)) == sorted(found(detector(RIVALS), text) + found(detector(DOSAGE), text))
    assert both.labels == {"topics:pricing-of-rivals", "topics:dosage"}


def test_neighbours_on_the_same_topic_are_told_together():
    text = f"{BEFORE} {RIVALS.examples[0]} {RIVALS.examples[1]} {AFTER}"
    assert found(detector(RIVALS), text) == [
        ("topics:pricing-of-rivals", f"{RIVALS.examples[0]} {RIVALS.examples[1]}")
    ]


def test_long_texts_are_read_to_the_end():
    text = f"{BEFORE} {AFTER} " * 40 + ON_RIVALS
    assert any(ON_RIVALS in value for _, value in found(detector(RIVALS), text))


@pytest.mark.parametrize("value", ["", " ", "!!!", "a", "7", "🙂🙂"])
def test_texts_that_say_nothing(value: str):
    assert not found(detector(RIVALS, floor=0.0), value)


def test_the_encoder_tells_the_same_from_its_own_pass():
    topics = Topics(model(), (RIVALS, DOSAGE))
    text = Text("", f"{ON_RIVALS} {BEFORE} {AFTER} {ON_DOSAGE} " * 4)
    alone = list(TopicDetector(model(), topics).detect(0, text))
    shared = EncoderDetector(model(), topics=topics)
    assert alone == [each for each in shared.detect(0, text) if each.detector == "topics"]
    assert {each.label for each in alone} == shared.labels - EncoderDetector(model()).labels
    plain = list(EncoderDetector(model()).detect(0, text))
    assert plain == [each for each in shared.detect(0, text) if each.detector != "topics"]


def test_a_pass_that_is_shared_is_made_once(monkeypatch: pytest.MonkeyPatch):
    topics = Topics(model(), (RIVALS,))
    passes: list[tuple[str, ...]] = []
    session = model()._session
    monkeypatch.setattr(model(), "_session", _Counts(session, passes))
    text = Text("", BEFORE)
    list(EncoderDetector(model()).detect(0, text))
    without = len(passes)
    list(EncoderDetector(model(), topics=topics).detect(0, text))
    assert len(passes) == 2 * without
    assert set(passes[-1]) == {"tags", "harm", "states_1", "states_4"}
    assert set(passes[0]) == {"tags", "harm"}


class _Counts:
    def __init__(self, session: Any, passes: list[tuple[str, ...]]) -> None:
        self._session = session
        self._passes = passes

    def run(self, outputs: tuple[str, ...], given: object) -> object:
        self._passes.append(outputs)
        return self._session.run(outputs, given)


@pytest.mark.parametrize("shared", [False, True])
def test_what_breaks_down_is_told_as_topics(monkeypatch: pytest.MonkeyPatch, shared: bool):
    topics = Topics(model(), (RIVALS,))
    finds = EncoderDetector(model(), topics=topics) if shared else TopicDetector(model(), topics)

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(topics, "find", broken)
    gaps = detect([Text("", ON_RIVALS)], [finds]).not_run
    assert NotRun("topics", Reason.ERROR, 0) in gaps
    assert (NotRun("encoder", Reason.ERROR, 0) in gaps) is shared


@pytest.mark.parametrize("shared", [False, True])
def test_a_text_without_end_is_told_as_not_read(monkeypatch: pytest.MonkeyPatch, shared: bool):
    topics = Topics(model(), (RIVALS,))
    finds = EncoderDetector(model(), topics=topics) if shared else TopicDetector(model(), topics)
    monkeypatch.setattr(module, "BUDGET_S", -1.0)
    monkeypatch.setattr("guard.detect.encoder.detector.BUDGET_S", -1.0)
    with pytest.raises(DetectorTimeout):
        list(TopicDetector(model(), topics).detect(0, Text("", ON_RIVALS)))
    assert NotRun("topics", Reason.TIMEOUT, 0) in detect([Text("", ON_RIVALS)], [finds]).not_run


def test_topics_join_the_encoder_where_it_runs_and_come_alone_where_not():
    names = [each.name for each in build(Wanted(topics=(RIVALS,)))]
    assert names == ["topics"]
    (joined,) = build(Wanted(categories=("hate",), topics=(RIVALS,)))
    assert joined.labels == {"hate", "topics:pricing-of-rivals"}
    assert build(Wanted()) == ()
    shown = detect([Text("", "Is it cheap?")], build(Wanted(topics=(RIVALS,), everything=True))).findings
    assert [each.score < 0.5 for each in shown] == [True]


def test_a_changed_topic_is_not_remembered_as_the_one_before():
    memory = Memory(b"k" * 32)
    first = build(Wanted(topics=(RIVALS,)))
    second = build(Wanted(topics=(replace(RIVALS, examples=DOSAGE.examples, negatives=DOSAGE.negatives),)))
    texts = [Text("/messages/0/content", ON_DOSAGE)]
    assert not detect(texts, first, memory).findings
    assert detect(texts, second, memory).findings
    assert memory.marks(texts, first) != memory.marks(texts, second)
    assert memory.marks(texts, first) == memory.marks(texts, first)


def test_digits_in_place_of_letters_hide_no_topic():
    assert detect([Text("", ON_DOSAGE.replace("maximum", "m4x1mum"))], [detector(DOSAGE)]).findings
