"""Address on Monero: ninety-five signs of base58 that begin with 4 or 8, or 106 with a payment id inside.

Its check needs Keccak; the length alone is distinctive.
https://docs.getmonero.org/public-address/standard-address/
"""

import regex

from guard.detect.patterns import Pattern, PatternDetector

_SIGN = "[1-9A-HJ-NP-Za-km-z]"

MONERO_ADDRESS = PatternDetector(
    "MONERO_ADDRESS",
    [Pattern(rf"(?<![\w+/=])[48][0-9AB]{_SIGN}{{93}}(?:{_SIGN}{{11}})?(?![\w+/=])", 0.8)],
    context=("monero", "xmr"),
    validate=lambda value: None if any(map(str.islower, value)) and any(map(str.isupper, value)) else False,
    source="https://docs.getmonero.org/public-address/standard-address/",
    default=True,
    flags=regex.DOTALL | regex.MULTILINE,
)
