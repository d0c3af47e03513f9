"""Private key blocks: whole, of any kind, and cut off."""

import time
from collections.abc import Callable

import pytest

from guard.detect.secret.private_key import PRIVATE_KEY

Values = Callable[..., list[str]]
BODY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n" * 6


def block(kind: str = "", headers: str = "") -> str:
    return f"-----BEGIN {kind}PRIVATE KEY-----\n{headers}{BODY}-----END {kind}PRIVATE KEY-----"


@pytest.mark.parametrize(
    "key",
    [
        block(),
        block("RSA "),
        block("EC "),
        block("OPENSSH "),
        block("ENCRYPTED "),
        block("RSA ", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,0123\n\n"),
        block().replace("\n", "\\n"),
        block().replace("\n", "\r\n"),
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n" + BODY + "-----END PGP PRIVATE KEY BLOCK-----",
    ],
)
@pytest.mark.parametrize("around", ["{}", "here:\n{}\nthanks, Ann", '{{"key": "{}"}}'])
def test_found(values: Values, key: str, around: str):
    assert values(PRIVATE_KEY, around.format(key)) == [key]


@pytest.mark.parametrize("lines", [0, 1, 5])
def test_a_block_cut_off_is_found_as_far_as_it_goes(values: Values, lines: int):
    cut = "\n".join(block().split("\n")[: 1 + lines])
    assert values(PRIVATE_KEY, f"see {cut}") == [cut]


def test_a_block_cut_off_does_not_take_the_prose_after_it_along_forever(values: Values):
    (found,) = values(PRIVATE_KEY, f"-----BEGIN PRIVATE KEY-----\n{BODY[:64]}\n... and so on, dear Ann.")
    assert BODY[:64] in found
    assert "so on" not in found


def test_two_blocks_are_two(values: Values):
    assert values(PRIVATE_KEY, f"{block()}\n{block('EC ')}") == [block(), block("EC ")]


@pytest.mark.parametrize(
    "text",
    [
        block().replace("PRIVATE", "PUBLIC"),
        "-----BEGIN CERTIFICATE-----\n" + BODY + "-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE REQUEST-----\n" + BODY,
        "-----END PRIVATE KEY-----",
        "BEGIN PRIVATE KEY",
        "---- BEGIN SSH2 PUBLIC KEY ----",
        "keep your private key private",
        BODY,
    ],
)
def test_not_found(values: Values, text: str):
    assert values(PRIVATE_KEY, text) == []


def test_many_beginnings_cost_no_more_than_their_length(values: Values):
    def seconds(size: int) -> float:
        text = "-----BEGIN PRIVATE KEY-----\n" * (size // 28)
        started = time.process_time()
        assert values(PRIVATE_KEY, text)
        return time.process_time() - started

    # Eight times the text: linear is 8 times the cost, quadratic 64.
    assert min(seconds(400_000) for _ in range(3)) < 40 * min(seconds(50_000) for _ in range(3)) + 0.1
