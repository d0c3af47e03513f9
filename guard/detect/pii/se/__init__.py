"""Identifiers of Sweden."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.se.bank_account import SE_BANK_ACCOUNT
from guard.detect.pii.se.bankgiro import SE_BANKGIRO
from guard.detect.pii.se.id_card import SE_ID_CARD
from guard.detect.pii.se.passport import SE_PASSPORT
from guard.detect.pii.se.plusgiro import SE_PLUSGIRO
from guard.detect.pii.se.vat import SE_VAT
from guard.detect.pii.se.vehicle_plate import SE_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    SE_BANKGIRO,
    SE_BANK_ACCOUNT,
    SE_ID_CARD,
    SE_PASSPORT,
    SE_PLUSGIRO,
    SE_VAT,
    SE_VEHICLE_PLATE,
)
