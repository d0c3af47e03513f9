"""Context words: whole, in any case, before the value or in the names around it."""

import pytest

from guard.detect.context import AT_LEAST, BOOST, Context, Contexts, boosted
from guard.detect.reading import Reading
from guard.types import Text

CONTEXT = Context(("ssn", "social security", "lic", "Card", "电话"))
PLAIN = 0.2


def boost(context: Context, text: Text, start: int, score: float) -> float:
    return boosted(score) if context.supports(Reading(text), start) else score


def raised(before: str, pointer: str = "", context: Context = CONTEXT) -> bool:
    text = Text(pointer, f"{before}123456789")
    score = boost(context, text, len(before), PLAIN)
    assert score in (PLAIN, PLAIN + BOOST)
    return score > PLAIN


@pytest.mark.parametrize(
    "before",
    [
        "ssn ",
        "my SSN is ",
        "SSN:",
        "ssns: ",
        "Social  Security no. ",
        "social\nsecurity ",
        "social-security: ",
        "(lic) ",
        "lic#",
        "cards ",
        "CARD=",
        "ssn one two three four five six seven ",
        "电话 ",
        "ßsn ssn é ",
    ],
)
def test_words_before_a_value_support_it(before: str):
    assert raised(before)


@pytest.mark.parametrize(
    "before",
    [
        "",
        "public ",
        "license ",
        "relic ",
        "lic_no ",
        "lic2 ",
        "assn ",
        "security ",
        "social ",
        "social network security ",
        "security social ",
        "ssn one two three four five six seven eight ",
        "ssn " + "x" * 121 + " ",
        "s s n ",
        "discard ",
    ],
)
def test_other_words_do_not(before: str):
    assert not raised(before)


def test_words_after_a_value_do_not_support_it():
    text = Text("", "123456789 ssn")
    assert boost(CONTEXT, text, 0, PLAIN) == PLAIN


@pytest.mark.parametrize(
    "pointer",
    [
        "/ssn",
        "/person/ssn",
        "/ssn/0",
        "/ssn/value",
        "/socialSecurity",
        "/SocialSecurityNumber",
        "/SSN",
        "/social_security",
        "/a#/ssn",
        "/person-ssn",
    ],
)
def test_names_around_a_value_support_it(pointer: str):
    assert raised("", pointer)


@pytest.mark.parametrize(
    "pointer", ["", "/public", "/ssn/a/b", "/assn", "/0", "/social", "/license", "/relic/1", "/sSn"]
)
def test_other_names_do_not(pointer: str):
    assert not raised("", pointer)


def test_a_name_and_a_word_make_a_phrase():
    assert raised("security ", "/social")


def test_a_value_in_the_middle_has_its_own_words():
    text = Text("", "ssn 111 and then later on in the text a number 222")
    assert boost(CONTEXT, text, 4, PLAIN) > PLAIN
    assert boost(CONTEXT, text, text.value.index("222"), PLAIN) == PLAIN


@pytest.mark.parametrize(
    ("score", "expected"), [(0.01, AT_LEAST), (0.05, AT_LEAST), (0.5, 0.85), (0.9, 1.0), (1.0, 1.0)]
)
def test_the_boost_is_presidios(score: float, expected: float):
    assert boost(CONTEXT, Text("", "ssn 1"), 4, score) == expected


def test_a_boosted_score_is_what_it_is_shown_as():
    score = boost(CONTEXT, Text("", "ssn 1"), 4, 0.3)
    assert score == round(score, 4)


def test_no_context_never_boosts():
    assert not raised("ssn ", "/ssn", Context(()))


def test_a_word_at_the_edge_of_the_look_back_is_whole():
    assert not raised("public " + "x" * 115 + " ")


def test_signs_alone_are_no_context():
    assert not raised("№ ", context=Context(("№", "#", "")))
    assert not raised("", context=Context(("№",)))


@pytest.mark.parametrize(
    ("text", "present"),
    [
        ("my ssn is 1", {0}),
        ("Social Security", {0}),
        ("the pin1234", {1}),
        ("pins and ssns", {0, 1}),
        ("assn", set()),
        ("", set()),
        ("№ 12", set()),
        ("Reisepaß 1", {2}),
        ("REISEPASS 1", {2}),
        ("die Straße", {2}),
    ],
)
def test_words_of_several_detectors_are_looked_for_at_once(text: str, present: set[int]):
    contexts = Contexts([CONTEXT, Context(("pin", "№")), Context(("Reisepass", "straße"))])
    assert contexts.present(Reading(Text("", text))) == present


def test_a_phrase_may_begin_in_the_names_and_a_value_be_glued_to_it():
    contexts = Contexts([Context(("credit card", "ssn"))])
    assert contexts.present(Reading(Text("/credit", "card 123"))) == {0}
    assert contexts.present(Reading(Text("", "ssnAB123"))) == {0}


def test_names_around_a_text_count_for_all():
    assert Contexts([CONTEXT]).present(Reading(Text("/person/ssn", "1"))) == {0}


def test_no_answer_is_an_error():
    contexts = Contexts([CONTEXT])
    contexts._set = type("Failed", (), {"Match": lambda *_: None})()
    with pytest.raises(RuntimeError):
        contexts.present(Reading(Text("", "ssn")))
