"""Tokens become values again: those of this exchange, once, and no other. Also of texts that still grow."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.transform.restore import Restorer, literal_tokens

TOKENS = {"<PERSON_7KQ2M>": "Ann", "<EMAIL_ADDRESS_ABCDE>": "ann@x", "<A_1>": "<PERSON_7KQ2M>", "<B_2>": ""}
STAND_INS = {
    "Calderson": "Lee",
    "Terele": "Ann",
    "terele.calderson@example.org": "ann@x",
    "Terele Ave": "Bo & Co",
    "+1 212 555 0199": "+1 415 555 0132",
    "<PERSON_7KQ2M>": "Bob",
}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("hi <PERSON_7KQ2M>!", "hi Ann!"),
        ("<PERSON_7KQ2M><PERSON_7KQ2M>", "AnnAnn"),
        ("<PERSON_7KQ2M> at <EMAIL_ADDRESS_ABCDE>", "Ann at ann@x"),
        ("<<PERSON_7KQ2M>>", "<Ann>"),
        ("<A_1>", "<PERSON_7KQ2M>"),
        ("a<B_2>b", "ab"),
        ('{"name":"<PERSON_7KQ2M>"}', '{"name":"Ann"}'),
        ("&lt;PERSON_7KQ2M&gt;", "Ann"),
        ("?q=%3CPERSON_7KQ2M%3E&x=%3cPERSON_7KQ2M%3e", "?q=Ann&x=Ann"),
        ("<A_1>, &lt;A_1&gt;, %3CA_1%3E", "<PERSON_7KQ2M>, &lt;PERSON_7KQ2M&gt;, %3CPERSON_7KQ2M%3E"),
    ],
)
def test_tokens_of_the_exchange_are_turned_back_once(value: str, expected: str):
    assert Restorer(TOKENS).restore(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "",
        "plain",
        "<PERSON>",
        "<PERSON_7KQ2N>",
        "<PERSON_7KQ2>",
        "<person_7kq2m>",
        "<Person_7KQ2M>",
        "PERSON_7KQ2M",
        "< PERSON_7KQ2M >",
        "<PERSON_7KQ2M",
        "PERSON_7KQ2M>",
        "<PERSON_7KQ2M_X>",
        "<PERSON 7KQ2M>",
        "<PERSON\\_7KQ2M>",
        "<PERSON-7KQ2M>",
        "<PERSON_7KQ2M\u200b>",
        "\uff1cPERSON_7KQ2M\uff1e",
        "[PERSON_7KQ2M]",
        "&lt;PERSON_7KQ2M>",
        "<PERSON_7KQ2M%3E",
        "&LT;PERSON_7KQ2M&GT;",
        "&#60;PERSON_7KQ2M&#62;",
        "%253CPERSON_7KQ2M%253E",
        "%3Cperson_7kq2m%3E",
        "a < b > c",
    ],
)
def test_everything_else_stays(value: str):
    assert Restorer(TOKENS).restore(value) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dear Ms Calderson,", "Dear Ms Lee,"),
        ("Terele Calderson's", "Ann Lee's"),
        ("(Terele)", "(Ann)"),
        ("Terele,Calderson", "Ann,Lee"),
        ("mail terele.calderson@example.org", "mail ann@x"),
        ("Terele Ave", "Bo & Co"),
        ("Terele Aver", "Ann Aver"),
        ("Call +1 212 555 0199.", "Call +1 415 555 0132."),
        ("<PERSON_7KQ2M> Calderson", "Bob Lee"),
        ("<Terele>", "<Ann>"),
    ],
)
def test_stand_ins_are_turned_back_where_they_stand_alone(text: str, expected: str):
    assert Restorer(STAND_INS).restore(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Caldersons",
        "McCalderson",
        "calderson",
        "CALDERSON",
        "Calder son",
        "Terelé",
        "Terele\u0301",
        "Terele_1",
        "+1 212 555 01990",
        "+12125550199",
        "王Terele王",
    ],
)
def test_what_only_looks_like_a_stand_in_stays(text: str):
    assert Restorer(STAND_INS).restore(text) == text


def test_of_two_that_overlap_the_first_is_turned_back():
    assert Restorer({"<A_1>": "x", "A_1": "y"}).restore("<A_1>") == "x"
    assert Restorer({"a-b": "x", "b-c": "y"}).restore("a-b-c") == "x-c"


def test_a_lone_surrogate_does_no_harm():
    assert Restorer(STAND_INS).restore("\ud800 Terele <PERSON_7KQ2M>") == "\ud800 Ann Bob"


def test_a_text_without_tokens_is_the_same_object():
    text = "nothing here " * 3
    assert Restorer({}).restore(text) is text
    assert Restorer(TOKENS).restore(text) is text
    assert Restorer(STAND_INS).restore(text) is text


@given(st.text(alphabet="<>AB_1", max_size=30))
def test_without_tokens_nothing_changes(value: str):
    assert Restorer({}).restore(value) == value
    assert Restorer({"<ZZ_9>": "x"}).restore(value) == value


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", set()),
        ("a < b > c <PERSON> x", {"<PERSON>"}),
        ("&lt;A_1&gt; %3CB_2%3E %3cC_3%3e <D_4>", {"<A_1>", "<B_2>", "<C_3>", "<D_4>"}),
        ("&lt;A_1> <b_2> %3CC_3%3", set()),
    ],
)
def test_what_stands_in_a_text_as_a_token(text: str, tokens: set[str]):
    assert literal_tokens([text]) == tokens
    assert literal_tokens([]) == set()


def test_the_longest_is_known():
    assert Restorer({}).longest == 0
    assert Restorer({"<A_1>": "x"}).longest == len("&lt;A_1&gt;")
    assert Restorer(STAND_INS).longest == len("terele.calderson@example.org")


@pytest.mark.parametrize(
    ("text", "end", "expected"),
    [
        ("hi <PERSON_7KQ2M> there", 10, 3),
        ("hi <PERSON_7KQ2M> there", 17, 17),
        ("hi <PERSON_7KQ2M>", 17, 17),
        ("hi <PERSON_7K", 13, 3),
        ("hi <", 4, 3),
        ("hi &l", 5, 3),
        ("hi %3CPER", 9, 3),
        ("hi <b", 5, 4),
        ("hi <PERSON_9", 12, 11),
        ("hi <PERSON_9 ", 13, 13),
        ("hi <PERSON_9ZZZZ> there", 10, 10),
        ("Dear Calderson, hello", 9, 5),
        ("Dear Calderson, hello", 14, 14),
        ("Dear Calderson", 14, 5),
        ("Dear Calder", 11, 5),
        ("Dear Calders", 8, 5),
        ("Dear Caldersons, hello", 14, 5),
        ("McCalderson said", 2, 1),
        ("McCalderson said", 6, 6),
        ("see Mc", 6, 5),
        ("see Mc ", 7, 7),
        ("Terele Calderson", 16, 7),
        ("Terele A", 8, 0),
        ("Terele B ", 9, 9),
        ("no stand-in here at all ", 15, 15),
        ("", 0, 0),
    ],
)
def test_a_growing_text_is_cut_beside_what_was_issued(text: str, end: int, expected: int):
    assert Restorer(STAND_INS).uncut(text, end) == expected


def test_without_tokens_any_place_will_do():
    assert [Restorer({}).uncut("a <B_1> c", end) for end in range(10)] == list(range(10))


SHORT = {"ab": "1", "ab ab": "2", "b-a": "3", "<A_1>": "4", "<AB_2>": "5"}


@given(
    st.lists(st.sampled_from(["ab", " ", "-", "a", "b", "_", "<A_1>", "<A", "&lt;A_1&gt;", "é"]), max_size=9),
    st.data(),
)
@settings(deadline=None)
def test_wherever_it_may_be_cut_both_halves_give_the_whole(parts: list[str], data: st.DataObject):
    text = "".join(parts)
    restorer = Restorer(SHORT)
    whole = restorer.restore(text)
    known = data.draw(st.integers(0, len(text)))
    for wanted in range(known + 1):
        end = restorer.uncut(text[:known], wanted)
        assert end <= wanted
        assert restorer.restore(text[:end]) + restorer.restore(text[end:]) == whole
