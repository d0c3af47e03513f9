"""Address on Bitcoin Cash (CashAddr): forty-two signs after "bitcoincash:", which is often left out.

https://github.com/bitcoincashorg/bitcoincash.org/blob/master/spec/cashaddr.md
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

_SIGNS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)
_PREFIX = [ord(sign) & 31 for sign in "bitcoincash"] + [0]


def _valid(value: str) -> bool:
    check = 1
    for number in _PREFIX + [_SIGNS.find(sign) for sign in value.lower().rpartition(":")[2]]:
        top, check = check >> 35, ((check & 0x07FFFFFFFF) << 5) ^ (number & 31)
        for bit, generator in enumerate(_GENERATOR):
            check ^= generator if top >> bit & 1 else 0
    return check == 1


_BODY = "[qprz][02-9ac-hj-np-z]{41}"

BITCOIN_CASH_ADDRESS = PatternDetector(
    "BITCOIN_CASH_ADDRESS",
    [Pattern(rf"(?<!\w)(?:(?:bitcoincash:)?{_BODY}|(?:BITCOINCASH:)?(?i:{_BODY}))(?!\w)", 0.1, valid=1.0)],
    context=("bitcoin cash", "bch"),
    validate=_valid,
    checks="BCH code of 40 bits",
    source="https://github.com/bitcoincashorg/bitcoincash.org/blob/master/spec/cashaddr.md",
    default=True,
    flags=regex.DOTALL | regex.MULTILINE,
)
