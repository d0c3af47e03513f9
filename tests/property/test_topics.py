"""A completion that is streamed is found to be on the same topics as one that is not."""

import itertools
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from guard import Direction, Guard
from guard.detect.catalogue import model
from guard.detect.topics import Topic, TopicDetector, Topics
from guard.screen import Rules, Window, cutting, look, screen
from guard.segments import Segments
from guard.types import Kind, Text

TOPIC = Topic(
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
    ),
)
PIECES = [
    "Take two pills every four hours until the pain stops. ",
    "How many milligrams of this does a toddler need? ",
    "The dose for an adult is two tablets a day, ",
    "and no more than eight. ",
    "The museum on the hill was built in 1912. ",
    "Hello there! ",
    "1. first\n2. second\n",
    "This is a plain sentence that is long enough to be a sentence of its own. ",
    "漢字。",
    "word ",
]
DETECTOR = TopicDetector(model(), Topics(model(), (TOPIC,)))
GUARD = Guard.load("default", key=b"k" * 32)


def rules(hold: int) -> Rules:
    policy = replace(GUARD.policy, hold=replace(GUARD.policy.hold, window=hold))
    return replace(GUARD.rules, policy=policy, detectors=dict.fromkeys(Direction, (DETECTOR,)), memory=None)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join),
    st.lists(st.integers(0, 2000), max_size=8),
    st.sampled_from([0, 16, 60]),
)
def test_any_cut_of_a_stream_gives_the_topics_of_the_whole(text: str, cuts: list[int], hold: int):
    by = rules(hold)
    whole = screen([Text("", text)], by, Direction.COMPLETION)
    segments = Segments(cutting(by.policy))
    edges = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    found: list[tuple[int, int, str, float]] = []
    for low, high in itertools.pairwise(edges):
        segments.add(text[low:high])
        if high == len(text):
            segments.close()
        while (cut := segments.next()) is not None:
            looked = look(Window.of(cut, Text("", text)), by, Direction.COMPLETION)
            start = cut.at + cut.low
            found += [(f.span.start + start, f.span.end + start, f.label, f.score) for f in looked.findings]
            segments.take(looked.high)
    expected = [each.finding for each in whole.verdict.decisions]
    assert all(each.kind is Kind.TOPIC for each in expected)
    assert sorted(found) == sorted((f.span.start, f.span.end, f.label, f.score) for f in expected)


def test_a_topic_is_found_in_a_completion():
    said = screen([Text("", "".join(PIECES[4:6]) + PIECES[0])], rules(0), Direction.COMPLETION)
    assert [each.finding.label for each in said.verdict.decisions] == ["topics:dosage"]
