"""GitHub tokens; the last six characters are a CRC-32 of the rest in base 62.

https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
"""

import zlib

from guard.detect.patterns import Pattern, PatternDetector

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHECK = 6


def checksum(body: str) -> str:
    """Give the six check characters of the random part of a token.

    >>> checksum("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ")
    '0mLq17'
    """
    number = zlib.crc32(body.encode("ascii"))
    digits = ""
    for _ in range(_CHECK):
        number, digit = divmod(number, len(_BASE62))
        digits = _BASE62[digit] + digits
    return digits


def _valid(token: str) -> bool | None:
    # A token with a wrong check is still most likely a token with a typing error: never dropped.
    body = token.rpartition("_")[2]
    return True if body[-_CHECK:] == checksum(body[:-_CHECK]) else None


GITHUB_TOKEN = PatternDetector(
    "GITHUB_TOKEN",
    [
        Pattern(r"\bgh[pousr]_[A-Za-z0-9]{36}\b", 0.9),
        Pattern(r"\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b", 0.9),
    ],
    validate=_valid,
    checks="CRC-32",
    source="https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/",
    default=True,
    flags=0,
)
