"""Hash: the same value and key give the same digest, and nothing else does."""

import hashlib
from collections.abc import Callable

import pytest

from guard.transform.operators.hash import hash_value
from guard.transform.operators.pseudonym import Pseudonyms
from guard.types import Operator, Rewrite

Make = Callable[..., Pseudonyms]
HASH = Rewrite(Operator.HASH)


@pytest.mark.parametrize("value", ["Ann", "+1 415 555 0132", "é😀"])
def test_the_digest_is_64_hex_digits_and_stable(pseudonyms: Make, value: str):
    made = hash_value(value, "PERSON", HASH, pseudonyms())
    assert made == hash_value(value, "PERSON", HASH, pseudonyms())
    assert len(made) == 64
    assert set(made) <= set("0123456789abcdef")


def test_no_one_without_the_key_can_compute_it(pseudonyms: Make):
    made = hash_value("Ann", "PERSON", HASH, pseudonyms())
    assert made != hashlib.sha256(b"Ann").hexdigest()
    assert made != hash_value("Ann", "PERSON", HASH, pseudonyms(b"K" * 32))


@pytest.mark.parametrize(("value", "label"), [("ann", "PERSON"), ("Ann ", "PERSON"), ("Ann", "NAME")])
def test_other_values_and_labels_give_other_digests(pseudonyms: Make, value: str, label: str):
    assert hash_value(value, label, HASH, pseudonyms()) != hash_value("Ann", "PERSON", HASH, pseudonyms())
