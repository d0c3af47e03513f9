"""Addresses on networks: of what is set aside for examples, in the shape of the real ones."""

import ipaddress
import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.transform.standins import internet
from guard.transform.standins.draw import Draw


def draw(value: str, attempt: int = 0) -> Draw:
    return Draw(b"k" * 32, "X", value, attempt)


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("ann.lee@example.org", r"[a-z]+\.[a-z]+@example\.(org|com|net)"),
        ("ann@example.org", r"[a-z]+@example\.(org|com|net)"),
        ("al42@sub.example.com", r"[a-z]+\d\d@example\.(org|com|net)"),
        ('"a@b"@example.org', r"[a-z]+@example\.(org|com|net)"),
    ],
)
def test_email(value: str, shape: str):
    assert re.fullmatch(shape, internet.email(value, draw(value)) or "")


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (
            "https://www.example.org/u/12?x=ab#Top",
            r"https://[a-z]+\.example\.\w{3}/[a-z]/\d\d\?[a-z]=[a-z]{2}#[A-Z][a-z]{2}",
        ),
        ("www.example.org", r"[a-z]+\.example\.\w{3}"),
        ("http://user:pw@10.0.0.1:8080/", r"http://[a-z]+\.example\.\w{3}/"),
        ("ftp://example.org", r"ftp://[a-z]+\.example\.\w{3}"),
    ],
)
def test_url(value: str, shape: str):
    assert re.fullmatch(shape, internet.url(value, draw(value)) or "")


NETWORKS = [ipaddress.ip_network(each) for each in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]


@pytest.mark.parametrize("value", ["10.1.2.3", "8.8.8.8", "255.255.255.255"])
@pytest.mark.parametrize("attempt", range(5))
def test_ip_of_four(value: str, attempt: int):
    made = ipaddress.ip_address(internet.ip(value, draw(value, attempt)) or "")
    assert any(made in network for network in NETWORKS)


@pytest.mark.parametrize("value", ["fe80::1", "2001:4860:4860::8888", "::1"])
def test_ip_of_six(value: str):
    made = ipaddress.ip_address(internet.ip(value, draw(value)) or "")
    assert made in ipaddress.ip_network("2001:db8::/32")


def test_the_prefix_of_a_network_stays():
    assert (internet.ip("10.0.0.0/8", draw("x")) or "").endswith("/8")


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("aa:bb:cc:00:11:22", "00:00:5e:00:53:[0-9a-f]{2}"),
        ("AA-BB-CC-00-11-22", "00-00-5E-00-53-[0-9A-F]{2}"),
        ("aabbcc001122", "00005e0053[0-9a-f]{2}"),
    ],
)
def test_mac(value: str, shape: str):
    assert re.fullmatch(shape, internet.mac(value, draw(value)) or "")


@pytest.mark.parametrize("wrap", ["{}", "{{{}}}"])
@pytest.mark.parametrize("upper", [False, True])
def test_uuid(wrap: str, *, upper: bool):
    value = wrap.format("123e4567-e89b-12d3-a456-426614174000")
    value = value.upper() if upper else value
    made = internet.uuid(value, draw(value)) or ""
    assert uuid.UUID(made).version == 4
    assert uuid.UUID(made).variant == uuid.RFC_4122
    assert len(made) == len(value)
    assert made == (made.upper() if upper else made.lower())


@pytest.mark.parametrize(
    ("value", "shape"),
    [("@annlee42", r"@[a-z]+\d\d"), ("ann", "[a-z]+"), ("ann.lee", "[a-z]+"), ("~x1", r"~[a-z]+\d")],
)
def test_username(value: str, shape: str):
    assert re.fullmatch(shape, internet.username(value, draw(value)) or "")


MAKERS = [internet.email, internet.url, internet.ip, internet.mac, internet.uuid, internet.username]


@pytest.mark.parametrize(
    ("make", "value"),
    [
        (internet.email, "ann"),
        (internet.email, ""),
        (internet.url, "a b"),
        (internet.url, "https://exämple.org"),
        (internet.url, ""),
        (internet.ip, "10.0.0"),
        (internet.ip, "10.0.0.256"),
        (internet.ip, "fe80"),
        (internet.ip, "10.0.0.1/x"),
        (internet.ip, "10.0.0.1/"),
        (internet.mac, "aa:bb:cc:00:11"),
        (internet.mac, "aa:bb-cc:00:11:22"),
        (internet.uuid, "123e4567"),
        (internet.uuid, "123e4567-e89b-12d3-a456-42661417400g"),
        (internet.username, "ann lee"),
        (internet.username, "@"),
        (internet.username, "änn"),
    ],
)
def test_what_is_something_else_has_none(make: object, value: str):
    assert make(value, draw(value)) is None


@pytest.mark.parametrize("make", MAKERS)
@given(value=st.text(max_size=20))
def test_any_text_can_be_asked_for(make: object, value: str):
    made = make(value, draw(value))
    assert made is None or made == make(value, draw(value))
