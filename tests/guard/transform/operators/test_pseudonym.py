"""Pseudonyms: one token a value, one value a token, whatever values there are."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.transform.operators.pseudonym import Pseudonyms, pseudonym
from guard.transform.restore import restore
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
    assert restore(" ".join(tokens), made.tokens) == " ".join(values)


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
    assert all(restore(token, made.tokens) == value for (_, value), token in tokens.items())


def test_secrets_differ_by_purpose_and_key(pseudonyms: Make):
    made = {pseudonyms(key * 32).secret(purpose) for key in (b"a", b"b") for purpose in ("x", "y")}
    assert len(made) == 4
    assert all(len(secret) == 32 for secret in made)
    assert pseudonyms().secret("x") == pseudonyms().secret("x")


@pytest.mark.parametrize("key", [b"", b"k" * 15])
def test_a_short_key_is_refused(key: bytes):
    with pytest.raises(ValueError, match=r"^expected a key of at least 16 bytes$"):
        Pseudonyms(key)


def test_tokens_cannot_be_added_from_outside(pseudonyms: Make):
    with pytest.raises(TypeError):
        pseudonyms().tokens["<A_1>"] = "x"
