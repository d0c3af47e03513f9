"""Identifiers of Israel."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.il.bank_account import IL_BANK_ACCOUNT
from guard.detect.pii.il.company_number import IL_COMPANY_NUMBER
from guard.detect.pii.il.driving_licence import IL_DRIVING_LICENCE
from guard.detect.pii.il.id_number import IL_ID_NUMBER
from guard.detect.pii.il.passport import IL_PASSPORT
from guard.detect.pii.il.vehicle_plate import IL_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    IL_BANK_ACCOUNT,
    IL_COMPANY_NUMBER,
    IL_DRIVING_LICENCE,
    IL_ID_NUMBER,
    IL_PASSPORT,
    IL_VEHICLE_PLATE,
)
