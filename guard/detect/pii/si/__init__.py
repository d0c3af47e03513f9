"""Identifiers of Slovenia."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.si.bank_account import SI_BANK_ACCOUNT
from guard.detect.pii.si.driving_licence import SI_DRIVING_LICENCE
from guard.detect.pii.si.emso import SI_EMSO
from guard.detect.pii.si.health_insurance import SI_HEALTH_INSURANCE
from guard.detect.pii.si.identity_card import SI_IDENTITY_CARD
from guard.detect.pii.si.maticna import SI_MATICNA
from guard.detect.pii.si.passport import SI_PASSPORT
from guard.detect.pii.si.tax_number import SI_TAX_NUMBER
from guard.detect.pii.si.vehicle_plate import SI_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    SI_BANK_ACCOUNT,
    SI_DRIVING_LICENCE,
    SI_EMSO,
    SI_HEALTH_INSURANCE,
    SI_IDENTITY_CARD,
    SI_MATICNA,
    SI_PASSPORT,
    SI_TAX_NUMBER,
    SI_VEHICLE_PLATE,
)
