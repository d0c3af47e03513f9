"""Private keys of Bitcoin wallets (WIF and extended keys): Base58 with a double SHA-256.

https://en.bitcoin.it/wiki/Wallet_import_format
"""

import base58

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import mixed


def _valid(key: str) -> bool | None:
    try:
        base58.b58decode_check(key)
    except ValueError:
        return mixed(key)
    return True


CRYPTO_PRIVATE_KEY = PatternDetector(
    "CRYPTO_PRIVATE_KEY",
    [
        Pattern(r"\b(?:5[1-9A-HJ-NP-Za-km-z]{50}|[KL][1-9A-HJ-NP-Za-km-z]{51})\b", 0.3),
        Pattern(r"\b[xyzt]prv[1-9A-HJ-NP-Za-km-z]{107}\b", 0.9),
    ],
    context=(
        "wif",
        "private key",
        "wallet",
    ),
    validate=_valid,
    checks="Base58 check",
    source="https://en.bitcoin.it/wiki/Wallet_import_format",
    default=True,
    flags=0,
)
