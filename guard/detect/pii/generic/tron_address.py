"""Address on TRON: base58check (T…).

https://developers.tron.network/docs/account
"""

import regex

from guard.detect.coin import base58check
from guard.detect.patterns import Pattern, PatternDetector

TRON_ADDRESS = PatternDetector(
    "TRON_ADDRESS",
    [Pattern(r"(?<!\w)T[1-9A-HJ-NP-Za-km-z]{33}(?!\w)", 0.1, valid=1.0)],
    context=("tron", "trx", "trc20"),
    validate=base58check(b"\x41"),
    checks="base58check",
    source="https://developers.tron.network/docs/account",
    default=True,
    flags=regex.DOTALL | regex.MULTILINE,
)
