"""JSON Web Tokens: three parts, of which the first is a header."""

import base64
import json
from collections.abc import Callable

import pytest

from guard.detect.secret.jwt import JWT

Values = Callable[..., list[str]]


def part(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


CLAIMS = part({"sub": "1234567890", "name": "Ann Lee"})
SIGNATURE = "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
TOKEN = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{CLAIMS}.{SIGNATURE}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TOKEN, TOKEN),
        (f"Authorization: Bearer {TOKEN}", TOKEN),
        (f'{{"token":"{TOKEN}"}}', TOKEN),
        (f"({TOKEN})", TOKEN),
        (f"{TOKEN}.", TOKEN),
        (f"{part({'alg': 'none'})}.{CLAIMS}.{SIGNATURE}", f"{part({'alg': 'none'})}.{CLAIMS}.{SIGNATURE}"),
    ],
)
def test_found(values: Values, text: str, found: str):
    assert values(JWT, text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        f"{part({'typ': 'JWT', 'kid': '1'})}.{CLAIMS}.{SIGNATURE}",
        f"eyJub3QganNvbiBhdCBhbGw.{CLAIMS}.{SIGNATURE}",
        f"{part({'alg': 'HS256'})}.{CLAIMS}",
        f"{part({'alg': 'HS256'})}..{SIGNATURE}",
        f"{part(['alg'])}.{CLAIMS}.{SIGNATURE}",
        f"x{TOKEN}",
        TOKEN.replace(".", " "),
        TOKEN.upper(),
        "eyJhbGciOiJIUzI1NiJ9",
        "eyJwYWdlIjoxfQ is a page cursor",
        "com.example.internal.Service",
    ],
)
def test_not_found(values: Values, text: str):
    assert values(JWT, text) == []
