"""Shared access signatures: the ``sig`` of a signed Azure URL.

https://learn.microsoft.com/en-us/azure/storage/common/storage-sas-overview
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

AZURE_SAS = PatternDetector(
    "AZURE_SAS",
    [
        Pattern(r"[?&]s[vr]=[\w%.:&=+/-]{0,300}?&sig=([A-Za-z0-9%+/]{43,90}(?:=|%3[Dd]))", 0.9, group=1),
        Pattern(
            r"SharedAccessSignature sr=[\w%.:/-]{1,200}&sig=([A-Za-z0-9%+/]{43,90}(?:=|%3[Dd]))",
            0.95,
            group=1,
        ),
    ],
    validate=varied,
    source="https://learn.microsoft.com/en-us/azure/storage/common/storage-sas-overview",
    default=True,
    flags=0,
)
