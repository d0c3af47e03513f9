"""GitLab tokens of every kind; the routable ones end in a CRC-32 in base 36.

https://docs.gitlab.com/security/tokens/#token-prefixes
"""

import zlib

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_CHECK = 7


def checksum(body: str) -> str:
    """Give the check characters of what stands before them.

    >>> checksum("glpat-example.01")
    '04scc1v'
    """
    number, digits = zlib.crc32(body.encode()), ""
    for _ in range(_CHECK):
        number, digit = divmod(number, len(_BASE36))
        digits = _BASE36[digit] + digits
    return digits


def _valid(token: str) -> bool | None:
    # A token with a wrong check is still most likely a token with a typing error: never dropped.
    return True if "." in token and token[-_CHECK:] == checksum(token[:-_CHECK]) else varied(token)


GITLAB_TOKEN = PatternDetector(
    "GITLAB_TOKEN",
    [
        Pattern(
            r"\bgl(?:pat|rt|dt|ft|soat|rtr|wt)-(?:t[0-9]_)?[A-Za-z0-9_-]{27,300}\.(?:[0-9a-z]{2}\.)?[0-9a-z]{9}\b",
            0.95,
        ),
        Pattern(
            r"\bgl(?:pat|dt|ft|rt|soat|ptt|cbt|imt|agent|oas|ffct|wt|rtr)-(?:[A-Za-z0-9]{1,5}_)?[A-Za-z0-9_-]{20,250}(?![\w-])",
            0.9,
        ),
        Pattern(r"\bGR1348941[A-Za-z0-9_-]{20,50}(?![\w-])", 0.9),
        Pattern(r"\b_gitlab_session=([a-f0-9]{32})\b", 0.9, group=1),
    ],
    validate=_valid,
    checks="CRC-32",
    source="https://docs.gitlab.com/security/tokens/#token-prefixes",
    default=True,
    flags=0,
)
