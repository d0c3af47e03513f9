"""The blind index: what its keys can and cannot find, and what a leaf says of tokens."""

import hmac
from hashlib import sha256
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.index import NONCE, DayKey, commit

KEY = DayKey(20_000, bytes(range(32)))
SALT = bytes(NONCE)
TOKENS = (b"a" * 10, b"b" * 10, b"c" * 10)


def mac(key: bytes, data: bytes) -> bytes:
    return hmac.new(key, data, sha256).digest()


def test_a_key_goes_forward_by_one_hash_a_day():
    key = KEY.key
    for day in range(KEY.day, KEY.day + 5):
        assert KEY.on(day) == DayKey(day, key)
        key = mac(key, b"guard-audit/index/ratchet/v1")


def test_a_key_goes_forward_only():
    later = KEY.on(KEY.day + 3)
    assert later.on(later.day) == later
    for day in (later.day - 1, KEY.day, 0, -1):
        with pytest.raises(ValueError, match=r"^day: before that of the key"):
            later.on(day)


@given(st.integers(0, 40), st.integers(0, 40))
def test_the_way_to_a_day_does_not_matter(one: int, other: int):
    assert KEY.on(KEY.day + one).on(KEY.day + one + other) == KEY.on(KEY.day + one + other)


def test_a_token_is_the_start_of_a_keyed_hash_of_kind_and_value():
    expected = mac(mac(KEY.key, b"guard-audit/index/v1"), "PERSON\0Zoë".encode())[:10]
    assert KEY.token("PERSON", "Zoë") == expected


def test_tokens_of_one_value_differ_by_day_key_and_kind():
    value = "zelda@example.org"
    tokens = [
        KEY.token("EMAIL_ADDRESS", value),
        KEY.on(KEY.day + 1).token("EMAIL_ADDRESS", value),
        DayKey(KEY.day, bytes(32)).token("EMAIL_ADDRESS", value),
        KEY.token("PERSON", value),
        KEY.token("EMAIL_ADDRESS", value + "x"),
        KEY.token("", value),
    ]
    assert len(set(tokens)) == len(tokens)
    assert {len(token) for token in tokens} == {10}
    assert KEY.token("EMAIL_ADDRESS", value) == tokens[0]


def test_kind_and_value_are_kept_apart():
    assert len({KEY.token("ab", "c"), KEY.token("a", "bc"), KEY.token("abc", "")}) == 3


def test_a_day_is_part_of_a_key_and_of_no_token():
    assert DayKey(1, KEY.key).token("PERSON", "x") == DayKey(2, KEY.key).token("PERSON", "x")


def test_a_search_over_400_days_finds_each_day():
    until = KEY.day + 399
    tokens = list(KEY.tokens("PERSON", "zelda quillfeather", until))
    assert tokens == [KEY.on(day).token("PERSON", "zelda quillfeather") for day in range(KEY.day, until + 1)]
    assert len(set(tokens)) == 400


def test_a_search_ends_on_its_day_and_begins_on_that_of_the_key():
    assert list(KEY.tokens("PERSON", "x", KEY.day)) == [KEY.token("PERSON", "x")]
    assert list(KEY.tokens("PERSON", "x", KEY.day - 1)) == []


def test_todays_key_finds_nothing_of_earlier_days():
    earlier = set(KEY.tokens("PERSON", "zelda", KEY.day + 9))
    assert not earlier & set(KEY.on(KEY.day + 10).tokens("PERSON", "zelda", KEY.day + 400))


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_key_of_another_length_is_refused(length: int):
    with pytest.raises(ValueError, match="32 bytes"):
        DayKey(1, bytes(length))


def test_a_key_is_in_no_repr():
    assert repr(KEY) == "DayKey(day=20000)"


def test_a_commitment_is_a_hash_of_nonce_and_sorted_tokens():
    expected = sha256(b"guard-audit/index/commit/v1" + SALT + b"".join(TOKENS)).digest()
    assert commit(SALT, TOKENS) == expected


def test_a_commitment_does_not_depend_on_the_order():
    assert {commit(SALT, order) for order in permutations(TOKENS)} == {commit(SALT, TOKENS)}


def test_a_commitment_depends_on_the_nonce_and_on_every_token():
    nonces = [SALT, b"\1" + SALT[1:], SALT[1:] + b"\1"]
    lists = [
        TOKENS,
        TOKENS[:2],
        TOKENS[1:],
        (*TOKENS, b"d" * 10),
        (TOKENS[0], TOKENS[0], *TOKENS[1:]),
        *((*TOKENS[:at], b"x" * 10, *TOKENS[at + 1 :]) for at in range(3)),
        (),
    ]
    made = [commit(nonce, tokens) for nonce in nonces for tokens in lists]
    assert len(set(made)) == len(nonces) * len(lists)
    assert {len(each) for each in made} == {32}


@given(st.sets(st.binary(min_size=10, max_size=10), min_size=2, max_size=20))
def test_a_commitment_is_to_each_of_its_tokens(tokens: set[bytes]):
    whole = commit(SALT, tokens)
    assert all(commit(SALT, tokens - {token}) != whole for token in tokens)
