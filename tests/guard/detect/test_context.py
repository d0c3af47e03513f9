"""Context words: whole, in any case, before the value or in the names around it."""

import pytest

from guard.detect.context import AT_LEAST, BOOST, Context
from guard.types import Text

CONTEXT = Context(("ssn", "social security", "lic", "Card", "电话"))
PLAIN = 0.2


def raised(before: str, pointer: str = "", context: Context = CONTEXT) -> bool:
    text = Text(pointer, f"{before}123456789")
    score = context.boost(text, len(before), PLAIN)
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
    assert CONTEXT.boost(text, 0, PLAIN) == PLAIN


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
    assert CONTEXT.boost(text, 4, PLAIN) > PLAIN
    assert CONTEXT.boost(text, text.value.index("222"), PLAIN) == PLAIN


@pytest.mark.parametrize(
    ("score", "expected"), [(0.01, AT_LEAST), (0.05, AT_LEAST), (0.5, 0.85), (0.9, 1.0), (1.0, 1.0)]
)
def test_the_boost_is_presidios(score: float, expected: float):
    assert CONTEXT.boost(Text("", "ssn 1"), 4, score) == expected


def test_a_boosted_score_is_what_it_is_shown_as():
    score = CONTEXT.boost(Text("", "ssn 1"), 4, 0.3)
    assert score == round(score, 4)


def test_no_context_never_boosts():
    assert not raised("ssn ", "/ssn", Context(()))


def test_a_word_at_the_edge_of_the_look_back_is_whole():
    assert not raised("public " + "x" * 115 + " ")
