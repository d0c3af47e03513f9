"""Identifiers of Lithuania."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.lt.asmens_kodas import LT_ASMENS_KODAS
from guard.detect.pii.lt.company_code import LT_COMPANY_CODE
from guard.detect.pii.lt.driving_licence import LT_DRIVING_LICENCE
from guard.detect.pii.lt.id_card import LT_ID_CARD
from guard.detect.pii.lt.passport import LT_PASSPORT
from guard.detect.pii.lt.vat import LT_VAT
from guard.detect.pii.lt.vehicle_plate import LT_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    LT_ASMENS_KODAS,
    LT_COMPANY_CODE,
    LT_DRIVING_LICENCE,
    LT_ID_CARD,
    LT_PASSPORT,
    LT_VAT,
    LT_VEHICLE_PLATE,
)
