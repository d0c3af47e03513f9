"""Secret keys of age: Bech32 with its checksum.

https://age-encryption.org/v1
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_PREFIX = "age-secret-key-"


def _valid(key: str) -> bool | None:
    # A key with a wrong check is still most likely a key with a typing error: never dropped.
    from stdnum.bitcoin import _expand_hrp, bech32_checksum  # noqa: PLC0415

    values = [_ALPHABET.index(sign) for sign in key[len(_PREFIX) + 1 :].lower()]
    return True if bech32_checksum(_expand_hrp(_PREFIX) + values) == 1 else varied(key)


AGE_SECRET_KEY = PatternDetector(
    "AGE_SECRET_KEY",
    [Pattern(r"\bAGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}(?![\w-])", 0.9)],
    validate=_valid,
    checks="Bech32",
    source="https://age-encryption.org/v1",
    default=True,
    flags=0,
)
