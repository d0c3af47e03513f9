"""Coinbase API keys and secrets, known by their name only.

https://docs.cdp.coinbase.com/get-started/authentication/overview
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

COINBASE_KEY = PatternDetector(
    "COINBASE_KEY",
    named("coinbase", "(?:[A-Za-z0-9_-]{64}|[A-Za-z0-9+/]{86}==)"),
    context=credentials_of("coinbase"),
    validate=mixed,
    source="https://docs.cdp.coinbase.com/get-started/authentication/overview",
    default=True,
    flags=0,
)
