"""Address on Litecoin: base58check (L…, M…) or bech32 (ltc1…).

https://en.wikipedia.org/wiki/Litecoin
"""

import regex

from guard.detect.coin import base58check, bech32_of
from guard.detect.patterns import Pattern, PatternDetector

_SIGN = "[1-9A-HJ-NP-Za-km-z]"
_old = base58check(b"\x30", b"\x32")
_new = bech32_of("ltc")

LITECOIN_ADDRESS = PatternDetector(
    "LITECOIN_ADDRESS",
    [
        Pattern(rf"(?<!\w)[LM]{_SIGN}{{32,33}}(?!\w)", 0.1, valid=1.0),
        Pattern(r"(?<!\w)(?i:ltc1[02-9ac-hj-np-z]{39,59})(?!\w)", 0.1, valid=1.0),
    ],
    context=("litecoin", "ltc"),
    validate=lambda value: _old(value) or _new(value),
    checks="base58check or bech32",
    source="https://en.wikipedia.org/wiki/Litecoin",
    default=True,
    flags=regex.DOTALL | regex.MULTILINE,
)
