"""Identifiers of Egypt."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.eg.commercial_register import EG_COMMERCIAL_REGISTER
from guard.detect.pii.eg.national_id import EG_NATIONAL_ID
from guard.detect.pii.eg.passport import EG_PASSPORT
from guard.detect.pii.eg.tax_number import EG_TAX_NUMBER
from guard.detect.pii.eg.vehicle_plate import EG_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    EG_COMMERCIAL_REGISTER,
    EG_NATIONAL_ID,
    EG_PASSPORT,
    EG_TAX_NUMBER,
    EG_VEHICLE_PLATE,
)
