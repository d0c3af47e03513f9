"""Pseudonyms: one token a value, one value a token, whatever values there are."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.errors import RewriteError
from guard.transform.operators.pseudonym import Pseudonyms, Session, pseudonym
from guard.transform.restore import Restorer
from guard.types import Operator, Rewrite

Make = Callable[..., Pseudonyms]


def test_a_token_is_the_label_and_five_letters(pseudonyms: Make):
    made = pseudonym("Ann", "EMAIL_ADDRESS", Rewrite(Operator.PSEUDONYM), pseudonyms())
    assert re.fullmatch(r"<EMAIL_ADDRESS_[0-9A-HJKMNP-TV-Z]{5}>", made)


def test_the_same_value_has_the_same_token_in_every_exchange(pseudonyms: Make):
    one, other = pseudonyms(), pseudonyms()
    other.token("PERSON", "Bob")
    assert one.token("PERSON", "Ann") == one.token("PERSON", "Ann") == other.token("PERSON", "Ann")
    assert one.tokens == {one.token("PERSON", "Ann"): "Ann"}


@pytest.mark.parametrize(
    ("label", "value"), [("PERSON", "ann"), ("PERSON", "Ann "), ("NAME", "Ann"), ("PERSO", "NAnn")]
)
def test_other_values_and_labels_have_other_tokens(pseudonyms: Make, label: str, value: str):
    made = pseudonyms()
    assert made.token(label, value) != made.token("PERSON", "Ann")
    assert len(made.tokens) == 2


def test_another_tenant_has_other_tokens(pseudonyms: Make):
    assert pseudonyms().token("PERSON", "Ann") != pseudonyms(b"K" * 32).token("PERSON", "Ann")


def test_tokens_that_collide_grow_until_they_differ(pseudonyms: Make):
    # Five letters of 32 signs: among 20,000 values about six pairs begin alike.
    made = pseudonyms()
    values = [f"person {number}" for number in range(20_000)]
    tokens = [made.token("PERSON", value) for value in values]
    assert len(set(tokens)) == len(values)
    assert any(len(token) > len("<PERSON_12345>") for token in tokens)
    assert [made.tokens[token] for token in tokens] == values
    assert [made.token("PERSON", value) for value in values] == tokens
    assert Restorer(made.tokens).restore(" ".join(tokens)) == " ".join(values)


def test_labels_with_one_placeholder_do_not_share_tokens(pseudonyms: Make):
    made = pseudonyms()
    tokens = {made.token(label, "x") for label in ("words:a-b", "words:a_b", "A_B")}
    assert len(tokens) == len(made.tokens) == 3


@given(st.lists(st.tuples(st.sampled_from(["A", "A_B", "words:a-b"]), st.text()), max_size=20))
def test_a_token_names_its_value(pairs: list[tuple[str, str]]):
    made = Pseudonyms(b"k" * 32)
    tokens = {(label, value): made.token(label, value) for label, value in pairs}
    assert len(set(tokens.values())) == len(tokens)
    assert all(made.tokens[token] == value for (_, value), token in tokens.items())
    assert all(Restorer(made.tokens).restore(token) == value for (_, value), token in tokens.items())


def test_secrets_differ_by_purpose_and_key(pseudonyms: Make):
    made = {pseudonyms(key * 32).secret(purpose) for key in (b"a", b"b") for purpose in ("x", "y")}
    assert len(made) == 4
    assert all(len(secret) == 32 for secret in made)
    assert pseudonyms().secret("x") == pseudonyms().secret("x")


@pytest.mark.parametrize("key", [b"", b"k" * 15])
def test_a_short_key_is_refused(key: bytes):
    with pytest.raises(ValueError, match=r"^expected a key of at least 16 bytes$"):
        Pseudonyms(key)


def test_a_session_has_tokens_of_its_own(pseudonyms: Make):
    made = {
        Pseudonyms(b"k" * 32, Session(name)).token("PERSON", "Ann") for name in ("", "one", "two", "\ud800")
    }
    assert len(made) == 4
    assert Pseudonyms(b"k" * 32, Session("one")).token("PERSON", "Ann") in made
    assert Pseudonyms(b"K" * 32, Session("one")).token("PERSON", "Ann") not in made
    assert pseudonyms().secret("x") == Pseudonyms(b"k" * 32, Session("one")).secret("x")


def test_no_repr_of_a_session_holds_its_name_or_tokens():
    assert repr(Session("name", {"<A_1>": "Ann"})) == "Session()"


@pytest.mark.parametrize("form", ["<{}>", "&lt;{}&gt;", "%3C{}%3E", "%3c{}%3e"])
def test_a_token_that_stands_in_the_texts_grows(pseudonyms: Make, form: str):
    token = pseudonyms().token("PERSON", "Ann")
    made = Pseudonyms(b"k" * 32, texts=("", "see " + form.format(token[1:-1]))).token("PERSON", "Ann")
    assert made[:-2] == token[:-1]
    assert made == Pseudonyms(b"k" * 32, texts=(token,)).token("PERSON", "Ann")


@pytest.mark.parametrize("text", ["PERSON", "{} ", "<{}", "{}>", "&lt;{}>", "< {} >"])
def test_what_is_no_token_changes_nothing(pseudonyms: Make, text: str):
    token = pseudonyms().token("PERSON", "Ann")
    assert Pseudonyms(b"k" * 32, texts=(text.format(token[1:-1]),)).token("PERSON", "Ann") == token


def test_a_token_known_for_another_value_grows(pseudonyms: Make):
    token = pseudonyms().token("PERSON", "Ann")
    known = {token: "Bob"}
    assert len(Pseudonyms(b"k" * 32, Session(known=known)).token("PERSON", "Ann")) == len(token) + 1
    assert Pseudonyms(b"k" * 32, Session(known={token: "Ann"})).token("PERSON", "Ann") == token


def test_where_every_token_is_taken_there_is_none(pseudonyms: Make):
    texts = []
    for _ in range(28):
        texts.append(Pseudonyms(b"k" * 32, texts=texts).token("PERSON", "Ann"))
    with pytest.raises(RewriteError, match=r"^no token is left for a value$"):
        Pseudonyms(b"k" * 32, texts=texts).token("PERSON", "Ann")


def test_tokens_cannot_be_added_from_outside(pseudonyms: Make):
    with pytest.raises(TypeError):
        pseudonyms().tokens["<A_1>"] = "x"
