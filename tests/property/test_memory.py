"""Memory: with it, every message of every chat is found to hold what it holds without it."""

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from guard.detect.catalogue import Wanted, build
from guard.detect.detector import Detector, detect
from guard.detect.memory import Memory
from guard.types import Finding, Kind, NotRun, Reason, Span, Text

PIECES = ("Nadia", "Okafor", "Nadia Okafor", "ssn", "536904399", "536-90-4399", "ok", "!", "?", "é😀", "\x00")
POINTERS = ("/messages/{}/content", "/messages/{}/content#/ssn", "/orders/{}/number", "/{}")


class Moody:
    """Knows a name, and breaks down where it is shouted at."""

    name = "moody"
    labels = frozenset(("PERSON",))

    def detect(self, index: int, text: Text) -> Iterator[Finding | NotRun]:
        start = text.value.find("Nadia Okafor")
        if start >= 0:
            yield Finding(index, Span(start, start + 12), "PERSON", Kind.ENTITY, 0.9, self.name)
        if "?" in text.value:
            yield NotRun("moody/part", Reason.TRUNCATED, index)
        if "!" in text.value:
            raise ValueError


DETECTORS: tuple[Detector, ...] = (*build(Wanted(entities=("US_SSN",))), Moody())
VALUES = st.lists(st.sampled_from(PIECES), max_size=4).map(" ".join)
TEXTS = st.builds(
    lambda pointer, at, value, scannable: Text(pointer.format(at), value, scannable),
    st.sampled_from(POINTERS),
    st.integers(0, 12),
    VALUES,
    st.sampled_from([True, True, True, False]),
)


@given(st.lists(st.lists(TEXTS, max_size=6), max_size=5), st.sampled_from([0, 4_000, 12_000, 1 << 20]))
@settings(deadline=None, max_examples=150)
def test_any_messages_in_any_order_are_found_to_hold_the_same(turns: list[list[Text]], limit: int):
    memory = Memory(b"k" * 32, limit)
    for texts in turns:
        assert detect(texts, DETECTORS, memory) == detect(texts, DETECTORS)


@given(st.lists(VALUES, min_size=1, max_size=6), st.integers(0, 5), st.sampled_from([6_000, 1 << 20]))
@settings(deadline=None, max_examples=100)
def test_a_chat_that_grows_and_loses_its_beginning(values: list[str], lost: int, limit: int):
    memory = Memory(b"k" * 32, limit)
    for end in range(1, len(values) + 1):
        for start in (0, min(lost, end - 1)):
            texts = [Text(f"/messages/{at}/content", value) for at, value in enumerate(values[start:end])]
            assert detect(texts, DETECTORS, memory) == detect(texts, DETECTORS)


@given(st.lists(TEXTS, min_size=1, max_size=6))
@settings(deadline=None, max_examples=100)
def test_only_what_ran_to_its_end_is_remembered(texts: list[Text]):
    memory = Memory(b"k" * 32)
    gaps = {each.text for each in detect(texts, DETECTORS, memory).not_run}
    known = memory.recall(memory.marks(texts, DETECTORS))
    assert [each is None for each in known] == [at in gaps for at in range(len(texts))]
