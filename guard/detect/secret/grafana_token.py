"""Grafana tokens: service accounts (with a CRC-32), Cloud tokens, old API keys.

https://grafana.com/docs/grafana/latest/administration/service-accounts/
"""

import zlib

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied


def _valid(token: str) -> bool | None:
    # A token with a wrong check is still most likely a token with a typing error: never dropped.
    body, _, check = token.rpartition("_")
    right = zlib.crc32(body.encode()).to_bytes(4, "little").hex()
    return True if body.startswith("glsa_") and check.lower() == right else varied(token)


GRAFANA_TOKEN = PatternDetector(
    "GRAFANA_TOKEN",
    [
        Pattern(r"\bglsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}(?![\w-])", 0.9),
        Pattern(r"\bglc_eyJ[A-Za-z0-9+/]{30,400}={0,2}(?![\w+/])", 0.9),
        Pattern(r"\beyJrIjoi[A-Za-z0-9]{60,400}={0,2}(?![\w+/.])", 0.9),
    ],
    validate=_valid,
    checks="CRC-32",
    source="https://grafana.com/docs/grafana/latest/administration/service-accounts/",
    default=True,
    flags=0,
)
