"""Credentials in HTTP headers: ``Authorization: Bearer …``, ``Basic …`` (user and password in base 64), ``X-Api-Key: …``.

https://www.rfc-editor.org/rfc/rfc9110#name-authorization
"""

import base64
import re

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import mixed, stand_in

_TOKEN = r"[A-Za-z0-9._~+/:-]{8,999}={0,2}"  # noqa: S105
_QUOTE = r"[\"'\\]{0,2}\s{0,3}[:=,]\s{0,3}[\"'\\]{0,2}"
_KEYS = "x-api-key|x-api-token|x-auth-token|x-access-token|x-auth-key|private-token|job-token|api-key|ocp-apim-subscription-key|x-goog-api-key|x-functions-key|x-vault-token|x-amz-security-token"

_CODE = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_]\w*)+")


def _credentials(value: str) -> bool | None:
    """Take Basic credentials for certain, and other ones if they are random."""
    try:
        user, colon, password = (
            base64.b64decode(value + "=" * (-len(value) % 4), validate=True).decode().partition(":")
        )
    except ValueError:
        user = colon = password = ""
    if user and colon and password and (user + password).isprintable():
        return True
    return False if stand_in(value) or _CODE.fullmatch(value) else mixed(value)


AUTHORIZATION_HEADER = PatternDetector(
    "AUTHORIZATION_HEADER",
    [
        Pattern(
            rf"(?i:authorization{_QUOTE}(?:bearer|basic|token|apikey|api-key|key|digest|negotiate))[ =]{{1,3}}({_TOKEN})",
            0.8,
            group=1,
        ),
        Pattern(rf"(?i:authorization){_QUOTE}({_TOKEN})", 0.6, valid=0.9, group=1),
        Pattern(rf"(?<![\w-])(?i:{_KEYS}){_QUOTE}({_TOKEN})", 0.7, valid=0.9, group=1),
        Pattern(r"\b(?:Bearer|bearer)\s{1,3}([A-Za-z0-9._~+/-]{20,999}={0,2})", 0.6, valid=0.6, group=1),
        Pattern(r"\b(?:Basic|basic)\s{1,3}([A-Za-z0-9+/]{12,200}={0,2})(?![\w+/=])", 0.1, valid=0.8, group=1),
    ],
    validate=_credentials,
    checks="Basic: user and password",
    source="https://www.rfc-editor.org/rfc/rfc9110#name-authorization",
    default=True,
    flags=0,
)
