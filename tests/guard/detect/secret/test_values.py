"""What tells a secret's value from what stands for one."""

import pytest

from guard.detect.secret.password_assignment import password_like
from guard.detect.secret.values import entropy, mixed, stand_in, unworded, varied, worded


@pytest.mark.parametrize(
    "value",
    [
        "<password>",
        "${PASSWORD}",
        "$TOKEN",
        "{{ token }}",
        "[secret]",
        "********",
        "xxxxxxxx",
        "changeme",
        "change-it",
        "your_api_key",
        "example",
        "test1",
        "aaaa",
        "password123",
        "TODO",
        "os.environ",
        "process.env.X",
        "%(pw)s",
        "1234567",
    ],
)
def test_stand_ins(value: str):
    assert stand_in(value)
    assert password_like(value) is False


@pytest.mark.parametrize(
    "value", ["Tr0ub4dor&3", "Kx82jdPw", "hunter2!x", "aB3{x]9k<q", "s3cr3tpw", "Sommer2024!"]
)
def test_passwords(value: str):
    assert not stand_in(value)
    assert password_like(value) is True


@pytest.mark.parametrize(
    "value", ["swordfish", "correct-horse-battery", "QxzPlmKj", "db-credentials-v2", "ab1"]
)
def test_what_may_be_a_password(value: str):
    assert password_like(value) is None


@pytest.mark.parametrize(
    "value",
    [
        "self.password2",
        "https://a.example/1",
        "/run/secrets/db1",
        "getpass()",
        "sha256",
        "bytes32",
        "v1.2.3",
        "30days",
        "2026-01-01",
        "ann7@example.com",
        "server1.pem",
        "#dcdcc1",
        "key=value1",
        "ns::name1",
    ],
)
def test_code_and_other_things(value: str):
    assert password_like(value) is False


@pytest.mark.parametrize(
    ("value", "said"), [("a1b2c3d4e5f6", None), ("abcdef", False), ("12345678", False), ("a1" * 9, False)]
)
def test_mixed(value: str, said: bool | None):
    assert mixed(value) is said


def test_words_are_not_random():
    assert worded("ProductionDatabaseReplica")
    assert unworded("ProductionDatabaseReplica2") is False
    assert unworded("k3Jf92LmQx7Zt0Vb5Rn8") is None
    assert varied("x" * 40) is False
    assert entropy("aaaa") == 0
    assert entropy("abcd") == 2
