"""Address on Solana: thirty-two bytes in base58 without a check, so a word must support it.

https://solana.com/docs/core/accounts
"""

import base58
import regex

from guard.detect.patterns import Pattern, PatternDetector

_BYTES = 32


def _key(address: str) -> bool:
    kinds = (str.isdigit, str.islower, str.isupper)
    return all(any(map(kind, address)) for kind in kinds) and len(base58.b58decode(address)) == _BYTES


SOLANA_ADDRESS = PatternDetector(
    "SOLANA_ADDRESS",
    [Pattern(r"(?<![\w+=])[1-9A-HJ-NP-Za-km-z]{32,44}(?![\w+=])", 0.1, valid=0.4, needs_context=True)],
    context=("solana", "sol", "sol address", "sol wallet", "phantom", "solflare", "spl"),
    validate=_key,
    checks="length in bytes",
    source="https://solana.com/docs/core/accounts",
    flags=regex.DOTALL | regex.MULTILINE,
)
