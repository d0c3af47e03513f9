"""What is remembered of Texts: enough to find the same again, bounded, and never what they said."""

import gc
import threading
import time
import tracemalloc
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from guard.detect.detector import Detection, detect
from guard.detect.memory import KEPT_S, LIMIT, Memory, Shelf, placed
from guard.types import NOT_SCANNABLE, Finding, Kind, NotRun, Reason, Severity, Span, Text

KEY = b"k" * 32
CANARY = "Zelda Quillfeather"
DETECTORS = (object(),)


def finding(index: int = 0, start: int = 0, label: str = "WORD", detector: str = "finds") -> Finding:
    return Finding(index, Span(start, start + 5), label, Kind.ENTITY, 0.9, detector)


def mark(number: int) -> bytes:
    return number.to_bytes(20, "big")


def texts(*values: str) -> list[Text]:
    return [Text(f"/messages/{at}/content", value) for at, value in enumerate(values)]


class Finds:
    """Finds names where they stand, and remembers what it was asked; breaks down on an exclamation mark."""

    name = "finds"
    labels = frozenset(("PERSON",))

    def __init__(self, *names: str) -> None:
        self.seen: list[str] = []
        self._names = names

    def detect(self, index: int, text: Text) -> Iterator[Finding | NotRun]:
        self.seen.append(text.value)
        for name in self._names:
            if (at := text.value.find(name)) >= 0:
                yield Finding(
                    index,
                    Span(at, at + len(name)),
                    "PERSON",
                    Kind.ENTITY,
                    0.9,
                    self.name,
                    validated=True,
                    by_context=True,
                )
        if "?" in text.value:
            yield NotRun("part", Reason.TRUNCATED, index)
        if "!" in text.value:
            raise ValueError(text.value)


def test_what_is_kept_is_recalled_and_nothing_else():
    memory = Memory(KEY)
    assert memory.recall([mark(1)]) == [None]
    memory.keep({mark(1): (finding(),), mark(2): ()})
    assert memory.recall([mark(2), mark(3), mark(1)]) == [(), None, (finding(),)]
    memory.keep({mark(1): ()})
    assert memory.recall([mark(1)]) == [()]
    assert len(memory) == 2


def test_what_was_not_asked_for_the_longest_is_forgotten():
    entry = Memory(KEY)
    entry.keep({mark(0): ()})
    memory = Memory(KEY, 20 * entry.used)
    for number in range(8):
        memory.keep({mark(number): ()})
    for number in range(8, 1000):
        assert memory.recall([mark(0)]) == [()]
        memory.keep({mark(number): ()})
    assert memory.recall([mark(999)]) == [()]
    assert memory.recall(map(mark, range(1, 8))) == [None] * 7


@pytest.mark.parametrize("limit", [0, 1, 100, 10_000, 100_000])
def test_it_never_takes_more_than_it_may(limit: int):
    memory = Memory(KEY, limit)
    empty = memory.used
    for number in range(600):
        memory.keep({mark(number): tuple(finding(start=at) for at in range(number % 7))})
        assert memory.used <= max(limit, empty)
    assert bool(len(memory)) == (limit >= 10_000)


def test_one_text_never_drives_out_the_rest():
    memory = Memory(KEY, 50_000)
    memory.keep({mark(1): (finding(),)})
    memory.keep({mark(2): tuple(finding(start=at) for at in range(1_000))})
    assert memory.recall([mark(1), mark(2)]) == [(finding(),), None]


@pytest.mark.parametrize("shared", [True, False])
def test_it_takes_no_more_than_it_says(shared: bool):
    memory = Memory(KEY)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        said = memory.used
        for number in range(2_000):
            label = "WORD" if shared else f"LABEL_{number}"
            found = [
                Finding(
                    700 + number, Span(1_000 + at, 2_000 + at), label, Kind.ENTITY, at / 7, f"d{label[5:]}"
                )
                for at in range(number % 5)
            ]
            memory.keep({mark(number): tuple(found)})
        del found, label
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(memory) == 2_000
    assert after - before <= memory.used - said <= LIMIT
    assert memory.used - said < 4 * (after - before)


def test_it_shows_how_much_there_is_and_not_what():
    memory = Memory(b"a key that nobody may see", 50_000)
    detect(texts(CANARY), [Finds(CANARY)], memory)
    assert repr(memory) == f"Memory(Shelf(texts=1, used={memory.used}, limit=50000))"


def reached(root: object, beyond: Iterable[object]) -> list[Any]:
    """Everything an object holds on to, but for types, functions and what lies beyond."""
    known, waiting = {id(each) for each in beyond}, [root]
    found = []
    while waiting:
        each = waiting.pop()
        if id(each) in known or isinstance(each, type) or callable(each):
            continue
        known.add(id(each))
        found.append(each)
        waiting += gc.get_referents(each)
    return found


