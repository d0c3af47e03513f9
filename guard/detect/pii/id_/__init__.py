"""Identifiers of Indonesia."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.id_.bpjs import ID_BPJS
from guard.detect.pii.id_.driving_licence import ID_DRIVING_LICENCE
from guard.detect.pii.id_.family_card import ID_FAMILY_CARD
from guard.detect.pii.id_.nik import ID_NIK
from guard.detect.pii.id_.npwp import ID_NPWP
from guard.detect.pii.id_.passport import ID_PASSPORT
from guard.detect.pii.id_.vehicle_plate import ID_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    ID_BPJS,
    ID_DRIVING_LICENCE,
    ID_FAMILY_CARD,
    ID_NIK,
    ID_NPWP,
    ID_PASSPORT,
    ID_VEHICLE_PLATE,
)
