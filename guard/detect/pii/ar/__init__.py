"""Identifiers of Argentina."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.ar.cbu import AR_CBU
from guard.detect.pii.ar.cuit import AR_CUIT
from guard.detect.pii.ar.dni import AR_DNI
from guard.detect.pii.ar.passport import AR_PASSPORT
from guard.detect.pii.ar.vehicle_plate import AR_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    AR_CBU,
    AR_CUIT,
    AR_DNI,
    AR_PASSPORT,
    AR_VEHICLE_PLATE,
)
