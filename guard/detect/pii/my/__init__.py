"""Identifiers of Malaysia."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.my.company_number import MY_COMPANY_NUMBER
from guard.detect.pii.my.nric import MY_NRIC
from guard.detect.pii.my.passport import MY_PASSPORT
from guard.detect.pii.my.sst import MY_SST
from guard.detect.pii.my.tin import MY_TIN
from guard.detect.pii.my.vehicle_plate import MY_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    MY_COMPANY_NUMBER,
    MY_NRIC,
    MY_PASSPORT,
    MY_SST,
    MY_TIN,
    MY_VEHICLE_PLATE,
)
