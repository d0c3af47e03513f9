"""Identifiers of Slovakia."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.sk.bank_account import SK_BANK_ACCOUNT
from guard.detect.pii.sk.birth_number import SK_BIRTH_NUMBER
from guard.detect.pii.sk.dic import SK_DIC
from guard.detect.pii.sk.driving_licence import SK_DRIVING_LICENCE
from guard.detect.pii.sk.ico import SK_ICO
from guard.detect.pii.sk.identity_card import SK_IDENTITY_CARD
from guard.detect.pii.sk.passport import SK_PASSPORT
from guard.detect.pii.sk.vehicle_plate import SK_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    SK_BANK_ACCOUNT,
    SK_BIRTH_NUMBER,
    SK_DIC,
    SK_DRIVING_LICENCE,
    SK_ICO,
    SK_IDENTITY_CARD,
    SK_PASSPORT,
    SK_VEHICLE_PLATE,
)
