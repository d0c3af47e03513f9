"""Identifiers of Colombia."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.co.cedula import CO_CEDULA
from guard.detect.pii.co.cedula_extranjeria import CO_CEDULA_EXTRANJERIA
from guard.detect.pii.co.nit import CO_NIT
from guard.detect.pii.co.passport import CO_PASSPORT
from guard.detect.pii.co.vehicle_plate import CO_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    CO_CEDULA,
    CO_CEDULA_EXTRANJERIA,
    CO_NIT,
    CO_PASSPORT,
    CO_VEHICLE_PLATE,
)
