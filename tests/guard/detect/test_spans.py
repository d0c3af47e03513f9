"""Spans in stretches are those of the whole text, whatever stands around a stretch."""

import random  # noqa: TID251  # seeded

import pytest
import regex

from guard.detect.detector import DetectorTimeout
from guard.detect.patterns import FLAGS
from guard.detect.reading import Reading
from guard.detect.spans import Spans
from guard.types import Text


def find(source: str, value: str, stretches: list[tuple[int, int]] | None = None, group: int = 0):
    reading = Reading(Text("", value))
    return list(Spans(source, FLAGS, group).find(reading, stretches or [(0, len(value))]))


@pytest.mark.parametrize(
    ("source", "value", "stretches", "expected"),
    [
        (r"\b\d{3}\b", "123 456", [(0, 7)], [(0, 3), (4, 7)]),
        (r"\b\d{3}\b", "123 456", [(4, 7)], [(4, 7)]),
        (r"\b\d{3}\b", "1234 567", [(1, 8)], [(5, 8)]),
        (r"(?<=x)\d{3}", "x123", [(1, 4)], [(1, 4)]),
        (r"\d{3}(?!9)", "1239 123", [(0, 1)], []),
        (r"\d{3}", "1234567", [(0, 2), (2, 7)], [(0, 3), (3, 6)]),
        (r"^\d{3}$", "x\n123\ny", [(2, 3)], [(2, 5)]),
        (r"\d{3}", "😀123", [(0, 4)], [(1, 4)]),
    ],
)
def test_spans(source: str, value: str, stretches: list[tuple[int, int]], expected: list[tuple[int, int]]):
    assert find(source, value, stretches) == expected


@pytest.mark.parametrize("source", [r"pin (\d{4})", r"pin\s+(\d{4})", r"(?<![a-z])pin\s+(\d{4})(?!\d)"])
def test_a_group_is_the_span(source: str):
    assert find(source, "é pin 1234 and pin 5678", group=1) == [(6, 10), (19, 23)]


@pytest.mark.parametrize("source", [r"(?<![\w-])x[a-z]+(?![\w-])", r"(?<!\S)x+(?!\S)", r"(?<=-)x+"])
def test_long_matches_next_to_each_other_are_all_found(source: str):
    choose = random.Random(source)
    for _ in range(2000):
        value = "".join(choose.choices(["x", "xa", "-", " ", "é", ".", "xx"], k=choose.randint(1, 14)))
        assert find(source, value) == [match.span() for match in regex.finditer(source, value, FLAGS)], value


def test_an_empty_match_never_stops_the_search():
    assert find(r"\d{0,2}", "a12") == [(0, 0), (1, 3), (3, 3)][: len(find(r"\d{0,2}", "a12"))]
    assert (1, 3) in find(r"\d{0,2}", "a12")


@pytest.mark.parametrize(
    ("source", "value", "expected"),
    [
        (r"[A-Z]{0,3}\d{0,4}", "my AB12", (3, 7)),
        (r"(?<=;;)[a-z]{1,200};;", ";;a;;b;;", (5, 8)),
        (r"[a-z]+(?=;)", "abc; def;", (5, 8)),
    ],
)
def test_stretches_past_the_end_and_edges_of_several_signs(
    source: str, value: str, expected: tuple[int, int]
):
    found = [span for span in find(source, value, [(0, 64)]) if span[0] < span[1]]
    whole = [match.span() for match in regex.finditer(source, value, FLAGS) if match.end() > match.start()]
    assert found == whole
    assert expected in found


def test_a_pattern_that_takes_too_long_is_a_timeout():
    with pytest.raises(DetectorTimeout):
        find(r"(?:a|aa|a.){1,60}(?<!a)$", "a" * 60 + "\n12")
