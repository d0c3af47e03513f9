"""Identifiers of Bulgaria."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.bg.driving_licence import BG_DRIVING_LICENCE
from guard.detect.pii.bg.egn import BG_EGN
from guard.detect.pii.bg.eik import BG_EIK
from guard.detect.pii.bg.identity_card import BG_IDENTITY_CARD
from guard.detect.pii.bg.passport import BG_PASSPORT
from guard.detect.pii.bg.pnf import BG_PNF
from guard.detect.pii.bg.vat import BG_VAT
from guard.detect.pii.bg.vehicle_plate import BG_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    BG_DRIVING_LICENCE,
    BG_EGN,
    BG_EIK,
    BG_IDENTITY_CARD,
    BG_PASSPORT,
    BG_PNF,
    BG_VAT,
    BG_VEHICLE_PLATE,
)
