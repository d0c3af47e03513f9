"""Identifiers of Finland."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.fi.bank_account import FI_BANK_ACCOUNT
from guard.detect.pii.fi.id_card import FI_ID_CARD
from guard.detect.pii.fi.passport import FI_PASSPORT
from guard.detect.pii.fi.satu import FI_SATU
from guard.detect.pii.fi.vat import FI_VAT
from guard.detect.pii.fi.vehicle_plate import FI_VEHICLE_PLATE
from guard.detect.pii.fi.veronumero import FI_VERONUMERO
from guard.detect.pii.fi.ytunnus import FI_YTUNNUS

DETECTORS: tuple[PatternDetector, ...] = (
    FI_BANK_ACCOUNT,
    FI_ID_CARD,
    FI_PASSPORT,
    FI_SATU,
    FI_VAT,
    FI_VEHICLE_PLATE,
    FI_VERONUMERO,
    FI_YTUNNUS,
)
