"""npm access tokens; the last six characters are the CRC-32 of GitHub's tokens. Old ones stand in an ``.npmrc``.

https://github.blog/2021-09-23-announcing-npms-new-access-token-format/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.github_token import checksum
from guard.detect.secret.values import varied

_CHECK = 6


def _valid(token: str) -> bool | None:
    # A token with a wrong check is still most likely a token with a typing error: never dropped.
    mark, _, body = token.partition("_")
    right = mark == "npm" and body.isascii() and body[-_CHECK:] == checksum(body[:-_CHECK])
    return True if right else varied(token)


NPM_TOKEN = PatternDetector(
    "NPM_TOKEN",
    [
        Pattern(r"\bnpm_[A-Za-z0-9]{36}(?![\w-])", 0.9),
        Pattern(r"""\b_authToken\s{0,3}=\s{0,3}["']?([A-Za-z0-9_=+/-]{36,250})(?![\w-])""", 0.9, group=1),
    ],
    validate=_valid,
    checks="CRC-32",
    source="https://github.blog/2021-09-23-announcing-npms-new-access-token-format/",
    default=True,
    flags=0,
)
