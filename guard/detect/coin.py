"""Predicates of coin addresses: base58check and bech32, read by the libraries of these names.

https://en.bitcoin.it/wiki/Base58Check_encoding and
https://github.com/bitcoin/bips/blob/master/bip-0350.mediawiki
"""

from collections.abc import Callable

import base58
import bech32

RIPPLE = base58.RIPPLE_ALPHABET
_CHECKS = (1, 0x2BC830A3)
"""What is left of a right checksum: of bech32 and of bech32m."""


def base58check(
    *versions: bytes, body: int = 20, alphabet: bytes = base58.BITCOIN_ALPHABET
) -> Callable[[str], bool]:
    """Give the check of an address in base58 with four bytes of a double SHA-256.

    Args:
        versions: the bytes it may begin with.
        body: bytes between version and checksum.
        alphabet: the 58 signs, in order.
    """

    def valid(value: str) -> bool:
        try:
            read = base58.b58decode_check(value, alphabet=alphabet)
        except ValueError:
            return False
        return any(read.startswith(each) and len(read) == len(each) + body for each in versions)

    return valid


def bech32_of(*prefixes: str) -> Callable[[str], bool]:
    """Give the check of an address in bech32 or bech32m, of any length.

    Args:
        prefixes: what may stand before the ``1``.
    """

    def valid(value: str) -> bool:
        prefix, _, data = value.lower().rpartition("1")
        signs = [bech32.CHARSET.find(sign) for sign in data]
        if prefix not in prefixes or -1 in signs or value not in (value.lower(), value.upper()):
            return False
        return bech32.bech32_polymod(bech32.bech32_hrp_expand(prefix) + signs) in _CHECKS

    return valid
