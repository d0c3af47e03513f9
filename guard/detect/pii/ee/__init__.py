"""Identifiers of Estonia."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.ee.driving_licence import EE_DRIVING_LICENCE
from guard.detect.pii.ee.id_card import EE_ID_CARD
from guard.detect.pii.ee.isikukood import EE_ISIKUKOOD
from guard.detect.pii.ee.passport import EE_PASSPORT
from guard.detect.pii.ee.registrikood import EE_REGISTRIKOOD
from guard.detect.pii.ee.vat import EE_VAT
from guard.detect.pii.ee.vehicle_plate import EE_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    EE_DRIVING_LICENCE,
    EE_ID_CARD,
    EE_ISIKUKOOD,
    EE_PASSPORT,
    EE_REGISTRIKOOD,
    EE_VAT,
    EE_VEHICLE_PLATE,
)
