"""Identifiers of Chile."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.cl.identity_card import CL_IDENTITY_CARD
from guard.detect.pii.cl.passport import CL_PASSPORT
from guard.detect.pii.cl.rut import CL_RUT
from guard.detect.pii.cl.vehicle_plate import CL_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    CL_IDENTITY_CARD,
    CL_PASSPORT,
    CL_RUT,
    CL_VEHICLE_PLATE,
)
