"""Identifiers of Saudi Arabia."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.sa.commercial_registration import SA_COMMERCIAL_REGISTRATION
from guard.detect.pii.sa.iqama import SA_IQAMA
from guard.detect.pii.sa.national_id import SA_NATIONAL_ID
from guard.detect.pii.sa.passport import SA_PASSPORT
from guard.detect.pii.sa.vat import SA_VAT
from guard.detect.pii.sa.vehicle_plate import SA_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    SA_COMMERCIAL_REGISTRATION,
    SA_IQAMA,
    SA_NATIONAL_ID,
    SA_PASSPORT,
    SA_VAT,
    SA_VEHICLE_PLATE,
)
