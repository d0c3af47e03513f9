"""Identifiers of Greece."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.gr.afm import GR_AFM
from guard.detect.pii.gr.amka import GR_AMKA
from guard.detect.pii.gr.driving_licence import GR_DRIVING_LICENCE
from guard.detect.pii.gr.gemi import GR_GEMI
from guard.detect.pii.gr.identity_card import GR_IDENTITY_CARD
from guard.detect.pii.gr.passport import GR_PASSPORT
from guard.detect.pii.gr.vehicle_plate import GR_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    GR_AFM,
    GR_AMKA,
    GR_DRIVING_LICENCE,
    GR_GEMI,
    GR_IDENTITY_CARD,
    GR_PASSPORT,
    GR_VEHICLE_PLATE,
)
