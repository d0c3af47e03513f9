"""Identifiers of Thailand."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.th.bank_account import TH_BANK_ACCOUNT
from guard.detect.pii.th.driving_licence import TH_DRIVING_LICENCE
from guard.detect.pii.th.id_card_laser import TH_ID_CARD_LASER
from guard.detect.pii.th.passport import TH_PASSPORT
from guard.detect.pii.th.tin import TH_TIN
from guard.detect.pii.th.vehicle_plate import TH_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    TH_BANK_ACCOUNT,
    TH_DRIVING_LICENCE,
    TH_ID_CARD_LASER,
    TH_PASSPORT,
    TH_TIN,
    TH_VEHICLE_PLATE,
)
