"""Tags of subwords become spans."""

import numpy as np
import pytest

from guard.detect.encoder.labels import ENTITIES, TAGS
from guard.detect.encoder.names import FLOOR, Name, names
from guard.detect.encoder.windows import Subwords


def spans(text: str, *tagged: tuple[str, str, float]) -> list[tuple[str, str]]:
    """Find names in a text of which each word is given with its tag and how sure that is."""
    at = 0
    places = []
    tags = np.zeros((len(tagged), len(TAGS)), dtype=np.float32)
    for index, (word, tag, sure) in enumerate(tagged):
        at = text.index(word, at)
        places.append((at, at + len(word)))
        at += len(word)
        tags[index, 0] = 1 - sure
        tags[index, TAGS.index(tag)] = sure
    count = len(tagged)
    read = Subwords(
        np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64), np.arange(count), np.array(places)
    )
    return [(text[each.start : each.end], each.label) for each in names(text, read, tags)]


@pytest.mark.parametrize(
    ("text", "tagged", "expected"),
    [
        (
            "Ann Lee left",
            [("Ann", "B-PERSON", 0.9), ("Lee", "I-PERSON", 0.9), ("left", "O", 0.9)],
            [("Ann Lee", "PERSON")],
        ),
        (
            "Ann Bob",
            [("Ann", "B-PERSON", 0.9), ("Bob", "B-PERSON", 0.9)],
            [("Ann", "PERSON"), ("Bob", "PERSON")],
        ),
        (
            "O'Brien",
            [("O", "B-PERSON", 0.9), ("'", "I-PERSON", 0.9), ("Brien", "I-PERSON", 0.9)],
            [("O'Brien", "PERSON")],
        ),
        ("in Ghent", [("in", "O", 0.9), ("Ghent", "B-LOCATION", FLOOR + 0.01)], [("Ghent", "LOCATION")]),
        ("in Ghent", [("in", "O", 0.9), ("Ghent", "B-LOCATION", FLOOR - 0.01)], []),
        (
            "Ann (Lee)",
            [("Ann", "B-PERSON", 0.9), ("Lee", "I-PERSON", 0.9)],
            [("Ann", "PERSON"), ("Lee", "PERSON")],
        ),
        (
            "Ann Lee",
            [("Ann", "B-PERSON", 0.9), ("Lee", "I-LOCATION", 0.9)],
            [("Ann", "PERSON"), ("Lee", "LOCATION")],
        ),
        ("- -", [("-", "B-PERSON", 0.9), ("-", "I-PERSON", 0.9)], []),
    ],
)
def test_spans(text: str, tagged: list[tuple[str, str, float]], expected: list[tuple[str, str]]):
    assert spans(text, *tagged) == expected


def test_all_subwords_of_a_word_have_a_say():
    tags = np.zeros((2, len(TAGS)), dtype=np.float32)
    tags[0, TAGS.index("B-PERSON")] = 0.2
    tags[0, 0] = 0.8
    tags[1, TAGS.index("I-PERSON")] = 1.0
    read = Subwords(
        np.zeros(2, dtype=np.int64), np.zeros(2, dtype=np.int64), np.array([0, 0]), np.array([(0, 3), (3, 6)])
    )
    assert list(names("Okafor", read, tags)) == [Name(0, 6, "PERSON", 0.6)]


def test_no_subwords_no_names():
    empty = np.zeros(0, dtype=np.int64)
    assert (
        list(
            names(
                "", Subwords(empty, empty, empty, empty.reshape(0, 2)), np.zeros((0, len(TAGS)), np.float32)
            )
        )
        == []
    )


def test_every_entity_has_both_tags():
    assert {tag[2:] for tag in TAGS if tag != "O"} == set(ENTITIES)
    assert len(TAGS) == 1 + 2 * len(ENTITIES)
