"""Identifiers of Taiwan."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.tw.bank_account import TW_BANK_ACCOUNT
from guard.detect.pii.tw.health_insurance import TW_HEALTH_INSURANCE
from guard.detect.pii.tw.national_id import TW_NATIONAL_ID
from guard.detect.pii.tw.passport import TW_PASSPORT
from guard.detect.pii.tw.resident_certificate import TW_RESIDENT_CERTIFICATE
from guard.detect.pii.tw.ubn import TW_UBN
from guard.detect.pii.tw.vehicle_plate import TW_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    TW_BANK_ACCOUNT,
    TW_HEALTH_INSURANCE,
    TW_NATIONAL_ID,
    TW_PASSPORT,
    TW_RESIDENT_CERTIFICATE,
    TW_UBN,
    TW_VEHICLE_PLATE,
)
