"""A further detector asks in time, or says that it did not run: for each Text on its own."""

import threading
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from guard.detect.remote.adapter import Answer, Found, Nonsense
from guard.detect.remote.azure_text_analyze import AzureTextAnalyze
from guard.detect.remote.breaker import State
from guard.detect.remote.client import Failed, Rejected
from guard.detect.remote.detector import PluggedDetector
from guard.types import Direction, Finding, Kind, NotRun, Reason, Severity, Span, Text

Make = Callable[..., PluggedDetector]
LABELS = ("PROJECT", "hate", "rude")
RUDE = {"rude": "harassment"}


def told(*findings: dict[str, Any]) -> dict[str, Any]:
    return {"findings": list(findings)}


def always(*findings: dict[str, Any]) -> Callable[[Any, float], Any]:
    """Tell the same of every text."""
    return lambda question, _: {"results": [told(*findings) for _ in question["texts"]]}


def texts(*values: str) -> list[tuple[int, Text]]:
    return [(at, Text("", value)) for at, value in enumerate(values)]


def test_what_is_found_is_a_finding_like_any_other(detector: Make):
    made = detector(
        always(
            {"label": "PROJECT", "start": 1, "end": 3, "score": 0.5},
            {"label": "hate", "severity": "low"},
            {"label": "rude", "start": 0, "end": 2},
        ),
        labels=LABELS,
        mapping=RUDE,
        severity=Severity.MEDIUM,
    )
    assert made.labels == {"PROJECT", "hate", "harassment"}
    assert list(made.detect(7, Text("", "abcd"))) == [
        Finding(7, Span(1, 3), "PROJECT", Kind.ENTITY, 0.5, "ours"),
        Finding(7, Span(0, 4), "hate", Kind.CATEGORY, 1.0, "ours", Severity.LOW),
        Finding(7, Span(0, 2), "harassment", Kind.CATEGORY, 1.0, "ours", Severity.MEDIUM),
    ]


def test_the_severity_of_an_entity_and_harm_that_is_safe_count_for_nothing(detector: Make):
    made = detector(
        always({"label": "PROJECT", "severity": "high"}, {"label": "hate", "severity": "safe"}), labels=LABELS
    )
    (found,) = made.detect(0, Text("", "ab"))
    assert isinstance(found, Finding)
    assert (found.label, found.severity) == ("PROJECT", Severity.SAFE)


def test_a_label_nobody_declared_is_a_gap_and_never_a_label(detector: Make):
    made = detector(always({"label": "canary text of somebody"}, {"label": "PROJECT"}), labels=LABELS)
    found, gap = made.detect(0, Text("", "ab"))
    assert isinstance(found, Finding)
    assert gap == NotRun("ours", Reason.ERROR, 0)
    assert "canary" not in repr((found, gap))


def test_texts_are_asked_about_together_and_the_direction_goes_with_them(detector: Make):
    asked: list[Any] = []

    def ask(question: Any, _: float) -> Any:
        asked.append(question)
        return {"results": [told({"label": "PROJECT", "start": 0, "end": 1})] * len(question["texts"])}

    made = detector(ask, labels=LABELS, direction=Direction.COMPLETION, concurrency=1)
    found = list(made.detect_all(texts(*(f"text {at}" for at in range(70)))))
    assert [len(each["texts"]) for each in asked] == [32, 32, 6]
    assert {each["direction"] for each in asked} == {"completion"}
    assert [each.text for each in found] == list(range(70))


def test_what_is_empty_or_no_text_is_not_asked_about(detector: Make):
    asked: list[Any] = []
    made = detector(lambda question, _: asked.append(question), labels=LABELS)
    listed = [(0, Text("", "")), (1, Text("", " \n")), (2, Text("", "https://example.com/x.png", False))]
    assert list(made.detect_all(listed)) == []
    assert list(made.detect_all([])) == []
    assert asked == []


def azure(level: int) -> dict[str, Any]:
    names = ("Hate", "SelfHarm", "Sexual", "Violence")
    return {"categoriesAnalysis": [{"category": each, "severity": level} for each in names]}


def test_long_texts_are_cut_and_places_counted_in_the_whole(detector: Make):
    value = "word " * 5000 + "\U0001f600 bad " + "word " * 2000
    seen: list[str] = []

    def ask(question: Any, _: float) -> Any:
        seen.append(question["text"])
        return azure(4 if "bad" in question["text"] else 0)

    made = detector(ask, AzureTextAnalyze())
    found = [each for each in made.detect_all([(3, Text("", value))]) if isinstance(each, Finding)]
    assert len(seen) > 3
    assert max(map(len, seen)) <= 10_000
    assert {each.label for each in found} == {"hate", "self_harm", "sexual", "violence"}
    for each in found:
        assert each.text == 3
        assert "bad" in value[each.span.start : each.span.end]
        assert value[each.span.start : each.span.end] in seen


def test_a_text_may_be_cut_where_the_policy_says(detector: Make):
    seen: list[str] = []

    def ask(question: Any, _: float) -> Any:
        seen.extend(question["texts"])
        return {"results": [told()] * len(question["texts"])}

    list(detector(ask, labels=LABELS, max_chars=100).detect(0, Text("", "word " * 100)))
    assert max(map(len, seen)) <= 100
    assert len(seen) > 4


def test_calls_of_one_message_go_side_by_side(detector: Make):
    together = threading.Barrier(3)

    def ask(_: Any, __: float) -> Any:
        together.wait(20)
        return azure(0)

    assert list(detector(ask, AzureTextAnalyze(), concurrency=3).detect_all(texts("a", "b", "c"))) == []


