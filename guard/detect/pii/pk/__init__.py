"""Identifiers of Pakistan."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.pk.cnic import PK_CNIC
from guard.detect.pii.pk.ntn import PK_NTN
from guard.detect.pii.pk.passport import PK_PASSPORT
from guard.detect.pii.pk.strn import PK_STRN
from guard.detect.pii.pk.vehicle_plate import PK_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    PK_CNIC,
    PK_NTN,
    PK_PASSPORT,
    PK_STRN,
    PK_VEHICLE_PLATE,
)
