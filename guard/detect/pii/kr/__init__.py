"""Identifiers of South Korea."""

from guard.detect.patterns import PatternDetector
from guard.detect.pii.kr.bank_account import KR_BANK_ACCOUNT
from guard.detect.pii.kr.corporate_number import KR_CORPORATE_NUMBER
from guard.detect.pii.kr.customs_code import KR_CUSTOMS_CODE
from guard.detect.pii.kr.health_insurance import KR_HEALTH_INSURANCE
from guard.detect.pii.kr.vehicle_plate import KR_VEHICLE_PLATE

DETECTORS: tuple[PatternDetector, ...] = (
    KR_BANK_ACCOUNT,
    KR_CORPORATE_NUMBER,
    KR_CUSTOMS_CODE,
    KR_HEALTH_INSURANCE,
    KR_VEHICLE_PLATE,
)
