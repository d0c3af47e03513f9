"""Stand-ins of one exchange: one for each value, and none that stands in it anyway."""

import re

import pytest

from guard.transform.standins import issue as issuing
from guard.transform.standins.draw import Draw
from guard.transform.standins.issue import StandIns, issue, units
from guard.transform.standins.makers import make

SECRET = b"s" * 32


def issued(
    *wanted: tuple[str, str], texts: tuple[str, ...] = (), known: dict[str, str] | None = None
) -> StandIns:
    return issue(wanted, SECRET, texts, known or {}, lambda _: ())


def first(label: str, value: str) -> str:
    """The stand-in that a value has where nothing stands in the way."""
    return make(label, value, Draw(SECRET, label, value)) or ""


def test_what_gets_a_stand_in_of_its_own():
    assert units("PERSON", "Dr. Ann Lee") == ("Ann", "Lee")
    assert units("PERSON", "???") == ()
    assert units("EMAIL_ADDRESS", "a b") == ("a b",)


def test_a_name_is_put_together_from_its_parts():
    made = issued(("PERSON", "Ann Lee"), ("PERSON", "Ms LEE"), ("PERSON", "J. Lee"))
    ann, lee = first("PERSON", "Ann"), first("PERSON", "Lee")
    assert made.of("PERSON", "Ann Lee") == f"{ann} {lee}"
    assert made.of("PERSON", "J. Lee") == f"J. {lee}"
    assert made.of("PERSON", "Lee") == lee
    assert made.tokens("PERSON", "J. Lee") == {lee: "Lee"}
    assert re.fullmatch("Ms [A-Z]+", made.of("PERSON", "Ms LEE") or "")


def test_what_was_not_asked_for_has_none():
    made = issued(("PERSON", "Ann"))
    assert made.of("PERSON", "Ann Lee") is None
    assert made.of("PERSON", "???") is None
    assert made.of("LOCATION", "Ann") is None
    assert StandIns().of("PERSON", "Ann") is None


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("PERSON", "Ann \u738b"),
        ("AGE", "34"),
        ("words:x", "abcd"),
        ("DATE_TIME", "monday"),
        ("words:x", "é" * 9),
        ("words:x", "a" * 201),
    ],
)
def test_what_would_be_found_by_chance_has_none(label: str, value: str):
    assert issued((label, value)).of(label, value) is None


@pytest.mark.parametrize("value", ["<abcde>", "abc\ndef", " abcde", "abcde\t"])
def test_what_could_be_read_otherwise_has_none(value: str):
    assert issued(("words:x", value)).of("words:x", value) is None


def test_what_stands_in_the_texts_is_not_used():
    lee = first("PERSON", "Lee")
    for text in (lee, f"ask {lee}'s friend", f"x\n{lee}"):
        made = issued(("PERSON", "Lee"), texts=("", text)).of("PERSON", "Lee")
        assert made not in (None, lee)
    for text in (f"x{lee}", lee.lower(), f"{lee}s"):
        assert issued(("PERSON", "Lee"), texts=(text,)).of("PERSON", "Lee") == lee


def test_what_is_known_for_another_value_is_not_used():
    lee = first("PERSON", "Lee")
    assert issued(("PERSON", "Lee"), known={lee: "Ann"}).of("PERSON", "Lee") not in (None, lee)
    assert issued(("PERSON", "Lee"), known={lee: "Lee"}).of("PERSON", "Lee") == lee


def test_what_is_spoiled_is_not_used():
    lee = first("PERSON", "Lee")
    asked: list[str] = []

    def spoiled(made: list[str]) -> set[str]:
        asked.extend(made)
        return {lee} & set(made)

    made = issue([("PERSON", "Lee")], SECRET, (), {}, spoiled).of("PERSON", "Lee")
    assert made not in (None, lee)
    assert asked[0] == lee
    assert made in asked


def test_where_everything_is_taken_there_is_none():
    assert issue([("PERSON", "Lee")], SECRET, (), {}, set).of("PERSON", "Lee") is None


def test_a_small_stock_is_shared_out_and_then_is_empty():
    macs = [("MAC_ADDRESS", f"aa:bb:cc:00:{at // 256:02x}:{at % 256:02x}") for at in range(600)]
    made = issued(*macs)
    found = [stand_in for each in macs if (stand_in := made.of(*each))]
    assert 200 < len(found) <= 256
    assert len(set(found)) == len(found)


def test_the_earlier_value_keeps_what_a_later_one_would_get():
    people = [("MAC_ADDRESS", f"aa:bb:cc:00:00:{at:02x}") for at in range(60)]
    few, many = issued(*people[:30]), issued(*people)
    assert [few.of(*each) for each in people[:30]] == [many.of(*each) for each in people[:30]]
    assert len({many.of(*each) for each in people}) == len(people)


def test_more_than_can_be_looked_for_counts_as_standing_there():
    made = [f"{at:04}{'x' * 190}" for at in range(500)]
    assert issuing._standing(made, ["nothing"]) <= set(made)
    assert issuing._standing([], ["nothing"]) == set()


def test_no_repr_holds_a_value():
    assert repr(issued(("PERSON", "Ann"))) == "StandIns()"
