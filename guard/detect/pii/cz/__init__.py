"""Identifiers of the Czech Republic."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.cz.bank_account import CZ_BANK_ACCOUNT
from guard.detect.pii.cz.birth_number import CZ_BIRTH_NUMBER
from guard.detect.pii.cz.dic import CZ_DIC
from guard.detect.pii.cz.driving_licence import CZ_DRIVING_LICENCE
from guard.detect.pii.cz.ico import CZ_ICO
from guard.detect.pii.cz.identity_card import CZ_IDENTITY_CARD
from guard.detect.pii.cz.passport import CZ_PASSPORT
from guard.detect.pii.cz.vehicle_plate import CZ_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    CZ_BANK_ACCOUNT,
    CZ_BIRTH_NUMBER,
    CZ_DIC,
    CZ_DRIVING_LICENCE,
    CZ_ICO,
    CZ_IDENTITY_CARD,
    CZ_PASSPORT,
    CZ_VEHICLE_PLATE,
)
