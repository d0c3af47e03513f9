"""PayPal client secrets: 80 characters that begin with ``E``, known by their name.

https://developer.paypal.com/api/rest/
"""

from guard.detect.patterns import PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

PAYPAL_SECRET = PatternDetector(
    "PAYPAL_SECRET",
    named("paypal", "E[A-Za-z0-9_-]{79}"),
    context=credentials_of("paypal", "paypal client"),
    validate=mixed,
    source="https://developer.paypal.com/api/rest/",
    default=True,
    flags=0,
)
