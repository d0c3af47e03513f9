"""Address on Cosmos and the chains of its kind: bech32 after the chain's name (cosmos1…, osmo1…).

https://github.com/satoshilabs/slips/blob/master/slip-0173.md
"""

import regex

from guard.detect.coin import bech32_of
from guard.detect.patterns import Pattern, PatternDetector

_CHAINS = (
    "cosmos osmo juno terra inj celestia sei kava akash secret stars dydx axelar stride neutron noble injective"
    " evmos persistence regen band kujira thor agoric bostrom chihuahua dym umee archway xion mantra"
).split()
_KINDS = ("", "valoper", "valcons", "pub")

COSMOS_ADDRESS = PatternDetector(
    "COSMOS_ADDRESS",
    [
        Pattern(
            rf"(?<!\w)(?:{'|'.join(_CHAINS)})(?:valoper|valcons|pub)?1[02-9ac-hj-np-z]{{38,80}}(?!\w)",
            0.1,
            valid=1.0,
        )
    ],
    context=("cosmos", "atom", "osmosis", "keplr"),
    validate=bech32_of(*(f"{chain}{kind}" for chain in _CHAINS for kind in _KINDS)),
    checks="bech32",
    source="https://github.com/satoshilabs/slips/blob/master/slip-0173.md",
    default=True,
    flags=regex.DOTALL | regex.MULTILINE,
)
