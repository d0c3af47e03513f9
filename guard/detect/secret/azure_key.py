"""Keys of Azure services that carry a mark: storage, Batch, Cosmos DB, Event Hubs, Functions, AI services.

https://learn.microsoft.com/en-us/azure/storage/common/storage-account-keys-manage
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

AZURE_KEY = PatternDetector(
    "AZURE_KEY",
    [
        Pattern(r"(?<![\w+/])[A-Za-z0-9+/]{76}(?:APIM|ACDb|\+(?:ABa|AMC|ASt))[A-Za-z0-9+/]{5}[AQgw]==", 0.95),
        Pattern(r"(?<![\w+/])[A-Za-z0-9+/]{33}(?:AIoT|\+(?:ASb|AEh|ARm))[A-P][A-Za-z0-9+/]{5}=", 0.95),
        Pattern(r"(?<![\w+/])[A-Za-z0-9_-]{44}AzFu[A-Za-z0-9_-]{5}[AQgw]==", 0.95),
        Pattern(
            r"(?<![\w+/])[A-Za-z0-9]{52}JQQJ9[9DH][A-Za-z0-9][A-L][A-Za-z0-9]{16}[A-Za-z][A-Za-z0-9]{7}(?:[A-Za-z0-9]{2}==)?(?![\w+/=])",
            0.95,
        ),
        Pattern(r"(?<![\w+/])[A-Za-z0-9+/]{42}AzSe[A-D][A-Za-z0-9]{5}(?![\w+/=])", 0.95),
    ],
    validate=varied,
    source="https://learn.microsoft.com/en-us/azure/storage/common/storage-account-keys-manage",
    default=True,
    flags=0,
)
