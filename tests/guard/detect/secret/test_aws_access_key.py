"""AWS access keys: the id by its shape, the secret by the words before it."""

from collections.abc import Callable

import pytest

from guard.detect.secret.aws_access_key import AWS_ACCESS_KEY

ID = "AKIA" + "IOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG" + "/bPxRfiCYEXAMPLEKEY"
Values = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (ID, ID),
        (f"key {ID}, please", ID),
        (f"ASIA{ID[4:]}", f"ASIA{ID[4:]}"),
        (f"aws_secret_access_key = {SECRET}", SECRET),
        (f'"AWS_SECRET_ACCESS_KEY": "{SECRET}"', SECRET),
        (f"AWS secret access key:\n{SECRET}\n", SECRET),
        (f"AWS secret key => {SECRET}", SECRET),
    ],
)
def test_found(values: Values, text: str, found: str):
    assert values(AWS_ACCESS_KEY, text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        ID[:-1],
        ID + "A",
        ID.lower(),
        f"x{ID}",
        "AKIA" + "0189" * 4,
        "AGPA" + ID[4:],
        SECRET,
        f"secret key: {SECRET}",
        f"aws_secret_access_key = {SECRET}A",
        f"aws_secret_access_key = {SECRET[:-1]}",
        "rotate the aws secret access key every ninety days",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    ],
)
def test_not_found(values: Values, text: str):
    assert values(AWS_ACCESS_KEY, text) == []


def test_a_secret_is_known_by_its_json_name(find: Callable[..., list[object]]):
    assert find(AWS_ACCESS_KEY, SECRET, "/aws_secret_access_key")
