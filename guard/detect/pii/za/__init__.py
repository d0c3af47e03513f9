"""Identifiers of South Africa."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.za.bank_account import ZA_BANK_ACCOUNT
from guard.detect.pii.za.hpcsa import ZA_HPCSA
from guard.detect.pii.za.paye import ZA_PAYE

DETECTORS: tuple[PatternDetector, ...] = (
    ZA_BANK_ACCOUNT,
    ZA_HPCSA,
    ZA_PAYE,
)
