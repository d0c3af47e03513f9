"""Identifiers of Japan."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.jp.bank_account import JP_BANK_ACCOUNT
from guard.detect.pii.jp.corporate_number import JP_CORPORATE_NUMBER
from guard.detect.pii.jp.driving_licence import JP_DRIVING_LICENCE
from guard.detect.pii.jp.invoice_number import JP_INVOICE_NUMBER
from guard.detect.pii.jp.my_number import JP_MY_NUMBER
from guard.detect.pii.jp.passport import JP_PASSPORT
from guard.detect.pii.jp.pension_number import JP_PENSION_NUMBER
from guard.detect.pii.jp.residence_card import JP_RESIDENCE_CARD
from guard.detect.pii.jp.vehicle_plate import JP_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    JP_BANK_ACCOUNT,
    JP_CORPORATE_NUMBER,
    JP_DRIVING_LICENCE,
    JP_INVOICE_NUMBER,
    JP_MY_NUMBER,
    JP_PASSPORT,
    JP_PENSION_NUMBER,
    JP_RESIDENCE_CARD,
    JP_VEHICLE_PLATE,
)
