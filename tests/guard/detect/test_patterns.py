"""Pattern detectors: spans, scores, validators, budgets and failures."""

from collections.abc import Callable

import pytest

from guard.detect.patterns import Match, Pattern, PatternDetector, PatternGroup, WindowDetector
from guard.detect.reading import Reading
from guard.errors import PatternError
from guard.types import Finding, Kind, NotRun, Reason, Span, Text

Find = Callable[..., list[tuple[int, int, float]]]
NEVER_ENDS = r"(?:a|aa|a.){1,60}(?<!a)$"


def number(*patterns: tuple[str, float], **options: object) -> PatternDetector:
    return PatternDetector("NUMBER", [Pattern(source, score) for source, score in patterns], **options)


def run(detector: PatternDetector | WindowDetector, value: str) -> list[Finding]:
    return [each for each in PatternGroup([detector]).detect(0, Text("", value)) if isinstance(each, Finding)]


def words(value: str) -> list[Match]:
    at = value.find("word")
    return [] if at < 0 else [Match(at, at + 4, 0.5)]


def window(**options: object) -> WindowDetector:
    given = {"anchor": "word", "before": 3, "after": 8, "find_in": words, "context": (), "name": "w"}
    return WindowDetector("WORD", **(given | options))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12 and 34", [(0, 2, 0.3), (7, 9, 0.3)]),
        ("😀12", [(1, 3, 0.3)]),
        ("x", []),
        ("", []),
    ],
)
def test_matches_are_spans_of_code_points(find: Find, text: str, found: list[tuple[int, int, float]]):
    assert find(number((r"[0-9]+", 0.3)), text) == found


def test_a_group_is_the_value(find: Find):
    detector = PatternDetector("PIN", [Pattern(r"pin (?P<v>[0-9]{4})", 0.9, group=1)])
    assert find(detector, "my pin 1234") == [(7, 11, 0.9)]


def test_the_best_of_several_patterns_counts_once(find: Find):
    detector = number((r"[0-9]{3}", 0.2), (r"[0-9]+", 0.8), (r"[0-9]{3}", 0.5))
    assert find(detector, "123") == [(0, 3, 0.8)]


def test_empty_matches_are_none(find: Find):
    assert find(number((r"[0-9]*", 0.9)), "ab") == []


@pytest.mark.parametrize(("valid", "scores"), [(True, [1.0]), (None, [0.3]), (False, [])])
def test_the_validator_settles_the_score(find: Find, valid: bool | None, scores: list[float]):
    detector = number(("[0-9]+", 0.3), validate=lambda _: valid)
    assert [score for _, _, score in find(detector, "12")] == scores


def test_a_validator_sees_the_value_only():
    seen: list[str] = []
    detector = PatternDetector("X", [Pattern("id=([a-z]+)", 0.5, group=1)], validate=seen.append)
    list(PatternGroup([detector]).detect(0, Text("", "id=abc;")))
    assert seen == ["abc"]


def test_findings_carry_where_what_and_who():
    detector = number(("[0-9]+", 0.3), name="n", validate=lambda value: True if value == "7" else None)
    found = list(PatternGroup([detector]).detect(4, Text("", "7 8")))
    assert found == [
        Finding(4, Span(0, 1), "NUMBER", Kind.ENTITY, 1.0, "n", validated=True),
        Finding(4, Span(2, 3), "NUMBER", Kind.ENTITY, 0.3, "n", validated=False),
    ]


def test_a_name_is_the_entity_unless_given():
    assert (number(("x", 1)).name, number(("x", 1), name="y").name) == ("number", "y")


def test_context_raises_an_uncertain_match_only(find: Find):
    detector = number(("[0-9]+", 0.3), context=("pin",))
    sure = number(("[0-9]+", 0.3), context=("pin",), validate=lambda _: True)
    assert find(detector, "pin 12") == [(4, 6, pytest.approx(0.65))]
    assert find(detector, "12") == [(0, 2, 0.3)]
    assert find(sure, "pin 12") == [(4, 6, 1.0)]


def test_the_group_has_the_labels_of_its_members():
    group = PatternGroup([number(("x", 1)), window()])
    assert group.labels == {"NUMBER", "WORD"}
    assert group.name == "patterns"


