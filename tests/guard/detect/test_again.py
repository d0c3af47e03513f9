"""Names that were found once are found again."""

import pytest

from guard.detect.again import MOST, again
from guard.types import Finding, Kind, Span, Text


def persons(*texts: str, name: str, score: float = 0.9) -> list[tuple[int, str]]:
    """Find again what stands at ``name`` in the first text."""
    start = texts[0].index(name)
    first = Finding(0, Span(start, start + len(name)), "PERSON", Kind.ENTITY, score, "encoder")
    values = [Text("", text) for text in texts]
    return [(each.text, texts[each.text][each.span.start : each.span.end]) for each in again(values, [first])]


@pytest.mark.parametrize(
    ("texts", "name", "expected"),
    [
        (("Ask Nadia Okafor. Okafor knows.",), "Nadia Okafor", [(0, "Okafor")]),
        (("Ask Nadia Okafor.", "Nadia's desk", "OKAFOR"), "Nadia Okafor", [(1, "Nadia")]),
        (("Nadia Okafor met Nadia Okafor",), "Nadia Okafor", [(0, "Nadia Okafor")]),
        (("Mr Rose likes a rose. Rose said so.",), "Rose", [(0, "Rose")]),
        (("Nadia", "é 😀 Nadia!"), "Nadia", [(1, "Nadia")]),
        (("Nadia", "Nadias Nadia_1 xNadia"), "Nadia", []),
        (("nadia", "nadia"), "nadia", []),
        (("Li", "Li"), "Li", []),
        (("Nadia", ""), "Nadia", []),
    ],
)
def test_found_again(texts: tuple[str, ...], name: str, expected: list[tuple[int, str]]):
    assert persons(*texts, name=name) == expected


def test_what_is_not_sure_is_not_looked_for():
    assert persons("Nadia", "Nadia", name="Nadia", score=0.5) == []


def test_the_score_is_lower_than_where_it_was_found():
    first = Finding(0, Span(0, 5), "PERSON", Kind.ENTITY, 0.8, "encoder")
    (found,) = again([Text("", "Nadia"), Text("", "Nadia")], [first])
    assert found.score == 0.72


def test_other_entities_are_not_looked_for():
    first = Finding(0, Span(0, 5), "LOCATION", Kind.ENTITY, 0.9, "encoder")
    assert again([Text("", "Ghent"), Text("", "Ghent")], [first]) == []


def test_a_list_of_very_many_names_is_left_as_it_is():
    names = [f"N{chr(97 + index // 26)}{chr(97 + index % 26)}a" for index in range(MOST + 1)]
    text = " ".join(names)
    found = [
        Finding(0, Span(text.index(name), text.index(name) + 4), "PERSON", Kind.ENTITY, 0.9, "encoder")
        for name in names
    ]
    assert again([Text("", text), Text("", names[0])], found) == []
