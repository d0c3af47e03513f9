"""Stripe secret and restricted keys; publishable keys are public. https://docs.stripe.com/keys."""

from guard.detect.patterns import Pattern, PatternDetector

STRIPE_KEY = PatternDetector(
    "STRIPE_KEY",
    [Pattern(r"\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,250}\b", 0.9)],
    source="https://docs.stripe.com/keys",
    default=True,
    flags=0,
)