def test_a_pattern_that_takes_too_long_did_not_run():
    slow = PatternDetector("SLOW", [Pattern(NEVER_ENDS, 0.9)], name="slow")
    quick = number(("[0-9]+", 0.3))
    found = list(PatternGroup([slow, quick]).detect(2, Text("", "a" * 60 + "\n12")))
    assert NotRun("slow", Reason.TIMEOUT, 2) in found
    assert [each.span for each in found if isinstance(each, Finding)] == [Span(61, 63)]


def fail(value: str) -> bool:
    if value == "13":
        raise ZeroDivisionError(value)
    return True


def test_a_validator_that_breaks_did_not_run():
    broken = number(("[0-9]+", 0.3), validate=fail, name="broken")
    other = PatternDetector("OTHER", [Pattern("13", 0.5)])
    found = list(PatternGroup([broken, other]).detect(1, Text("", "13")))
    assert found[0] == NotRun("broken", Reason.ERROR, 1)
    assert [each.label for each in found[1:]] == ["OTHER"]
    assert "13" not in repr(found[0])


def test_what_was_found_before_stays_found():
    broken = number(("[0-9]+", 0.3), validate=fail)
    found = list(PatternGroup([broken]).detect(0, Text("", "12 13")))
    assert [each.span for each in found if isinstance(each, Finding)] == [Span(0, 2)]


def test_a_window_that_breaks_did_not_run():
    def broken(_: str) -> list[Match]:
        raise ValueError

    assert list(PatternGroup([window(find_in=broken)]).detect(0, Text("", "a word"))) == [
        NotRun("w", Reason.ERROR, 0)
    ]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("word", ["word"]),
        ("....word........", ["...word........"]),
        ("a word and then some word again", ["a word and the", "me word again"]),
        ("wordword", ["wordword"]),
        ("word..word...x", ["word..word...x"]),
        ("nothing", []),
    ],
)
def test_windows_are_cut_around_anchors_and_joined_where_they_touch(text: str, seen: list[str]):
    windows: list[str] = []

    def look(value: str) -> list[Match]:
        windows.append(value)
        return []

    run(window(find_in=look), text)
    assert windows == seen


def test_offsets_in_a_window_become_offsets_of_the_text(find: Find):
    assert find(window(), "é" * 20 + " word " + "x" * 20 + "word") == [(21, 25, 0.5), (46, 50, 0.5)]


def test_a_window_the_gate_did_not_name_is_not_looked_at():
    assert list(window().find(0, Reading(Text("", "word")), {})) == []


def test_a_long_anchor_is_in_its_window():
    detector = window(anchor="[0-9]+", find_in=lambda value: [Match(0, len(value), 0.5)])
    assert [each.span for each in run(detector, "1" * 50)] == [Span(0, 50)]


def test_a_stretch_longer_than_a_window_is_cut_and_pieces_overlap():
    seen: list[str] = []

    def look(value: str) -> list[Match]:
        seen.append(value)
        return []

    run(window(find_in=look), "word " * 1000)
    assert len(seen) > 1
    assert max(map(len, seen)) <= 1024
    assert sum(map(len, seen)) > 5000


@pytest.mark.parametrize(("valid", "scores"), [(True, [0.6]), (None, [0.2]), (False, [])])
def test_a_weak_check_gives_less_than_certainty(find: Find, valid: bool | None, scores: list[float]):
    detector = PatternDetector("X", [Pattern("[0-9]+", 0.2, valid=0.6)], validate=lambda _: valid)
    assert [score for _, _, score in find(detector, "12")] == scores


def test_a_weak_check_is_raised_by_context(find: Find):
    pattern = Pattern("[0-9]+", 0.2, valid=0.3)
    detector = PatternDetector("X", [pattern], validate=lambda _: True, context=("pin",))
    assert find(detector, "12") == [(0, 2, 0.3)]
    assert find(detector, "pin 12") == [(4, 6, 0.65)]


def test_a_match_that_needs_context_is_dropped_without(find: Find):
    detector = PatternDetector("X", [Pattern("[0-9]+", 0.3, needs_context=True)], context=("pin",))
    assert find(detector, "12") == []
    assert find(detector, "pin 12") == [(4, 6, 0.65)]


def test_a_pattern_that_cannot_be_read_names_its_detector():
    with pytest.raises(PatternError, match=r"^odd: "):
        PatternDetector("ODD", [Pattern("(", 0.5)]).check()
