"""Identifiers of Ukraine."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.ua.driving_licence import UA_DRIVING_LICENCE
from guard.detect.pii.ua.edrpou import UA_EDRPOU
from guard.detect.pii.ua.identity_card import UA_IDENTITY_CARD
from guard.detect.pii.ua.passport import UA_PASSPORT
from guard.detect.pii.ua.rnokpp import UA_RNOKPP
from guard.detect.pii.ua.unzr import UA_UNZR
from guard.detect.pii.ua.vat import UA_VAT
from guard.detect.pii.ua.vehicle_plate import UA_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    UA_DRIVING_LICENCE,
    UA_EDRPOU,
    UA_IDENTITY_CARD,
    UA_PASSPORT,
    UA_RNOKPP,
    UA_UNZR,
    UA_VAT,
    UA_VEHICLE_PLATE,
)
