"""Identifiers of Romania."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.ro.cnp import RO_CNP
from guard.detect.pii.ro.cui import RO_CUI
from guard.detect.pii.ro.identity_card import RO_IDENTITY_CARD
from guard.detect.pii.ro.onrc import RO_ONRC
from guard.detect.pii.ro.passport import RO_PASSPORT
from guard.detect.pii.ro.vehicle_plate import RO_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    RO_CNP,
    RO_CUI,
    RO_IDENTITY_CARD,
    RO_ONRC,
    RO_PASSPORT,
    RO_VEHICLE_PLATE,
)