def test_no_value_and_no_name_is_in_it():
    memory, finds = Memory(KEY), Finds(CANARY)
    said = [Text(f"/tools/0/{CANARY}/x", f"I am {CANARY}"), Text("/messages/0/content", CANARY)]
    assert len(detect(said, [finds], memory).findings) == 2
    held = reached(memory, [finds])
    assert len(memory) == 2
    assert "PERSON" in held
    spelt = [each if isinstance(each, bytes) else str(each).encode() for each in held]
    assert not any(part.encode() in each for each in spelt for part in CANARY.split())


@pytest.mark.parametrize(
    "other",
    [
        Text("/messages/0/content", "a!"),
        Text("/messages/0/content", "A"),
        Text("/messages/0/content", "a", scannable=False),
        Text("/messages/0/ssn", "a"),
        Text("/ssn/0/content", "a"),
        Text("/messages/0/content#/ssn", "a"),
        Text("/messages/0", "contenta"),
        Text("/messages/0/contenta", ""),
        Text("", "/messages/contenta"),
        Text("", ""),
        Text("/messages/0/content", "\ud800"),
    ],
)
def test_texts_that_detectors_may_read_differently_are_different(other: Text):
    one, another = Memory(KEY).marks([Text("/messages/0/content", "a"), other], DETECTORS)
    assert one != another


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Text("/messages/0/content", "a"), Text("/messages/17/content", "a")),
        (Text("/messages/0/content/1/text", "a", place="x"), Text("/messages/3/content/0/text", "a")),
        (Text("/\udfff/0", "\ud800"), Text("/\udfff/1", "\ud800")),
    ],
)
def test_where_in_the_history_a_message_stands_does_not_matter(one: Text, other: Text):
    marks = Memory(KEY).marks([one, other], DETECTORS)
    assert marks[0] == marks[1]
    assert len(marks[0]) == 20


def test_marks_depend_on_the_key_and_the_very_detectors():
    memory, other = Memory(KEY), Memory(b"o" * 32)
    said = texts("a")
    again, more = (object(),), (*DETECTORS, object())
    marks = [memory.marks(said, each)[0] for each in (DETECTORS, again, more, ())]
    assert len({*marks, other.marks(said, DETECTORS)[0]}) == 5
    assert memory.marks(said, list(DETECTORS)) == marks[:1]


def test_detectors_that_came_and_went_are_never_taken_for_others():
    memory = Memory(KEY)
    marks = [memory.marks(texts("a"), (object(),))[0] for _ in range(100)]
    assert len(set(marks)) == 100
    kept = memory.marks(texts("a"), DETECTORS)
    for _ in range(100):
        memory.marks(texts("a"), (object(),))
    assert memory.marks(texts("a"), DETECTORS) != kept


def test_after_a_while_it_is_looked_again(monkeypatch: pytest.MonkeyPatch):
    memory, now = Memory(KEY), 1_000.0
    with monkeypatch.context() as patched:
        patched.setattr(time, "monotonic", lambda: now)
        memory.keep({mark(1): ()})
        now += KEPT_S
        assert memory.recall([mark(1)]) == [()]
        now += 1
        assert memory.recall([mark(1)]) == [None]
        memory.keep({mark(1): (finding(),)})
        assert memory.recall([mark(1)]) == [(finding(),)]


def test_findings_get_the_index_their_text_has_now():
    found = (finding(3), finding(3, 9))
    assert placed(found, 3) is found
    assert placed(found, 4) == (finding(4), finding(4, 9))
    assert placed((), 4) == ()


def test_a_text_is_read_once_wherever_it_stands_and_all_of_it_is_told_again():
    memory, finds = Memory(KEY), Finds("Nadia")
    first = detect(texts("I am Nadia"), [finds], memory)
    turn = [*texts("be kind"), Text("/messages/1/content", "I am Nadia", place="elsewhere")]
    second = detect(turn, [finds], memory)
    assert finds.seen == ["I am Nadia", "be kind"]
    assert second == detect(turn, [Finds("Nadia")])
    assert [each.text for each in (*first.findings, *second.findings)] == [0, 1]
    assert second.findings[0].validated
    assert second.findings[0].by_context


def test_severities_are_remembered():
    class Harm(Finds):
        def detect(self, index: int, text: Text) -> Iterator[Finding | NotRun]:
            self.seen.append(text.value)
            yield Finding(index, Span(0, 2), "hate", Kind.CATEGORY, 0.7, "harm", Severity.MEDIUM)

    memory, harm = Memory(KEY), Harm()
    assert detect(texts("ab"), [harm], memory) == detect(texts("ab"), [harm], memory)
    assert memory.recall(memory.marks(texts("ab"), [harm]))[0] == detect(texts("ab"), [harm]).findings


