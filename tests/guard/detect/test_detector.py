"""The loop over detectors: everything is looked at, and what fails is told."""

import base64
import time
from collections.abc import Iterator, Sequence

import pytest

from guard.detect import detector
from guard.detect.catalogue import Wanted, build
from guard.detect.detector import BUDGET_S, DetectorTimeout, detect
from guard.detect.memory import Memory
from guard.types import NOT_SCANNABLE, PROVIDER_SEALED, Finding, Kind, NotRun, Reason, Span, Text

CANARY = "Zelda Quillfeather"


class Finds:
    """Finds its word wherever it begins a text; then does what it is told."""

    def __init__(self, name: str, then: Exception | NotRun | None = None) -> None:
        self.name = name
        self.labels = frozenset(("WORD",))
        self.seen: list[tuple[int, str]] = []
        self._then = then

    def detect(self, index: int, text: Text) -> Iterator[Finding | NotRun]:
        self.seen.append((index, text.value))
        yield Finding(index, Span(0, 1), "WORD", Kind.ENTITY, 0.5, self.name)
        if isinstance(self._then, NotRun):
            yield self._then
        elif self._then is not None:
            raise self._then


def text(value: str, *, scannable: bool = True) -> Text:
    return Text("", value, scannable)


def test_every_detector_sees_every_text():
    one, other = Finds("one"), Finds("other")
    found = detect([text("a"), text("b")], [one, other])
    assert one.seen == other.seen == [(0, "a"), (1, "b")]
    assert sorted((each.text, each.detector) for each in found.findings) == [
        (0, "one"),
        (0, "other"),
        (1, "one"),
        (1, "other"),
    ]
    assert found.not_run == ()


def test_empty_texts_are_skipped_and_nothing_is_fine():
    one = Finds("one")
    assert detect([text("")], [one]).findings == ()
    assert detect([], [one]).findings == ()
    assert detect([text("a")], []).findings == ()
    assert one.seen == []


@pytest.mark.parametrize(
    ("raised", "reason"),
    [
        (DetectorTimeout(CANARY), Reason.TIMEOUT),
        (ValueError(CANARY), Reason.ERROR),
        (KeyError(CANARY), Reason.ERROR),
        (RecursionError(), Reason.ERROR),
        (MemoryError(), Reason.ERROR),
        (TimeoutError(), Reason.ERROR),
    ],
)
def test_a_detector_that_raises_did_not_run_and_the_others_did(raised: Exception, reason: Reason):
    found = detect([text(CANARY), text("b")], [Finds("bad", raised), Finds("good")])
    assert found.not_run == (NotRun("bad", reason, 0), NotRun("bad", reason, 1))
    assert [each.detector for each in found.findings] == ["bad", "good", "bad", "good"]
    assert CANARY not in repr(found)


def test_a_detector_that_raises_before_it_yields_did_not_run():
    class Broken(Finds):
        def detect(self, index: int, text: Text) -> Iterator[Finding | NotRun]:
            raise ValueError(text.value)

    assert detect([text("a")], [Broken("bad")]).not_run == (NotRun("bad", Reason.ERROR, 0),)


def test_a_gap_given_by_a_detector_is_kept():
    gap = NotRun("one/part", Reason.TRUNCATED, 0)
    found = detect([text("a")], [Finds("one", gap)])
    assert found.not_run == (gap,)
    assert len(found.findings) == 1


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_a_signal_is_no_finding(stop: type[BaseException]):
    class Stops(Finds):
        def detect(self, index: int, text: Text) -> Iterator[Finding | NotRun]:
            raise stop

    with pytest.raises(stop):
        detect([text("a")], [Stops("x")])


@pytest.mark.parametrize(("value", "end"), [("", 1), ("https://example.com", 19)])
def test_what_cannot_be_scanned_is_a_finding_and_is_scanned_as_far_as_it_is_text(value: str, end: int):
    one = Finds("one")
    found = detect([text("a"), text(value, scannable=False)], [one])
    assert found.findings[0] == Finding(1, Span(0, end), NOT_SCANNABLE, Kind.ENTITY, 1.0, "wire")
    assert ((1, value) in one.seen) == bool(value)


def test_what_a_provider_sealed_is_told_apart():
    sealed = Text("/a", "", scannable=False, sealed=True)
    assert [each.label for each in detect([sealed, text("", scannable=False)], []).findings] == [
        PROVIDER_SEALED,
        NOT_SCANNABLE,
    ]


