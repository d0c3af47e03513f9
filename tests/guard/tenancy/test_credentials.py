"""Keys: random, known by their digests, found wherever a system puts them."""

import pytest

from guard.tenancy.credentials import Presented, digest, new_key, presented


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-guard-key", "{}"),
        ("authorization", "Bearer {}"),
        ("authorization", "bearer   {} "),
        ("api-key", "{}"),
        ("x-api-key", "{}"),
        ("ocp-apim-subscription-key", "{}"),
    ],
)
def test_a_key_counts_wherever_a_system_puts_it(name: str, value: str) -> None:
    key = new_key()
    assert list(presented((("accept", "*/*"), (name, value.format(key))))) == [Presented(name, key)]


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("authorization", "Basic cmlnaHQ="),),
        (("authorization", "right"),),
        (("authorization", "AWS4-HMAC-SHA256 Credential=right/20260101/eu/bedrock/aws4_request"),),
        (("cookie", "right"), ("x-key", "right")),
        (("x-guard-keys", "right"),),
    ],
)
def test_anything_else_is_no_key(headers: tuple[tuple[str, str], ...]) -> None:
    assert list(presented(headers)) == []


def test_guards_own_header_comes_first_wherever_it_stands() -> None:
    headers = (("authorization", "Bearer provider"), ("x-api-key", "other"), ("x-guard-key", "ours"))
    assert [each.value for each in presented(headers)] == ["ours", "provider", "other"]


def test_a_key_is_not_shown() -> None:
    assert "secret" not in repr(Presented("x-guard-key", "secret"))


def test_keys_are_long_and_never_the_same() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(len(key) >= 43 and key.startswith("guard-") for key in keys)


def test_a_digest_takes_any_header() -> None:
    assert len(digest("\udcff")) == 64
    assert digest("a") != digest("b")
