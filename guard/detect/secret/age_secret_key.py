"""Secret keys of age: Bech32 with its checksum.

https://age-encryption.org/v1
"""

from guard.detect.coin import bech32_of
from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

_checked = bech32_of("age-secret-key-")


def _valid(key: str) -> bool | None:
    # A key with a wrong check is still most likely a key with a typing error: never dropped.
    return True if _checked(key) else varied(key)


AGE_SECRET_KEY = PatternDetector(
    "AGE_SECRET_KEY",
    [Pattern(r"\bAGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}(?![\w-])", 0.9)],
    validate=_valid,
    checks="Bech32",
    source="https://age-encryption.org/v1",
    default=True,
    flags=0,
)
