"""Address on the XRP ledger: base58check in an alphabet of its own (r…), also with a tag inside (X…).

https://xrpl.org/docs/concepts/accounts/addresses
"""

import regex

from guard.detect.coin import RIPPLE, base58check
from guard.detect.patterns import Pattern, PatternDetector

_SIGN = "[1-9A-HJ-NP-Za-km-z]"
_classic = base58check(b"\x00", alphabet=RIPPLE)
_tagged = base58check(b"\x05\x44", body=29, alphabet=RIPPLE)

RIPPLE_ADDRESS = PatternDetector(
    "RIPPLE_ADDRESS",
    [
        Pattern(rf"(?<!\w)r{_SIGN}{{24,34}}(?!\w)", 0.1, valid=1.0),
        Pattern(rf"(?<!\w)X{_SIGN}{{45,46}}(?!\w)", 0.1, valid=1.0),
    ],
    context=("ripple", "xrp"),
    validate=lambda value: _classic(value) or _tagged(value),
    checks="base58check",
    source="https://xrpl.org/docs/concepts/accounts/addresses",
    default=True,
    flags=regex.DOTALL | regex.MULTILINE,
)
