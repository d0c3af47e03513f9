"""Flutterwave secret keys.

https://developer.flutterwave.com/docs/authentication
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import mixed

FLUTTERWAVE_KEY = PatternDetector(
    "FLUTTERWAVE_KEY",
    [Pattern(r"\bFLWSECK(?:_TEST)?-[A-Za-z0-9]{12,32}(?:-X)?(?![\w-])", 0.9)],
    validate=mixed,
    source="https://developer.flutterwave.com/docs/authentication",
    default=True,
    flags=0,
)
