"""Identifiers of Denmark."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.dk.bank_account import DK_BANK_ACCOUNT
from guard.detect.pii.dk.cpr import DK_CPR
from guard.detect.pii.dk.cvr import DK_CVR
from guard.detect.pii.dk.driving_licence import DK_DRIVING_LICENCE
from guard.detect.pii.dk.passport import DK_PASSPORT
from guard.detect.pii.dk.vat import DK_VAT
from guard.detect.pii.dk.vehicle_plate import DK_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    DK_BANK_ACCOUNT,
    DK_CPR,
    DK_CVR,
    DK_DRIVING_LICENCE,
    DK_PASSPORT,
    DK_VAT,
    DK_VEHICLE_PLATE,
)
