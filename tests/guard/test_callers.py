"""Keys are known by their digests; whoever shows none is nobody."""

from pathlib import Path

import pytest

from guard.callers import Caller, Callers, digest, new_key
from guard.engine import Guard
from guard.service import Service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    path: Path = tmp_path_factory.mktemp("callers") / "open.yaml"
    path.write_text("policy: open\naudit: {record: none}\n", encoding="utf-8")
    return Service(Guard.load(path), None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("authorization", "Bearer {}"),
        ("authorization", "bearer   {} "),
        ("api-key", "{}"),
        ("x-api-key", "{}"),
        ("ocp-apim-subscription-key", "{}"),
    ],
)
def test_a_key_counts_wherever_a_system_puts_it(service: Service, name: str, value: str) -> None:
    key = new_key()
    callers = Callers(service, [digest("another"), digest(key)])
    caller = callers.caller((("accept", "*/*"), (name, value.format(key))))
    assert caller == Caller(digest(key)[:16], service)
    assert callers.service(((name, value.format(key)),)) is service


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("authorization", "Bearer wrong"),),
        (("authorization", "Bearer "),),
        (("authorization", "Basic cmlnaHQ="),),
        (("authorization", "right"),),
        (("authorization", "AWS4-HMAC-SHA256 Credential=right/20260101/eu/bedrock/aws4_request"),),
        (("cookie", "right"), ("x-key", "right")),
        (("x-api-key", digest("right")),),
        (("api-key", ""),),
        (("api-key", "\udcff"),),
    ],
)
def test_anybody_else_is_nobody(service: Service, headers: tuple[tuple[str, str], ...]) -> None:
    callers = Callers(service, [digest("right")])
    assert callers.caller(headers) is None
    assert callers.service(headers) is None


def test_without_keys_nobody_or_everybody_may_call(service: Service) -> None:
    assert Callers(service, []).caller((("x-api-key", "k"),)) is None
    assert Callers(service, None).caller(()) == Caller("", service)


def test_callers_are_told_apart_and_their_keys_are_not_shown(service: Service) -> None:
    keys = [new_key(), new_key()]
    callers = Callers(service, map(digest, keys))
    found = [callers.caller((("x-api-key", key),)) for key in keys]
    assert all(found)
    assert found[0] != found[1]
    assert not any(key in repr(found) for key in keys)


def test_keys_are_long_and_never_the_same() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(len(key) >= 43 and key.startswith("guard-") for key in keys)
