"""Identifiers of Latvia."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.lv.driving_licence import LV_DRIVING_LICENCE
from guard.detect.pii.lv.id_card import LV_ID_CARD
from guard.detect.pii.lv.passport import LV_PASSPORT
from guard.detect.pii.lv.personas_kods import LV_PERSONAS_KODS
from guard.detect.pii.lv.registration_number import LV_REGISTRATION_NUMBER
from guard.detect.pii.lv.vat import LV_VAT
from guard.detect.pii.lv.vehicle_plate import LV_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    LV_DRIVING_LICENCE,
    LV_ID_CARD,
    LV_PASSPORT,
    LV_PERSONAS_KODS,
    LV_REGISTRATION_NUMBER,
    LV_VAT,
    LV_VEHICLE_PLATE,
)