def test_all_detectors_together_have_so_much_time(monkeypatch: pytest.MonkeyPatch):
    clock = iter(range(0, 1000, 6))
    first, last = Finds("first"), Finds("last")
    with monkeypatch.context() as patched:
        patched.setattr(time, "monotonic", lambda: next(clock))
        found = detect([text("a"), text("b"), text("c")], [first, last])
    assert BUDGET_S == 20
    assert [value for _, value in first.seen] == ["a", "b", "c"]
    assert last.seen == []
    assert found.not_run == tuple(NotRun("last", Reason.TIMEOUT, index) for index in range(3))


def test_a_reading_that_breaks_is_a_gap_and_the_text_is_read_all_the_same(monkeypatch: pytest.MonkeyPatch):
    def broken(_: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(detector, "fold", broken)
    detection = detect([Text("", "4111 1111 1111 1111")], build(Wanted(entities=("CREDIT_CARD",))))
    assert detection.not_run == (NotRun("fold", Reason.ERROR, 0),)
    assert [each.label for each in detection.findings] == ["CREDIT_CARD"]


def test_what_is_encoded_too_deep_is_a_gap():
    text = "jane@example.org"
    for _ in range(4):
        text = base64.b64encode(text.encode()).decode()
    assert NotRun("fold", Reason.TRUNCATED, 0) in detect([Text("", text)], ()).not_run


class Elsewhere(Finds):
    """Asks about all Texts at once, and says when."""

    def __init__(
        self, log: list[str], results: list[Finding | NotRun], then: Exception | None = None
    ) -> None:
        super().__init__("elsewhere")
        self.log = log
        self.results = results
        self.failure = then

    def detect_all(self, texts: Sequence[tuple[int, Text]]) -> Iterator[Finding | NotRun]:
        self.log.append(f"asked about {[(index, each.value) for index, each in texts]}")
        return self._wait()

    def _wait(self) -> Iterator[Finding | NotRun]:
        self.log.append("waited for")
        yield from self.results
        if self.failure is not None:
            raise self.failure


class Here(Finds):
    def __init__(self, log: list[str]) -> None:
        super().__init__("here")
        self.log = log

    def detect(self, index: int, text: Text) -> Iterator[Finding | NotRun]:
        self.log.append(f"looked at {text.value}")
        yield from ()


def hit(index: int) -> Finding:
    return Finding(index, Span(0, 1), "WORD", Kind.ENTITY, 0.5, "elsewhere")


def test_who_is_asked_elsewhere_is_asked_once_for_all_and_first():
    log: list[str] = []
    found = detect([text("a"), text("b")], [Here(log), Elsewhere(log, [hit(1)])])
    assert log == ["asked about [(0, 'a'), (1, 'b')]", "looked at a", "looked at b", "waited for"]
    assert found.findings == (hit(1),)
    assert found.not_run == ()


def test_further_readings_stay_here():
    log: list[str] = []
    hidden = base64.b64encode(b"jane@example.org is here").decode()
    detect([text(hidden)], [Here(log), Elsewhere(log, [])])
    assert "looked at jane@example.org is here" in log
    assert log[0] == f"asked about [(0, '{hidden}')]"


@pytest.mark.parametrize(
    ("results", "then", "gaps"),
    [
        ([], ValueError(CANARY), {0, 1}),
        ([NotRun("elsewhere", Reason.TIMEOUT, 1)], None, {1}),
        ([NotRun("elsewhere", Reason.TIMEOUT)], None, {None}),
        ([hit(7)], None, {0, 1}),  # a Text that nobody gave
    ],
)
def test_what_fails_elsewhere_is_a_gap(
    results: list[Finding | NotRun], then: Exception | None, gaps: set[int | None]
):
    found = detect([text("a"), text("b")], [Elsewhere([], [hit(0), *results], then)])
    assert found.findings == (hit(0),)
    assert {each.text for each in found.not_run} == gaps
    assert CANARY not in repr(found)


def test_who_cannot_be_asked_at_all_is_a_gap():
    class Broken(Elsewhere):
        def detect_all(self, texts: Sequence[tuple[int, Text]]) -> Iterator[Finding | NotRun]:
            raise RuntimeError(CANARY)

    found = detect([text("a")], [Broken([], [])])
    assert found.not_run == (NotRun("elsewhere", Reason.ERROR, 0),)


def test_a_gap_elsewhere_is_not_remembered_and_what_is_found_is():
    memory = Memory(b"k" * 32)
    log: list[str] = []
    down = Elsewhere(log, [NotRun("elsewhere", Reason.ERROR, 0)])
    detect([text("a"), text("b")], [down], memory)
    detect([text("a"), text("b")], [down], memory)
    asked = [each for each in log if each.startswith("asked")]
    assert asked == ["asked about [(0, 'a'), (1, 'b')]", "asked about [(0, 'a')]"]
