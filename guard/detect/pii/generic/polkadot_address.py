"""Address on Polkadot, Kusama and chains like them (SS58): base58 with two bytes of a BLAKE2b.

https://github.com/paritytech/ss58-registry
"""

import hashlib

import base58
import regex

from guard.detect.patterns import Pattern, PatternDetector

_NETWORKS = b"\x00\x02\x2a"  # Polkadot, Kusama, any
_BYTES = 35


def _valid(address: str) -> bool:
    read = base58.b58decode(address)
    check = hashlib.blake2b(b"SS58PRE" + read[:-2]).digest()[:2]
    return len(read) == _BYTES and read[0] in _NETWORKS and read[-2:] == check


POLKADOT_ADDRESS = PatternDetector(
    "POLKADOT_ADDRESS",
    [Pattern(r"(?<!\w)[15C-J][1-9A-HJ-NP-Za-km-z]{45,47}(?!\w)", 0.1, valid=1.0)],
    context=("polkadot", "dot", "kusama", "ksm", "substrate"),
    validate=_valid,
    checks="BLAKE2b of 16 bits",
    source="https://github.com/paritytech/ss58-registry",
    default=True,
    flags=regex.DOTALL | regex.MULTILINE,
)
