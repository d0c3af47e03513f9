"""Identifiers of Hong Kong."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.hk.bank_account import HK_BANK_ACCOUNT
from guard.detect.pii.hk.business_registration import HK_BUSINESS_REGISTRATION
from guard.detect.pii.hk.id_card import HK_ID_CARD
from guard.detect.pii.hk.passport import HK_PASSPORT
from guard.detect.pii.hk.vehicle_plate import HK_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    HK_BANK_ACCOUNT,
    HK_BUSINESS_REGISTRATION,
    HK_ID_CARD,
    HK_PASSPORT,
    HK_VEHICLE_PLATE,
)
