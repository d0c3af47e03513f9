"""Braintree access tokens of PayPal, and private keys by their name.

https://developer.paypal.com/braintree/docs/guides/paypal/overview
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

BRAINTREE_TOKEN = PatternDetector(
    "BRAINTREE_TOKEN",
    [
        Pattern(r"\baccess_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[a-f0-9]{32}\b", 0.95),
        *named("braintree", "[a-f0-9]{32}"),
    ],
    context=credentials_of("braintree"),
    validate=mixed,
    source="https://developer.paypal.com/braintree/docs/guides/paypal/overview",
    default=True,
    flags=0,
)
