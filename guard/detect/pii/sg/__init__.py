"""Identifiers of Singapore."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.sg.bank_account import SG_BANK_ACCOUNT
from guard.detect.pii.sg.gst import SG_GST
from guard.detect.pii.sg.passport import SG_PASSPORT
from guard.detect.pii.sg.vehicle_plate import SG_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    SG_BANK_ACCOUNT,
    SG_GST,
    SG_PASSPORT,
    SG_VEHICLE_PLATE,
)
