"""Address on Ethereum and the chains like it: 0x and forty hexadecimal digits, too long for a number.

The check in the case of its letters (EIP-55) needs Keccak, and most addresses are written without it.
https://eips.ethereum.org/EIPS/eip-55
"""

from guard.detect.patterns import Pattern, PatternDetector

_FEW = 4


def _used(address: str) -> bool | None:
    # 0x000…0 and 0x000…dEaD stand for nobody.
    return None if len(set(address[2:].casefold())) > _FEW else False


ETH_ADDRESS = PatternDetector(
    "ETH_ADDRESS",
    [Pattern(r"(?<![^\W_])0x[0-9a-f]{40}(?!\w)", 0.85)],
    context=("ethereum", "eth", "wallet", "polygon", "metamask"),
    validate=_used,
    source="https://eips.ethereum.org/EIPS/eip-55",
    default=True,
)
