"""Address on Dogecoin: base58check (D…, or A… and 9… for scripts).

https://en.wikipedia.org/wiki/Dogecoin
"""

import regex

from guard.detect.coin import base58check
from guard.detect.patterns import Pattern, PatternDetector

DOGECOIN_ADDRESS = PatternDetector(
    "DOGECOIN_ADDRESS",
    [Pattern(r"(?<!\w)[DA9][1-9A-HJ-NP-Za-km-z]{33}(?!\w)", 0.1, valid=1.0)],
    context=("dogecoin", "doge"),
    validate=base58check(b"\x1e", b"\x16"),
    checks="base58check",
    source="https://en.wikipedia.org/wiki/Dogecoin",
    default=True,
    flags=regex.DOTALL | regex.MULTILINE,
)
