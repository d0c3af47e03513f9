"""Identifiers of Kenya."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.ke.national_id import KE_NATIONAL_ID
from guard.detect.pii.ke.nhif import KE_NHIF
from guard.detect.pii.ke.nssf import KE_NSSF
from guard.detect.pii.ke.passport import KE_PASSPORT
from guard.detect.pii.ke.pin import KE_PIN
from guard.detect.pii.ke.vehicle_plate import KE_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    KE_NATIONAL_ID,
    KE_NHIF,
    KE_NSSF,
    KE_PASSPORT,
    KE_PIN,
    KE_VEHICLE_PLATE,
)
