"""Address on Stellar: base32 (G…, or M… with an id inside) with a CRC-16.

https://github.com/stellar/stellar-protocol/blob/master/ecosystem/sep-0023.md
"""

import base64
import binascii

import regex

from guard.detect.patterns import Pattern, PatternDetector


def _valid(address: str) -> bool:
    try:
        read = base64.b32decode(address + "=" * (-len(address) % 8))
    except ValueError:
        return False
    return binascii.crc_hqx(read[:-2], 0) == int.from_bytes(read[-2:], "little")


STELLAR_ADDRESS = PatternDetector(
    "STELLAR_ADDRESS",
    [
        Pattern(r"(?<!\w)G[A-D][A-Z2-7]{54}(?!\w)", 0.1, valid=1.0),
        Pattern(r"(?<!\w)M[A-D][A-Z2-7]{67}(?!\w)", 0.1, valid=1.0),
    ],
    context=("stellar", "xlm", "lumen"),
    validate=_valid,
    checks="CRC-16",
    source="https://github.com/stellar/stellar-protocol/blob/master/ecosystem/sep-0023.md",
    default=True,
    flags=regex.DOTALL | regex.MULTILINE,
)
