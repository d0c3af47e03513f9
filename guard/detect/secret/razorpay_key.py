"""Razorpay key ids, and the secret by its name.

https://razorpay.com/docs/payments/dashboard/account-settings/api-keys/
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

RAZORPAY_KEY = PatternDetector(
    "RAZORPAY_KEY",
    [Pattern(r"\brzp_(?:live|test)_[A-Za-z0-9]{14}(?![\w-])", 0.9), *named("razorpay", "[A-Za-z0-9]{24}")],
    context=credentials_of("razorpay"),
    validate=mixed,
    source="https://razorpay.com/docs/payments/dashboard/account-settings/api-keys/",
    default=True,
    flags=0,
)