@pytest.mark.parametrize(
    ("raised", "reason", "counted"),
    [
        (TimeoutError(), Reason.TIMEOUT, True),
        (Failed(), Reason.ERROR, True),
        (Rejected(), Reason.ERROR, False),
        (Nonsense(), Reason.ERROR, False),
    ],
)
def test_a_call_that_fails_is_a_gap_for_its_texts_only(
    detector: Make, raised: Exception, reason: Reason, counted: bool
):
    def ask(question: Any, _: float) -> Any:
        if question["text"] == "bad":
            raise raised
        return azure(0)

    made = detector(ask, AzureTextAnalyze(), failures=1)
    assert list(made.detect_all(texts("bad"))) == [NotRun("ours", reason, 0)]
    assert (made.line.standing() is State.OPEN) == counted
    if not counted:
        assert list(made.detect_all(texts("a", "bad", "c"))) == [NotRun("ours", reason, 1)]


@pytest.mark.parametrize("reply", [None, [], {}, {"results": []}, {"results": "canary"}, "canary", 3])
def test_a_reply_of_another_shape_is_a_gap_for_all_of_its_texts(detector: Make, reply: Any):
    made = detector(lambda *_: reply, labels=LABELS)
    found = list(made.detect_all(texts("a", "b")))
    assert found == [NotRun("ours", Reason.ERROR, 0), NotRun("ours", Reason.ERROR, 1)]
    assert "canary" not in repr(found)


def test_a_detector_that_hangs_is_out_of_time_and_the_next_call_waits_no_longer(detector: Make):
    go = threading.Event()

    def ask(_: Any, __: float) -> Any:
        go.wait(60)
        return {"results": [told()]}

    made = detector(ask, labels=LABELS, timeout_s=0.05, concurrency=1, failures=2)
    try:
        assert list(made.detect_all(texts("a"))) == [NotRun("ours", Reason.TIMEOUT, 0)]
        # The one thread is taken: this one never begins, which says nothing about the detector.
        assert list(made.detect_all(texts("b"))) == [NotRun("ours", Reason.TIMEOUT, 0)]
        assert made.line.standing() is State.CLOSED
    finally:
        go.set()


def test_one_that_hangs_for_good_costs_its_time_now_and_then_only(detector: Make, clock: Any):
    go = threading.Event()

    def ask(_: Any, __: float) -> Any:
        go.wait(60)
        return {"results": [told()]}

    made = detector(ask, labels=LABELS, timeout_s=0.02, concurrency=1, failures=1, open_s=10.0, clock=clock)
    try:
        assert list(made.detect_all(texts("a"))) == [NotRun("ours", Reason.TIMEOUT, 0)]
        assert list(made.detect_all(texts("a"))) == [NotRun("ours", Reason.MISSING, 0)]
        clock.now += 10
        # The trial finds its only thread taken; the next one is as far away as after any other.
        assert list(made.detect_all(texts("a"))) == [NotRun("ours", Reason.TIMEOUT, 0)]
        assert list(made.detect_all(texts("a"))) == [NotRun("ours", Reason.MISSING, 0)]
    finally:
        go.set()


def test_of_a_long_message_one_call_is_the_trial(detector: Make, clock: Any):
    asked: list[Any] = []

    def ask(question: Any, _: float) -> Any:
        asked.append(question)
        return azure(0)

    made = detector(ask, AzureTextAnalyze(), failures=1, clock=clock)
    made.line.breaker.done(good=False)
    clock.now += 10
    assert list(made.detect_all(texts("a", "b", "c"))) == [
        NotRun("ours", Reason.MISSING, 1),
        NotRun("ours", Reason.MISSING, 2),
    ]
    assert len(asked) == 1
    assert list(made.detect_all(texts("a", "b", "c"))) == []


def test_an_open_breaker_asks_nobody_until_one_call_is_good(detector: Make, clock: Any):
    asked: list[Any] = []
    down = True

    def ask(question: Any, _: float) -> Any:
        asked.append(question)
        if down:
            raise Failed
        return {"results": [told()]}

    made = detector(ask, labels=LABELS, failures=3, open_s=10.0, clock=clock)
    for _ in range(3):
        assert list(made.detect_all(texts("a"))) == [NotRun("ours", Reason.ERROR, 0)]
    for _ in range(3):
        assert list(made.detect_all(texts("a", "b"))) == [
            NotRun("ours", Reason.MISSING, 0),
            NotRun("ours", Reason.MISSING, 1),
        ]
    assert len(asked) == 3
    clock.now += 10
    assert made.line.standing() is State.HALF_OPEN
    assert list(made.detect_all(texts("a"))) == [NotRun("ours", Reason.ERROR, 0)]
    assert list(made.detect_all(texts("a"))) == [NotRun("ours", Reason.MISSING, 0)]
    clock.now += 10
    down = False
    assert list(made.detect_all(texts("a"))) == []
    assert made.line.standing() is State.CLOSED
    assert len(asked) == 5


def test_a_text_that_is_refused_again_and_again_switches_nothing_off(detector: Make):
    def ask(_: Any, __: float) -> Any:
        raise Rejected

    made = detector(ask, labels=LABELS, failures=2)
    for _ in range(10):
        assert list(made.detect_all(texts("odd"))) == [NotRun("ours", Reason.ERROR, 0)]
    assert made.line.standing() is State.CLOSED


def test_an_adapter_with_a_bug_is_told_to_the_loop(detector: Make):
    class Broken:
        vocabulary: ClassVar = {"A": "A"}
        several = 1
        longest = 0

        def question(self, texts: Any, direction: Direction) -> Any:
            return {}

        def answers(self, reply: Any, texts: Any) -> list[Answer]:
            return [Answer((Found("A"),)), Answer()]  # one too many

    with pytest.raises(ValueError, match="zip"):
        list(detector(lambda *_: {}, Broken()).detect_all(texts("a")))