@pytest.mark.parametrize("value", ["Nadia!", "Nadia?"])
def test_a_text_for_which_anything_did_not_run_is_not_remembered(value: str):
    memory, good, bad = Memory(KEY), Finds("Nadia"), Finds("Nadia")
    for turn in (1, 2):
        found = detect(texts(value, "fine"), [good, bad], memory)
        assert len(found.not_run) == 2
        assert good.seen.count(value) == turn
    assert good.seen.count("fine") == 1
    assert len(memory) == 1


def test_a_text_that_could_not_be_read_in_time_is_not_remembered(monkeypatch: pytest.MonkeyPatch):
    memory, finds = Memory(KEY), Finds("Nadia")
    clock = iter(range(0, 10_000, 15))
    with monkeypatch.context() as patched:
        patched.setattr(time, "monotonic", lambda: next(clock))
        found, again = (detect(texts("Nadia", "late"), [finds], memory) for _ in range(2))
    assert found.not_run == (NotRun("finds", Reason.TIMEOUT, 1),)
    assert again.not_run == ()
    assert finds.seen == ["Nadia", "late"]


def test_a_text_that_was_not_unfolded_to_its_end_is_not_remembered(monkeypatch: pytest.MonkeyPatch):
    def broken(_: str) -> None:
        raise ZeroDivisionError

    memory = Memory(KEY)
    with monkeypatch.context() as patched:
        patched.setattr("guard.detect.detector.fold", broken)
        assert detect(texts("Nadia"), [Finds()], memory).not_run == (NotRun("fold", Reason.ERROR, 0),)
    assert len(memory) == 0


def test_what_cannot_be_scanned_is_told_each_time():
    memory = Memory(KEY)
    picture = [Text("/image", "", scannable=False), Text("/image", "https://example.com", scannable=False)]
    told = [[each.label for each in detect(picture, [Finds()], memory).findings] for _ in range(2)]
    assert told == [[NOT_SCANNABLE] * 2] * 2


def test_a_name_from_an_old_text_is_found_again_in_a_new_one():
    memory, finds = Memory(KEY), Finds("Nadia Okafor")
    detect(texts("I am Nadia Okafor"), [finds], memory)
    found = detect(texts("I am Nadia Okafor", "so Okafor said"), [finds], memory)
    assert [(each.text, each.span) for each in found.findings] == [(0, Span(5, 17)), (1, Span(3, 9))]
    # What was found again is not remembered: it holds in that company only.
    alone = detect(texts("so Okafor said"), [finds], memory)
    assert alone == Detection((), ())


def test_other_detectors_do_not_see_what_these_have_found():
    memory, old, new = Memory(KEY), Finds("Nadia"), Finds("Okafor")
    detect(texts("Nadia Okafor"), [old], memory)
    assert [each.span for each in detect(texts("Nadia Okafor"), [new], memory).findings] == [Span(6, 12)]
    assert [each.span for each in detect(texts("Nadia Okafor"), [old], memory).findings] == [Span(0, 5)]
    assert (len(old.seen), len(new.seen)) == (1, 1)


def test_tenants_never_meet():
    mine, theirs, finds = Memory(KEY), Memory(b"o" * 32), Finds("Nadia")
    detect(texts("Nadia"), [finds], mine)
    detect(texts("Nadia"), [finds], theirs)
    assert finds.seen == ["Nadia", "Nadia"]
    assert theirs.recall(mine.marks(texts("Nadia"), [finds])) == [None]


def test_threads_may_share_it():
    memory = Memory(KEY, 60_000)
    wrong: list[object] = []

    def work(seed: int) -> None:
        for step in range(400):
            number = (seed * 31 + step * 17) % 150
            memory.keep({mark(number): (finding(start=number),)})
            other = (number * 7) % 150
            (found,) = memory.recall([mark(other)])
            if found not in (None, (finding(start=other),)) or memory.used > 80_000:
                wrong.append(found)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=60)
    assert wrong == []
    assert 0 < memory.used <= 60_000
    # What it counts is what it holds: forgetting everything leaves nothing.
    shelf = memory._shelf
    assert shelf._held == sum(each.size for each in shelf._known.values())


def test_one_shelf_serves_tenants_that_never_meet() -> None:
    shelf = Shelf(50_000)
    one, other = Memory(b"one tenant's key", shelf), Memory(b"another's key...", shelf)
    detector = Finds(CANARY)
    detect(texts(CANARY), [detector], one)
    assert one.recall(one.marks(texts(CANARY), [detector])) != [None]
    assert other.recall(other.marks(texts(CANARY), [detector])) == [None]


def test_a_tenants_next_policy_takes_nothing_from_the_one_before() -> None:
    shelf = Shelf(50_000)
    before, after = Memory(b"one tenant's key", shelf), Memory(b"one tenant's key", shelf)
    detect(texts(CANARY), [Finds(CANARY)], before)
    assert after.recall(after.marks(texts(CANARY), [Finds("other")])) == [None]
    assert detect(texts(CANARY), [Finds("other")], after).findings == ()
