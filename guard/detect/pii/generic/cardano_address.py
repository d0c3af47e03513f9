"""Address on Cardano: bech32 (addr1…, stake1…), or the older base58 (Ae2…, DdzFF…) with a CRC-32.

https://cips.cardano.org/cip/CIP-0019
"""

import binascii

import base58
import regex

from guard.detect.coin import bech32_of
from guard.detect.patterns import Pattern, PatternDetector

_shelley = bech32_of("addr", "addr_test", "stake", "stake_test")
_HEAD = b"\x82\xd8\x18\x58"  # CBOR: two items, the first of them bytes that hold CBOR
_COUNT = len(_HEAD)
_CRC = b"\x1a"


def _valid(value: str) -> bool:
    if "1" in value and _shelley(value):
        return True
    try:
        read = base58.b58decode(value)
    except ValueError:
        return False
    if not read.startswith(_HEAD):
        return False
    end = _COUNT + 1 + read[_COUNT]
    return read[end:] == _CRC + binascii.crc32(read[_COUNT + 1 : end]).to_bytes(4, "big")


CARDANO_ADDRESS = PatternDetector(
    "CARDANO_ADDRESS",
    [
        Pattern(r"(?<!\w)(?:addr|stake)(?:_test)?1[02-9ac-hj-np-z]{50,110}(?!\w)", 0.1, valid=1.0),
        Pattern(r"(?<!\w)(?:Ae2|Ddz)[1-9A-HJ-NP-Za-km-z]{50,110}(?!\w)", 0.1, valid=1.0),
    ],
    context=("cardano", "ada"),
    validate=_valid,
    checks="bech32 or CRC-32",
    source="https://cips.cardano.org/cip/CIP-0019",
    default=True,
    flags=regex.DOTALL | regex.MULTILINE,
)
